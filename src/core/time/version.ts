import { createHash } from 'node:crypto';
import type { Json } from '../diagnostics/json.ts';

/**
 * A node's version at an as_of in parts, `content.gates`: two builds with the same content part
 * hold the same rows; the gates part says which expectations have held on them. Where quarantined
 * rows were put back since, a third part names the run that did.
 */
export interface Version {
  readonly content: string;
  readonly gates: string;
  readonly requeued?: string | undefined;
}

export function hashOf(value: Json): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 32);
}

export function formatVersion(version: Version): string {
  const { content, gates, requeued } = version;
  return requeued === undefined ? `${content}.${gates}` : `${content}.${gates}.${requeued}`;
}

export function parseVersion(text: string): Version {
  const [content = '', gates = '', requeued] = text.split('.');
  return { content, gates, ...(requeued === undefined ? {} : { requeued }) };
}

/** What readers of a node depend on: what was built, and what was put back since. */
export function heldContent({ content, requeued }: Version): string {
  return requeued === undefined ? content : `${content}+${requeued}`;
}

/** The version of what stays as it is: rows that were put back into it are still there. */
export function keptVersion(
  version: Version | undefined,
  inForce: string | undefined,
): Version | undefined {
  if (version === undefined || inForce === undefined) return version;
  const { content, requeued } = parseVersion(inForce);
  return content === version.content && requeued !== undefined ? { ...version, requeued } : version;
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
