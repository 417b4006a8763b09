import { unreachable } from '../diagnostics/unreachable.ts';
import type { Node } from '../manifest/node.ts';
import { formatRelation } from '../sql/relation.ts';
import { globMatches, hasWildcard, pathGlobMatches } from './glob.ts';
import type { Criterion } from './selector.ts';

/** Whether the node itself meets the criterion, the graph left aside. */
export function matches(node: Node, { method, value }: Criterion): boolean {
  switch (method) {
    case 'name':
      return namesOf(node).some((name) => globMatches(value, name)) || isInFolder(node, value);
    case 'tag':
      return node.tags.some((tag) => globMatches(value, tag));
    case 'path':
      return filesOf(node).some((file) => isBelow(file, value) || pathGlobMatches(value, file));
    case 'source':
      if (node.kind !== 'source') return false;
      return globMatches(value, node.name) || globMatches(value, sourceName(node.name));
    case 'kind':
      return node.kind === value;
    case 'config.materialized':
      return node.kind === 'model' && globMatches(value, node.config.materialized);
    default:
      return unreachable(method);
  }
}

/** What the criterion's value could have been, for "did you mean". */
export function suggestionsFor(node: Node, { method }: Criterion): readonly string[] {
  switch (method) {
    case 'name':
      return [node.name, ...folders(node)];
    case 'tag':
      return node.tags;
    case 'path':
      return filesOf(node);
    case 'source':
      return node.kind === 'source' ? [node.name, sourceName(node.name)] : [];
    case 'kind':
      return [node.kind];
    case 'config.materialized':
      return node.kind === 'model' ? [node.config.materialized] : [];
    default:
      return unreachable(method);
  }
}

/** The name, the unique id, and the relation as results show it. */
function namesOf(node: Node): readonly string[] {
  const relation = node.kind === 'expectation' ? undefined : node.relation;
  return [node.name, node.id, ...(relation === undefined ? [] : [formatRelation(relation)])];
}

/** `marts` or `marts.sales`: the folders below models/, as dbt's dotted names start. */
function isInFolder(node: Node, value: string): boolean {
  const path = [...folders(node), node.name];
  const wanted = value.split('.');
  if (wanted.length > path.length) return false;
  return wanted.every((part, at) =>
    hasWildcard(part) ? globMatches(part, path[at] ?? '') : part === path[at],
  );
}

function folders(node: Node): readonly string[] {
  return node.kind === 'model' ? node.file.split('/').slice(1, -1) : [];
}

/** Where the node is written; of a seed also its CSV files. */
function filesOf(node: Node): readonly string[] {
  return node.kind === 'seed' ? [node.file, ...node.files.map(({ path }) => path)] : [node.file];
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** `crm` of `crm.accounts`. */
function sourceName(name: string): string {
  return name.split('.')[0] ?? name;
}
