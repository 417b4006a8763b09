import { createHash } from 'node:crypto';
import type { Json } from '../diagnostics/json.ts';

/**
 * A node's version at an as_of in two parts, `content.gates`: two builds with the same content part
 * hold the same rows; the gates part says which expectations have held on them.
 */
export interface Version {
  readonly content: string;
  readonly gates: string;
}

export function hashOf(value: Json): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 32);
}

export function formatVersion(version: Version): string {
  return `${version.content}.${version.gates}`;
}

export function parseVersion(text: string): Version {
  const [content = '', gates = ''] = text.split('.');
  return { content, gates };
}

/** JSON with sorted keys: equal values give equal text. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
