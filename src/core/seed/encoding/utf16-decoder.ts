import type { Decoder } from './encoding.ts';

const NO_BYTES = new Uint8Array(0);
const LONE_SURROGATE = /(\p{Surrogate})/u;

/** UTF-16 as UTF-8; half a character becomes bytes that are none. */
export function createUtf16Decoder(encoding: 'utf-16le' | 'utf-16be'): Decoder {
  let kept: Uint8Array = NO_BYTES;

  return {
    push(chunk) {
      const bytes = kept.length === 0 ? Buffer.from(chunk) : Buffer.concat([kept, chunk]);
      const end = wholeCharacters(bytes, encoding);
      kept = Buffer.from(bytes.subarray(end));
      const whole = bytes.subarray(0, end);
      if (encoding === 'utf-16be') whole.swap16();
      return encode(whole.toString('utf16le'));
    },
    // half a character at the end of the file
    end: () => (kept.length === 0 ? NO_BYTES : Uint8Array.of(0xff)),
  };
}

/** How many of the bytes are whole characters: the first half of a pair waits for the other. */
function wholeCharacters(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): number {
  const even = bytes.length - (bytes.length % 2);
  if (even === 0) return 0;
  const last =
    encoding === 'utf-16le' ? bytes.readUInt16LE(even - 2) : bytes.readUInt16BE(even - 2);
  return last >= 0xd800 && last <= 0xdbff ? even - 2 : even;
}

function encode(text: string): Uint8Array {
  if (!LONE_SURROGATE.test(text)) return Buffer.from(text, 'utf8');
  return Buffer.concat(
    text.split(LONE_SURROGATE).map((part) => {
      const unit = part.charCodeAt(0);
      const isLone = part.length === 1 && unit >= 0xd800 && unit <= 0xdfff;
      return isLone ? notUtf8(unit) : Buffer.from(part, 'utf8');
    }),
  );
}

/** The three bytes that UTF-8 would have for a surrogate, and forbids. */
function notUtf8(unit: number): Buffer {
  return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
}
