import { type CellCheck, isWord, MINUS } from './bytes.ts';

/** true, false, t and f in any case. PostgreSQL would take `yes`, `on`, `1` and `of` too. */
export const booleanCheck: CellCheck = (bytes, start, end) => {
  switch (end - start) {
    case 1:
      return isWord(bytes, start, end, 't') || isWord(bytes, start, end, 'f');
    case 4:
      return isWord(bytes, start, end, 'true');
    case 5:
      return isWord(bytes, start, end, 'false');
    default:
      return false;
  }
};

/** A boolean as inference takes it: a lone capital is more often an initial. */
export const plainBoolean: CellCheck = (bytes, start, end) =>
  booleanCheck(bytes, start, end) && (end - start > 1 || (bytes[start] ?? 0) > 0x60);

/** `7d444840-9dc0-11d1-b245-5ffdce74fad2`, in either case. */
export const uuidCheck: CellCheck = (bytes, start, end) => isUuid(bytes, start, end, ANY_HEX);

/** As PostgreSQL prints it: capitals would come back small. */
export const plainUuid: CellCheck = (bytes, start, end) => isUuid(bytes, start, end, SMALL_HEX);

const UUID_LENGTH = 36;
const SMALL_HEX = digitsOf('0123456789abcdef');
const ANY_HEX = digitsOf('0123456789abcdefABCDEF');

/** Bytes looked up in a table: a uuid has more of them than any other cell that is looked at. */
function isUuid(bytes: Uint8Array, start: number, end: number, digits: Uint8Array): boolean {
  return (
    end - start === UUID_LENGTH &&
    isRun(bytes, start, start + 8, digits) &&
    bytes[start + 8] === MINUS &&
    isRun(bytes, start + 9, start + 13, digits) &&
    bytes[start + 13] === MINUS &&
    isRun(bytes, start + 14, start + 18, digits) &&
    bytes[start + 18] === MINUS &&
    isRun(bytes, start + 19, start + 23, digits) &&
    bytes[start + 23] === MINUS &&
    isRun(bytes, start + 24, end, digits)
  );
}

function isRun(bytes: Uint8Array, start: number, end: number, digits: Uint8Array): boolean {
  for (let at = start; at < end; at += 1) {
    if (digits[bytes[at] ?? 0] === 0) return false;
  }
  return true;
}

function digitsOf(text: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const digit of text) table[digit.charCodeAt(0)] = 1;
  return table;
}
