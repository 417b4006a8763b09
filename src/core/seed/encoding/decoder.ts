import { isAscii } from 'node:buffer';
import type { Decoder, Encoding } from './encoding.ts';
import { createUtf16Decoder } from './utf16-decoder.ts';
import { createWindows1252Decoder } from './windows-1252-decoder.ts';

const LONGEST_MARK = 3;
const NO_BYTES = new Uint8Array(0);

/** `declared` is believed; without it a byte order mark is, and without that it is UTF-8. */
export function createDecoder(declared: Encoding | undefined): Decoder {
  let head: Uint8Array = NO_BYTES;
  let inner: Decoder | undefined;

  function begin(): Uint8Array {
    const { decoder, markLength } = choose(declared, head);
    inner = decoder;
    const rest = head.subarray(markLength);
    head = NO_BYTES;
    return rest.length === 0 ? NO_BYTES : decoder.push(rest);
  }

  return {
    push(chunk) {
      if (inner !== undefined) return inner.push(chunk);
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      return head.length < LONGEST_MARK ? NO_BYTES : begin();
    },
    end() {
      const first = inner === undefined ? begin() : NO_BYTES;
      const last = inner?.end() ?? NO_BYTES;
      return last.length === 0 ? first : Buffer.concat([first, last]);
    },
  };
}

function choose(
  declared: Encoding | undefined,
  head: Uint8Array,
): { readonly decoder: Decoder; readonly markLength: number } {
  const mark = markOf(head);
  switch (declared) {
    case 'latin1':
      return { decoder: LATIN1, markLength: 0 };
    case 'windows-1252':
      return { decoder: createWindows1252Decoder(), markLength: 0 };
    case 'utf-16':
    case 'utf-16le':
    case 'utf-16be': {
      const marked = mark?.encoding === 'utf-8' ? undefined : mark?.encoding;
      const encoding = declared === 'utf-16' ? (marked ?? 'utf-16le') : declared;
      return {
        decoder: createUtf16Decoder(encoding),
        markLength: marked === encoding ? (mark?.length ?? 0) : 0,
      };
    }
    case 'utf-8':
      return { decoder: PASSING, markLength: mark?.encoding === 'utf-8' ? mark.length : 0 };
    case undefined:
      return mark === undefined || mark.encoding === 'utf-8'
        ? { decoder: PASSING, markLength: mark?.length ?? 0 }
        : { decoder: createUtf16Decoder(mark.encoding), markLength: mark.length };
  }
}

type Mark = {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  readonly length: number;
};

function markOf([first, second, third]: Uint8Array): Mark | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', length: 2 };
  return undefined;
}

const PASSING: Decoder = { push: (chunk) => chunk, end: () => NO_BYTES };

const LATIN1: Decoder = {
  push(chunk) {
    if (isAscii(chunk)) return chunk;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    return Buffer.from(bytes.toString('latin1'), 'utf8');
  },
  end: () => NO_BYTES,
};
