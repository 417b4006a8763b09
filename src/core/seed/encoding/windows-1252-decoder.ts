import { isAscii } from 'node:buffer';
import type { Decoder } from './encoding.ts';

/** The characters of 0x80 to 0x9f; a full stop where there is none. */
const UPPER = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ';
const NO_BYTES = new Uint8Array(0);
/** No byte of UTF-8. */
const FOREIGN = Uint8Array.of(0xff);

/**
 * By a table of its own: what Node calls windows-1252 is latin1 in many of its versions, and a
 * control character is made of the five bytes that mean nothing.
 */
const BY_BYTE: readonly Uint8Array[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x80 || byte > 0x9f) return Buffer.from(String.fromCharCode(byte));
  const character = UPPER[byte - 0x80] ?? '.';
  return character === '.' ? FOREIGN : Buffer.from(character);
});

export function createWindows1252Decoder(): Decoder {
  return {
    push(chunk) {
      if (isAscii(chunk)) return chunk;
      // none of its characters has more than three bytes
      const text = Buffer.allocUnsafe(chunk.length * 3);
      let length = 0;
      for (const byte of chunk) {
        for (const each of BY_BYTE[byte] ?? FOREIGN) {
          text[length] = each;
          length += 1;
        }
      }
      return text.subarray(0, length);
    },
    end: () => NO_BYTES,
  };
}
