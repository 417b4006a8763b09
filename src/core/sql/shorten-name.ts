import { createHash } from 'node:crypto';

const MAX_NAME_BYTES = 63;

/**
 * A name that PostgreSQL keeps whole: names over 63 bytes get a hash of themselves for a tail,
 * so that two long names never become one.
 */
export function shortenName(name: string): string {
  if (isWholeName(name)) return name;
  const tail = `_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  let head = '';
  let length = tail.length;
  for (const character of name) {
    length += new TextEncoder().encode(character).length;
    if (length > MAX_NAME_BYTES) break;
    head += character;
  }
  return head + tail;
}

/** Whether PostgreSQL keeps a name as it is written; of a longer one it cuts the end off without an error. */
export function isWholeName(name: string): boolean {
  return new TextEncoder().encode(name).length <= MAX_NAME_BYTES;
}
