import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CsvRow, cellText, type FaultReason } from '../../../../src/core/seed/csv/csv-row.ts';
import { createCsvSplitter } from '../../../../src/core/seed/csv/csv-splitter.ts';
import type { SeedSettings } from '../../../../src/core/seed/seed-settings.ts';
import { dialect } from '../../../support/seed-settings.ts';

interface Split {
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly faults: readonly (FaultReason | undefined)[];
  readonly passedOn: string;
}

interface SplitOptions extends Pick<Partial<SeedSettings>, 'quote' | 'escape' | 'comment'> {
  readonly sizes?: readonly number[];
  readonly delimiter?: string;
  readonly max?: number;
}

function split(
  content: string | Uint8Array,
  { sizes = [1 << 20], max = 1 << 26, ...settings }: SplitOptions = {},
): Split {
  const rows: string[][] = [];
  const lines: number[] = [];
  const faults: (FaultReason | undefined)[] = [];
  const onRow = (row: CsvRow): void => {
    rows.push(Array.from({ length: row.cellCount }, (_, cell) => cellText(row, cell)));
    lines.push(row.line);
    faults.push(row.fault?.reason);
  };
  const options = { dialect: dialect(settings), firstLine: 1, maxRowBytes: max };
  const splitter = createCsvSplitter(options, onRow);
  const bytes = Buffer.from(content);
  const passedOn: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    passedOn.push(splitter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  passedOn.push(splitter.end());
  return { rows, lines, faults, passedOn: Buffer.concat(passedOn).toString('latin1') };
}

const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const cell = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r\n', ' ', 'é', '😀', '\\'),
    maxLength: 8,
  }),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
);

function written(text: string, delimiter: string, isQuoted: boolean): string {
  const mustQuote = text.includes('"') || text.includes(delimiter) || /[\r\n]/.test(text);
  return isQuoted || mustQuote ? `"${text.replaceAll('"', '""')}"` : text;
}

test('finds the rows and cells that csv-parse finds, wherever the chunks end', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5 }).chain((width) =>
        fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: width, maxLength: width }), {
          minLength: 1,
          maxLength: 8,
        }),
      ),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      chunkSizes,
      (table, delimiter, lineEnd, endsInLineEnd, sizes) => {
        const rows = table.map((row) =>
          row.map(([text, isQuoted]) => written(text, delimiter, isQuoted)).join(delimiter),
        );
        const content = rows.join(lineEnd) + (endsInLineEnd ? lineEnd : '');
        const found = split(content, { sizes, delimiter });
        const expected: string[][] = parse(content, { delimiter, record_delimiter: lineEnd });
        expect(found.rows).toEqual(expected);
        expect(found.rows).toEqual(table.map((row) => row.map(([text]) => text)));
        expect(found.faults.filter((fault) => fault !== undefined)).toEqual([]);
        expect(found.passedOn).toBe(Buffer.from(content).toString('latin1'));
      },
    ),
    { numRuns: 500 },
  );
});

test('finds the same rows, faults and lines in any bytes, wherever the chunks end', () => {
  const byte = fc.oneof(
    fc.constantFrom(...Buffer.from('"",\r\n\n.\\a')),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), chunkSizes, (bytes, sizes) => {
      const content = Uint8Array.from(bytes);
      expect(split(content, { sizes })).toEqual(split(content));
    }),
    { numRuns: 2000 },
  );
});

test('an empty file has no row', () => {
  expect(split('').rows).toEqual([]);
});

test('a delimiter at the end of the file is followed by an empty cell', () => {
  expect(split('a,b\nc,').rows).toEqual([
    ['a', 'b'],
    ['c', ''],
  ]);
});

test('lines are counted inside quotes', () => {
  const found = split('a,"x\ny\r\nz"\nb,c\n\nd,e', { sizes: [3] });
  expect(found.lines).toEqual([1, 4, 5, 6]);
});

test.each<[string, string | Uint8Array, readonly (FaultReason | undefined)[]]>([
  ['a quote that is never closed', 'a,b\n"c,d\n', [undefined, 'quote-unclosed']],
  ['text behind a closing quote', '"ab"c,d\ne,f', ['text-after-quote', undefined]],
  ['a quote inside a bare cell', 'a"b,c\nd,e', ['quote-inside', undefined]],
  ['a bare carriage return', 'a\rb,c\nd,e', ['carriage-return', undefined]],
  ['a carriage return at the end of the file', 'a,b\r', ['carriage-return']],
  ['line ends that are mixed', 'a\r\nb\nc\r\n', [undefined, 'line-end-mixed', undefined]],
  ['the end marker of COPY', '\\.\na', ['end-marker', undefined]],
  ['a NUL byte', 'a\0b,c\nd,e', ['nul-byte', undefined]],
  ['latin1', Buffer.from('a,caf\xe9\nb,c', 'latin1'), ['not-utf8', undefined]],
  ['half a character', Uint8Array.from([0x61, 0xe2, 0x82]), ['not-utf8']],
])('%s is a fault of its row only', (_, content, faults) => {
  expect(split(content, { sizes: [2] }).faults).toEqual(faults);
});

test('the end marker is text where it is quoted or not alone', () => {
  expect(split('"\\."\n\\.a\na\\.\n').faults).toEqual([undefined, undefined, undefined]);
  expect(split('\\.,a\n').faults).toEqual([undefined]);
});

test('a row without an end is given up at the limit, and memory with it', () => {
  const found = split(`a,b\n"${'x'.repeat(5000)}`, { sizes: [64], max: 1000 });
  expect(found.faults).toEqual([undefined, 'too-long']);
});

test('the first row that is longer than the limit is the last, wherever the bytes are cut', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.boolean()), {
    minLength: 1,
    maxLength: 8,
  });
  const lineEnd = fc.constantFrom('\n', '\r\n');
  const limit = fc.integer({ min: 3, max: 25 });
  fc.assert(
    fc.property(rows, lineEnd, chunkSizes, limit, (given, end, sizes, max) => {
      const lines = given.map(([size, isQuoted]) =>
        isQuoted ? `"${'\n'.repeat(size)}"` : 'x'.repeat(size),
      );
      const found = split(lines.map((each) => `${each}${end}`).join(''), { sizes, max });
      const long = lines.findIndex((each) => each.length > max);
      const whole = lines.slice(0, long < 0 ? undefined : long);
      const tooLong = long < 0 ? [] : ['too-long'];
      expect(found.faults).toEqual([...whole.map(() => undefined), ...tooLong]);
      expect(found.passedOn).toBe(whole.map((each) => `${each}${end}`).join(''));
      const before = lines.slice(0, found.lines.length - 1).map((each) => `${each}\n`);
      expect(found.lines.at(-1)).toBe(before.join('').split('\n').length);
    }),
  );
});

test('a row as long as the limit is taken where the bytes are cut inside its line end', () => {
  const found = split('xxxx\r\nxxxx\r\n', { sizes: [5, 1, 5, 1], max: 4 });
  expect(found.faults).toEqual([undefined, undefined]);
});

interface Written {
  readonly delimiter: string;
  readonly quote: string;
  /** What stands before a quote inside quotes. */
  readonly escape: string;
  readonly comment: string | undefined;
}

const dialects = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    quote: fc.constantFrom('"', "'"),
    escape: fc.constantFrom('"', "'", '\\', '^'),
    comment: fc.constantFrom(undefined, '#', '%'),
  })
  // a quote of the one kind before one of the other is what no program writes
  .filter((each) => each.escape === each.quote || !`"'`.includes(each.escape));

const awkwardCell = fc.string({
  unit: fc.constantFrom('a', '"', "'", ',', ';', '|', '\t', '\n', '\r\n', '\\', '^', '#', '%', 'é'),
  maxLength: 7,
});

function cellIn(written: Written, text: string, isBare: boolean): string {
  const { quote, delimiter, comment } = written;
  const isSpecial =
    text === '' ||
    [quote, delimiter, '\n', '\r'].some((each) => text.includes(each)) ||
    (comment !== undefined && text.includes(comment));
  if (isBare && !isSpecial) return text;
  const escaped = [...text].map((each) =>
    each === quote || each === written.escape ? `${written.escape}${each}` : each,
  );
  return `${quote}${escaped.join('')}${quote}`;
}

test('finds the cells that were written in any dialect, and those that csv-parse finds', () => {
  const row = fc.array(fc.tuple(awkwardCell, fc.boolean()), { minLength: 2, maxLength: 2 });
  const line = fc.record({ row, isBehindComment: fc.boolean() });
  fc.assert(
    fc.property(
      dialects,
      fc.array(line, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      chunkSizes,
      (written, table, lineEnd, sizes) => {
        const { comment, ...csv } = written;
        const lines = table.flatMap(({ row: cells, isBehindComment }) => [
          ...(isBehindComment && comment !== undefined
            ? [`${comment} a ${csv.quote} that opens nothing`]
            : []),
          cells.map(([text, isBare]) => cellIn(written, text, isBare)).join(csv.delimiter),
        ]);
        const content = lines.join(lineEnd);
        const found = split(content, { sizes, ...written });
        expect(found.faults.filter((fault) => fault !== undefined)).toEqual([]);
        expect(found.rows).toEqual(table.map(({ row: cells }) => cells.map(([text]) => text)));
        const expected: string[][] = parse(content, {
          ...csv,
          record_delimiter: lineEnd,
          ...(comment === undefined ? {} : { comment, comment_no_infix: true }),
        });
        // csv-parse leaves the escape before itself where the two differ
        if (csv.escape === csv.quote || !content.includes(csv.escape.repeat(2))) {
          expect(found.rows).toEqual(expected);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('finds the same rows, faults and lines in any bytes of any dialect, wherever the chunks end', () => {
  const byte = fc.oneof(
    fc.constantFrom(...Buffer.from(`"",'\r\n\n\\##a\b`)),
    fc.integer({ min: 0, max: 255 }),
  );
  const settings = fc.record({
    quote: fc.constantFrom('"', "'", ''),
    escape: fc.constantFrom(undefined, '\\'),
    comment: fc.constantFrom(undefined, '#'),
  });
  fc.assert(
    fc.property(
      fc.array(byte, { maxLength: 60 }),
      settings,
      chunkSizes,
      (bytes, { quote, ...rest }, sizes) => {
        const content = Uint8Array.from(bytes);
        const given = { quote, ...(rest.comment === undefined ? {} : { comment: rest.comment }) };
        const dialectOf = rest.escape === undefined ? given : { ...given, escape: rest.escape };
        expect(split(content, { sizes, ...dialectOf })).toEqual(split(content, dialectOf));
      },
    ),
    { numRuns: 1500 },
  );
});

const BACKSLASH = { escape: '\\' };

test.each<[string, string, SplitOptions, readonly (readonly string[])[]]>([
  ['stands before a quote', String.raw`"a\"b",c`, BACKSLASH, [['a"b', 'c']]],
  ['stands before itself', String.raw`"a\\",c`, BACKSLASH, [['a\\', 'c']]],
  ['stands before itself and a quote', String.raw`"a\\\"b"`, BACKSLASH, [['a\\"b']]],
  ['is itself before anything else', String.raw`"a\nb\,"`, BACKSLASH, [[String.raw`a\nb\,`]]],
  ['is itself outside quotes', String.raw`a\,b\\`, BACKSLASH, [['a\\', String.raw`b\\`]]],
])('an escape %s', (_, content, options, rows) => {
  for (const sizes of [[1], [2], [3], [64]]) {
    const found = split(content, { ...options, sizes });
    expect([found.rows, found.faults]).toEqual([rows, rows.map(() => undefined)]);
  }
});

test.each<[string, string, readonly FaultReason[]]>([
  ['an escape at the end of an open cell', '"a\\', ['quote-unclosed']],
  ['an escaped quote that would have closed the cell', '"a\\"\nb', ['quote-unclosed']],
  ['two quotes, of which the first closes the cell', '"a""b"', ['text-after-quote']],
])('%s is a fault where the escape is a backslash', (_, content, faults) => {
  for (const sizes of [[1], [2], [64]]) {
    expect(split(content, { ...BACKSLASH, sizes }).faults).toEqual(faults);
  }
});

test('without a quote every quote is text, and so is what is between two', () => {
  const found = split(`"a,b"\n'"',""\n`, { quote: '' });
  expect([found.rows, found.faults]).toEqual([
    [
      ['"a', 'b"'],
      [`'"'`, '""'],
    ],
    [undefined, undefined],
  ]);
});

test('a comment is no row, wherever it stands, and counts as a line', () => {
  const content = '# "one\na,b\n#\n"#x\n# in quotes",c\n#last';
  for (const sizes of [[1], [2], [5], [64]]) {
    const found = split(content, { comment: '#', sizes });
    expect(found.rows).toEqual([
      ['a', 'b'],
      ['#x\n# in quotes', 'c'],
    ]);
    expect(found.lines).toEqual([2, 4]);
  }
});

test('what PostgreSQL takes for the end of the data is that also where a dialect cuts it up', () => {
  expect(split('a.b\n\\.\nc.d\n', { delimiter: '.' }).faults).toEqual([
    undefined,
    'end-marker',
    undefined,
  ]);
});
