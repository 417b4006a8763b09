import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDecoder } from '../../../../src/core/seed/encoding/decoder.ts';
import { ENCODINGS, type Encoding } from '../../../../src/core/seed/encoding/encoding.ts';

function decode(
  bytes: Uint8Array,
  encoding: Encoding | undefined,
  sizes: readonly number[] = [bytes.length],
): Buffer {
  const decoder = createDecoder(encoding);
  const parts: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    // a copy: a decoder that reads beyond its chunk would be found out
    parts.push(decoder.push(Uint8Array.from(bytes.subarray(at, at + size))));
    at += size;
  }
  parts.push(decoder.end());
  return Buffer.concat(parts);
}

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'be' ? bytes.swap16() : bytes;
}

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
/** Without a byte order mark at its beginning, which is no text. */
const wellFormed = fc
  .string({ unit: 'binary', maxLength: 30 })
  .filter((text) => !/\p{Surrogate}|^[\ufeff\ufffe]/u.test(text));

test.each<[string, Encoding | undefined, (text: string) => Buffer]>([
  ['utf-8', 'utf-8', (text) => Buffer.from(text)],
  ['utf-8 with a mark', 'utf-8', (text) => Buffer.from(`\ufeff${text}`)],
  ['utf-8 that nobody declared, with a mark', undefined, (text) => Buffer.from(`\ufeff${text}`)],
  ['utf-16le', 'utf-16le', (text) => utf16(text, 'le')],
  ['utf-16le with a mark', 'utf-16le', (text) => utf16(`\ufeff${text}`, 'le')],
  ['utf-16be', 'utf-16be', (text) => utf16(text, 'be')],
  ['utf-16be with a mark', 'utf-16be', (text) => utf16(`\ufeff${text}`, 'be')],
  ['utf-16 without a mark, as little endian', 'utf-16', (text) => utf16(text, 'le')],
  ['utf-16 with a little endian mark', 'utf-16', (text) => utf16(`\ufeff${text}`, 'le')],
  ['utf-16 with a big endian mark', 'utf-16', (text) => utf16(`\ufeff${text}`, 'be')],
  ['utf-16 that only its mark tells, little', undefined, (text) => utf16(`\ufeff${text}`, 'le')],
  ['utf-16 that only its mark tells, big', undefined, (text) => utf16(`\ufeff${text}`, 'be')],
])('%s becomes the same text, wherever the chunks end', (_, encoding, encode) => {
  fc.assert(
    fc.property(wellFormed, sizes, (text, each) => {
      expect(decode(encode(text), encoding, each).toString('utf8')).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test('any bytes become the same bytes, wherever the chunks end', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 24 }),
      fc.constantFrom(undefined, ...ENCODINGS),
      sizes,
      (bytes, encoding, each) => {
        expect(decode(bytes, encoding, each)).toEqual(decode(bytes, encoding));
      },
    ),
    { numRuns: 1000 },
  );
});

test('utf-8 that is none is passed on as it is, so that its row is refused', () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0x0a, 0xc3);
  expect(decode(bytes, undefined)).toEqual(Buffer.from(bytes));
});

test.each([
  ['a first half alone', [0x61, 0xd800, 0x62]],
  ['a second half alone', [0x61, 0xdc00, 0x62]],
  ['two first halves', [0xd800, 0xd801, 0xdc00]],
  ['halves in the wrong order', [0xdc00, 0xd800, 0x61]],
  ['a first half at the end', [0x61, 0xd83d]],
])('%s becomes no character, and takes nothing with it', (_, units) => {
  const text = String.fromCharCode(...units);
  const around = text.replace(/\p{Surrogate}/gu, '');
  for (const order of ['le', 'be'] as const) {
    for (const size of [1, 2, 3, 64]) {
      const found = decode(utf16(text, order), `utf-16${order}`, [size]);
      expect(isUtf8(found)).toBe(false);
      expect(found.toString('utf8').replaceAll('\ufffd', '')).toBe(around);
    }
  }
});

test('half a unit of utf-16 at the end becomes no character', () => {
  for (const size of [1, 2, 3, 64]) {
    const bytes = Buffer.concat([utf16('añ', 'le'), Buffer.of(0x62)]);
    expect(decode(bytes, 'utf-16le', [size])).toEqual(
      Buffer.concat([Buffer.from('añ'), Buffer.of(0xff)]),
    );
  }
});

test('a mark behind the beginning is a character', () => {
  expect(decode(utf16('a\ufeffb', 'be'), 'utf-16be').toString()).toBe('a\ufeffb');
  expect(decode(Buffer.from('a\ufeffb'), undefined).toString()).toBe('a\ufeffb');
  expect(decode(Buffer.from('\ufeff\ufeffb'), undefined).toString()).toBe('\ufeffb');
});

test.each(['latin1', 'windows-1252'] as const)(
  'a mark of utf-8 in what is declared %s is text',
  (encoding) => {
    expect(decode(Buffer.from('\ufeffa'), encoding).toString()).toBe('ï»¿a');
  },
);

test.each<[Encoding | undefined, number[], string]>([
  [undefined, [], ''],
  [undefined, [0x61], 'a'],
  [undefined, [0xef, 0xbb, 0xbf], ''],
  ['utf-16', [0xff, 0xfe], ''],
  ['utf-16be', [0xfe, 0xff], ''],
  ['latin1', [0xe9], 'é'],
  ['windows-1252', [0x80], '€'],
])('%s of the bytes %j alone is %j', (encoding, bytes, text) => {
  expect(decode(Uint8Array.from(bytes), encoding, [1]).toString()).toBe(text);
});

test('every byte of latin1 is the character of its number', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect([...decode(bytes, 'latin1', [7]).toString()].map((each) => each.codePointAt(0))).toEqual([
    ...bytes,
  ]);
});

test('every byte of windows-1252 is its character, and five are none', () => {
  const upper = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at);
  const found = decode(upper, 'windows-1252', [5]);
  expect(found.toString()).toBe('€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ');
  expect(isUtf8(found)).toBe(false);
  const others = Uint8Array.from({ length: 224 }, (_, at) => (at < 128 ? at : at + 32));
  expect(decode(others, 'windows-1252')).toEqual(decode(others, 'latin1'));
});
