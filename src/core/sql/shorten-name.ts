import { createHash } from 'node:crypto';

const MAX_NAME_BYTES = 63;

/**
 * A name that PostgreSQL keeps whole: names over 63 bytes get a hash of themselves for a tail,
 * so that two long names never become one.
 */
export function shortenName(name: string): string {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length <= MAX_NAME_BYTES) return name;
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
