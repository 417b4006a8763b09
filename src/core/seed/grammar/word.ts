import { type CellCheck, isDigit, isWord, MINUS } from './bytes.ts';

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

const UUID_LENGTH = 36;
const UUID_HYPHENS: ReadonlySet<number> = new Set([8, 13, 18, 23]);

/** `7d444840-9dc0-11d1-b245-5ffdce74fad2`, in either case. */
export const uuidCheck: CellCheck = (bytes, start, end) =>
  isUuid(bytes, start, end, (byte) => isDigit(byte) || isHexLetter(byte | 0x20));

/** As PostgreSQL prints it: capitals would come back small. */
export const plainUuid: CellCheck = (bytes, start, end) =>
  isUuid(bytes, start, end, (byte) => isDigit(byte) || isHexLetter(byte));

function isUuid(
  bytes: Uint8Array,
  start: number,
  end: number,
  isHex: (byte: number) => boolean,
): boolean {
  if (end - start !== UUID_LENGTH) return false;
  for (let index = 0; index < UUID_LENGTH; index += 1) {
    const byte = bytes[start + index] ?? 0;
    if (UUID_HYPHENS.has(index) ? byte !== MINUS : !isHex(byte)) return false;
  }
  return true;
}

function isHexLetter(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x66;
}
