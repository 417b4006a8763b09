import { appendFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import type { SeedDeclaration } from './seed-workbench.ts';
import { useSeedWorkbench } from './seed-workbench.ts';

const bench = useSeedWorkbench();

async function refusals(
  content: string | Uint8Array,
  declaration: SeedDeclaration = {},
): Promise<readonly string[]> {
  const unit = bench.unit([{ path: 'x.csv', content }], declaration);
  const found = await bench.refusals(unit);
  expect(await bench.rows(`select to_regclass('${unit.node.name}')::text`)).toEqual([[null]]);
  return found;
}

const TYPED: SeedDeclaration = { columns: { a: 'integer', b: 'text' } };

test.each<[string, string | Uint8Array, SeedDeclaration, string]>([
  [
    'too few cells',
    'a,b\n1,x\n2\n',
    TYPED,
    '3:1: seed-bad-row: the row must have 2 cells as the header has, not 1',
  ],
  [
    'too many cells',
    'a,b\n1,x,y\n',
    TYPED,
    '2:5: seed-bad-row: the row must have 2 cells as the header has, not 3',
  ],
  [
    'an empty line',
    'a,b\n1,x\n\n',
    TYPED,
    '3:1: seed-bad-row: the line is empty, where a row of 2 cells is expected',
  ],
  [
    'an unclosed quote',
    'a,b\n1,"x\n2,y\n',
    TYPED,
    '2:3: seed-bad-row: a quote is opened in column "b" and never closed: the row takes 2 lines',
  ],
  [
    'text behind a quote',
    'a,b\n1,"x"y\n',
    TYPED,
    '2:6: seed-bad-row: text follows the closing quote of column "b"',
  ],
  [
    'a quote in a bare cell',
    'a,b\n1,x"y\n',
    TYPED,
    '2:4: seed-bad-row: a quote stands inside column "b", which is not in quotes',
  ],
  [
    'a NUL byte',
    'a,b\n1,x\0y\n',
    TYPED,
    '2:4: seed-bad-row: column "b" holds a NUL byte, which PostgreSQL cannot store',
  ],
  [
    'latin1',
    Buffer.from('a,b\n1,x\n2,\xe9\n', 'latin1'),
    TYPED,
    '3:3: seed-bad-row: column "b" is not UTF-8',
  ],
  [
    'the end marker',
    'a\nx\n\\.\ny\n',
    {},
    '3:1: seed-bad-row: the row is "\\.", which PostgreSQL takes for the end of the data',
  ],
  [
    'a bare carriage return',
    'a,b\n1,x\r2,y\n',
    TYPED,
    '2:4: seed-bad-row: a carriage return without a line feed stands in column "b"',
  ],
  [
    'mixed line ends',
    'a,b\n1,x\n2,y\r\n',
    TYPED,
    '3:4: seed-bad-row: the line does not end like the first line of data: one in LF, the other in CRLF',
  ],
  [
    'leading zeros',
    'a,b\n007,x\n',
    TYPED,
    '2:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "007"',
  ],
  [
    'an empty text for a number',
    'a,b\n"",x\n',
    TYPED,
    '2:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not ""',
  ],
  [
    'a number behind a line break',
    'b,a\n"x\nyé",é\n',
    TYPED,
    '3:5: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "é"',
  ],
  [
    'a value of a domain',
    'd\n1.005\n',
    { columns: { d: 'price' } },
    '2:1: seed-bad-row: "d" must be a number with at most 8 digits before and 2 behind the point, not "1.005"',
  ],
  [
    'what only PostgreSQL knows',
    'b,i\n"x\ny",10.0.0.1\nz,10.0.0.300\n',
    { columns: { i: 'inet' } },
    '4:3: seed-bad-row: "i" must be a value of the type inet, not "10.0.0.300"',
  ],
  [
    'what only PostgreSQL knows, in CRLF',
    'b,i\r\n"x\ny",10.0.0.1\r\n"x\r\n\n",::1\r\nz,no\r\n',
    { columns: { i: 'inet' } },
    '7:3: seed-bad-row: "i" must be a value of the type inet, not "no"',
  ],
  [
    'a NULL in the key',
    'a,b\n1,x\n,y\n',
    { ...TYPED, uniqueKey: ['a'] },
    '3:1: seed-unique-key: "a" is part of the unique key and must not be NULL',
  ],
  [
    'a repeated key',
    'b,a\nx,1\n"y\nz",2\ny,1\n',
    { ...TYPED, uniqueKey: ['a'] },
    '5:3: seed-unique-key: the unique key is taken: "a" is "1"',
  ],
])('%s is named by its place', async (_, content, declaration, expected) => {
  await bench.rows(`do $$ begin
    if to_regtype('price') is null then create domain price as numeric(10, 2); end if;
  end $$`);
  expect(await refusals(content, declaration)).toEqual([`x.csv:${expected}`]);
});

test.each<[string, string | Uint8Array, SeedDeclaration, readonly string[]]>([
  ['an empty file', '', {}, ['x.csv:1:1: seed-file-empty: "x.csv" has no header']],
  [
    'a first line that is empty',
    '\na\n',
    {},
    ['x.csv:1:1: seed-file-empty: "x.csv" has no header'],
  ],
  ['a column without a name', 'a,,b\n', {}, ['x.csv:1:3: seed-header: column 2 has no name']],
  [
    'a name that stands twice',
    'a,b,a\n',
    {},
    ['x.csv:1:5: seed-header: the header names the column "a" twice'],
  ],
  [
    'a column named as_of',
    'a,as_of\n',
    {},
    ['x.csv:1:3: seed-as-of-column: a CSV file must not have a column named "as_of"'],
  ],
  [
    'a system column',
    'ctid\n',
    {},
    ['x.csv:1:1: seed-header: PostgreSQL keeps the column name "ctid" for itself'],
  ],
  [
    'a name too long',
    `${'é'.repeat(32)}\n`,
    {},
    [`x.csv:1:1: seed-header: the column name "${'é'.repeat(32)}" is longer than 63 bytes`],
  ],
  [
    'a declared column that is missing',
    'a\n',
    TYPED,
    ['x.csv:1:1: seed-header: the header lacks "b"'],
  ],
  [
    'a declared column that was renamed',
    'a,signup_dt\n',
    { columns: { a: 'text', signup_date: 'date' } },
    ['x.csv:1:3: seed-header: the header lacks "signup_date"'],
  ],
  [
    'a key that is no column',
    'a,b\n',
    { uniqueKey: ['c'] },
    ['seeds/seeds.yml:1:1: config-value: "unique_key" names the column "c", which the seed lacks'],
  ],
  [
    'types that PostgreSQL lacks',
    'a,b,c\n',
    { columns: { a: 'txt', b: 'text', c: 'varchar(x)' } },
    [
      'seeds/seeds.yml:4:7: seed-column-type: PostgreSQL does not take "txt" for the type of the column "a"',
      'seeds/seeds.yml:6:7: seed-column-type: PostgreSQL does not take "varchar(x)" for the type of the column "c"',
    ],
  ],
])('%s is refused before anything is loaded', async (_, content, declaration, expected) => {
  expect(await refusals(content, declaration)).toEqual(expected);
});

test('up to twenty bad rows are listed at once, one diagnostic each', async () => {
  const rows = Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? `${n},x` : `x${n},y,z`));
  const found = await refusals(['a,b', ...rows, 'no,"more'].join('\n'), TYPED);
  expect(found).toHaveLength(16);
  expect(found.at(0)).toBe(
    'x.csv:3:6: seed-bad-row: the row must have 2 cells as the header has, not 3',
  );
  expect(found.at(-1)).toBe(
    'x.csv:32:4: seed-bad-row: a quote is opened in column "b" and never closed',
  );
  expect(await refusals(`a,b\n${'x,y\n'.repeat(100_000)}`, TYPED)).toHaveLength(20);
});

test('bad rows are found behind rows that did not fit an inferred type, and in later files', async () => {
  const many = Array.from({ length: 60_000 }, (_, n) => `${n},${n}`).join('\n');
  const unit = bench.unit([
    { path: 'y/1.csv', content: `a,b\n${many}\nx,1\n2\n` },
    { path: 'y/2.csv', content: 'b,a\n1,2,3\n' },
  ]);
  expect(await bench.refusals(unit)).toEqual([
    'y/1.csv:60003:1: seed-bad-row: the row must have 2 cells as the header has, not 1',
    'y/2.csv:2:5: seed-bad-row: the row must have 2 cells as the header has, not 3',
  ]);
});

test('repeated keys are found across the files of an as_of, each with its first place', async () => {
  const unit = bench.unit(
    [
      { path: 'k/1.csv', content: 'a,b\n1,x\n2,x\n', asOf: '2024-01-31' },
      { path: 'k/2.csv', content: 'b,a\nx,3\nx,2\nx,1\n', asOf: '2024-01-31' },
    ],
    { uniqueKey: ['b', 'a'] },
  );
  expect(await bench.refusals(unit)).toEqual([
    'k/2.csv:3:1: seed-unique-key: the unique key is taken: "b" is "x" and "a" is "2"',
    'k/2.csv:4:1: seed-unique-key: the unique key is taken: "b" is "x" and "a" is "1"',
  ]);
});

/** The line of each key that is taken, and the file and line where it is said to be taken first. */
async function repeatedPlaces(contents: readonly string[]): Promise<readonly unknown[]> {
  const files = contents.map((content, at) => ({ path: `firsts/${at + 1}.csv`, content }));
  const error = await bench
    .load(bench.unit(files, { ...TYPED, uniqueKey: ['a'] }))
    .catch((thrown: unknown) => thrown);
  const found = error instanceof DiagnosticError ? error.diagnostics : [];
  return found.map(({ location, notes }) => {
    const [first] = notes;
    return [location?.line, first?.location?.file, first?.location?.line];
  });
}

test('each repeated key that is listed comes with its first place, in whatever file that is', async () => {
  const rows = Array.from({ length: 19 }, (_, n) => `${n},x\n`);
  const places = await repeatedPlaces([
    `a,b\n${rows.slice(0, 10).join('')}`,
    `a,b\n${rows.slice(10).join('')}${rows.join('')}0,y\n0,z\n`,
  ]);
  expect(places).toEqual([
    ...Array.from({ length: 10 }, (_, n) => [n + 11, 'firsts/1.csv', n + 2]),
    ...Array.from({ length: 9 }, (_, n) => [n + 21, 'firsts/2.csv', n + 2]),
    [30, 'firsts/1.csv', 2],
  ]);
  const lastOfFile = await repeatedPlaces(['a,b\n1,x\n2,x\n', 'a,b\n3,x\n', 'a,b\n2,y\n']);
  expect(lastOfFile).toEqual([[2, 'firsts/1.csv', 3]]);
});

test('that there are more bad rows than are listed is said of what the database finds, too', async () => {
  const content = (count: number): string => `a\n1\n${'1\n'.repeat(count)}`;
  const lastNote = async (count: number): Promise<string | undefined> => {
    const unit = bench.unit([{ path: 'x.csv', content: content(count) }], { uniqueKey: ['a'] });
    const error = await bench.load(unit).catch((thrown: unknown) => thrown);
    const found = error instanceof DiagnosticError ? error.diagnostics : [];
    expect(found).toHaveLength(20);
    return found.at(-1)?.notes.at(-1)?.message;
  };
  expect(await lastNote(20)).toBe('the first row with this key is here');
  expect(await lastNote(21)).toBe('there are more: only the first 20 bad rows are listed');
});

test('files of one table must have the same columns', async () => {
  const unit = bench.unit([
    { path: 'h/1.csv', content: 'a,b\n' },
    { path: 'h/2.csv', content: 'b,a,c\n' },
    { path: 'h/3.csv', content: 'a\n' },
  ]);
  expect(await bench.refusals(unit)).toEqual([
    'h/2.csv:1:5: seed-header: the header has "c", which "h/1.csv" lacks',
    'h/3.csv:1:1: seed-header: the header lacks "b"',
  ]);
});

test('a file that changes while it is read is refused', async () => {
  // more than is read before the first row is looked at
  const content = `a\n${`${'x'.repeat(99)}\n`.repeat(50_000)}`;
  const unit = bench.unit([{ path: 'changing.csv', content }]);
  const path = join(bench.directory(), 'changing.csv');
  const attempt = (change: () => void) => {
    let isFirst = true;
    return bench.load(unit, {
      onProgress() {
        if (isFirst) change();
        isFirst = false;
      },
    });
  };
  const message = 'seed-file-changed: "changing.csv" changed while it was read';
  await expect(attempt(() => appendFileSync(path, 'y\n'))).rejects.toThrow(message);
  await expect(attempt(() => utimesSync(path, 1, 1))).rejects.toThrow(message);
  expect((await bench.load(unit)).rowCount).toBe(50_001);
});

test('rows that the server refuses before they are looked at are listed with all others', async () => {
  const good = `${'x'.repeat(99)}\n`;
  const content = `a,b\none,x\n${`1,${good}`.repeat(40_000)}two,x\n`;
  expect(await refusals(content, TYPED)).toEqual([
    'x.csv:2:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "one"',
    'x.csv:40003:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "two"',
  ]);
});

test('a last row without its end is told by what is wrong with it, whoever refuses it first', async () => {
  for (const rows of [0, 1, 700, 12_000]) {
    const content = `a,b\n${`1,${'x'.repeat(99)}\n`.repeat(rows)}2,x"y`;
    expect(await refusals(content, TYPED)).toEqual([
      `x.csv:${rows + 2}:4: seed-bad-row: a quote stands inside column "b", which is not in quotes`,
    ]);
  }
});

test('a guess that the server refuses before it is looked at is widened', async () => {
  const content = `a\n${'1\n'.repeat(100_000)}${`${'2'.repeat(99)}\n`.repeat(40_000)}x\n`;
  const unit = bench.unit([{ path: 'widened.csv', content }]);
  const { columns, rowCount } = await bench.load(unit);
  expect({ columns, rowCount }).toEqual({
    columns: [{ name: 'a', type: 'text' }],
    rowCount: 140_001,
  });
});

test('a file that is gone is named', async () => {
  const unit = bench.unit([]);
  const gone = { ...unit, files: [{ path: 'gone.csv', asOf: undefined, captures: {} }] };
  expect(await bench.refusals(gone)).toEqual([
    'gone.csv:1:1: seed-file-changed: "gone.csv" is gone',
  ]);
});
