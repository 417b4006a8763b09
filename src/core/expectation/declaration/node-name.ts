import type { Location } from '../../diagnostics/source-file.ts';
import type { NodeName } from './expectation-declaration.ts';

const REF = /^\s*ref\(\s*(['"])(?<name>[^'"]+)\1\s*\)\s*$/;
const SOURCE = /^\s*source\(\s*(['"])(?<source>[^'"]+)\1\s*,\s*(['"])(?<table>[^'"]+)\3\s*\)\s*$/;

/** `users`, or as dbt users write it: `ref('users')`, `source('crm', 'users')`. */
export function parseNodeName(text: string, location: Location): NodeName {
  const ref = REF.exec(text)?.groups;
  if (ref !== undefined) return { kind: undefined, name: ref['name'] ?? '', location };
  const source = SOURCE.exec(text)?.groups;
  if (source !== undefined) {
    return { kind: 'source', name: `${source['source']}.${source['table']}`, location };
  }
  return { kind: undefined, name: text, location };
}
