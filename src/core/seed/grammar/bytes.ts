/** Says whether the bytes from `start` to `end` are a cell of some type. */
export type CellCheck = (bytes: Uint8Array, start: number, end: number) => boolean;

export const MINUS = 0x2d;
export const PLUS = 0x2b;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const ZERO = 0x30;
export const NINE = 0x39;

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** The first place from `at` on that holds no digit. */
export function skipDigits(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && isDigit(bytes[next])) next += 1;
  return next;
}

/** The number that `count` digits from `at` on spell; -1 where one of them is no digit. */
export function readDigits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const byte = bytes[index];
    if (byte === undefined || byte < ZERO || byte > NINE) return -1;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

/** Whether the bytes spell the lower-case ASCII `word`, in any case. */
export function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index += 1) {
    // letters differ from their capitals in this one bit
    if (((bytes[start + index] ?? 0) | 0x20) !== word.charCodeAt(index)) return false;
  }
  return true;
}

/** The characters (code points) of UTF-8. */
export function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) count += 1;
  }
  return count;
}

/** ASCII as text; for the few cells that need it. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
