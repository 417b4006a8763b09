import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { createRejectSpool } from '../../../src/run/seed/bad-rows/reject-spool.ts';
import { type SeedDeclaration, type SeedText, useSeedWorkbench } from './seed-workbench.ts';

const bench = useSeedWorkbench();

beforeAll(async () => {
  await bench.rows(`create domain price as numeric(10, 2) check (value >= 0);
    create domain present as text not null;
    create domain share as integer check (100 / value > 0);
    create function known(value text) returns boolean language plpgsql as $$ begin
      if value is null then raise exception 'nobody'; end if;
      return true;
    end $$;
    create domain person as text check (known(value))`);
});

interface Outcome {
  /** As PostgreSQL writes rows. */
  readonly rows: readonly unknown[];
  /** file:line, column, value, reason, raw line */
  readonly rejects: readonly (readonly unknown[])[];
}

const REJECT: SeedDeclaration = { onBadRow: 'reject' };

async function load(
  files: readonly SeedText[],
  declaration: SeedDeclaration,
  options: Parameters<typeof bench.load>[1] = {},
): Promise<Outcome> {
  const unit = bench.unit(files, { ...REJECT, ...declaration });
  const copied = await bench.load(unit, options);
  const { name } = unit.node;
  const rows = await bench.rows(`select row(${name}.*)::text from ${name} order by ctid`);
  const rejects = await rejectsOf(name);
  expect([copied.rowCount, copied.rejectedCount]).toEqual([rows.length, rejects.length]);
  expect(copied.files.map(({ rejectedRows }) => rejectedRows.count())).toEqual(
    files.map(({ path }) => rejects.filter(([place]) => `${place}`.startsWith(`${path}:`)).length),
  );
  return { rows: rows.flat(), rejects };
}

async function rejectsOf(name: string): Promise<readonly (readonly unknown[])[]> {
  const [[exists] = []] = await bench.rows(
    `select to_regclass('${name}__rejects') is not null as exists`,
  );
  if (exists !== true) return [];
  return bench.rows(`select file || ':' || line, column_name, value, reason, raw
    from ${name}__rejects order by file, line`);
}

async function one(content: string | Uint8Array, declaration: SeedDeclaration): Promise<Outcome> {
  return load([{ path: 'x.csv', content }], declaration);
}

const TYPED: SeedDeclaration = { columns: { a: 'integer', b: 'text' } };
const BAD = '"a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not';

test.each<[string, string | Uint8Array, SeedDeclaration, Outcome]>([
  [
    'rows with too few cells, with too many and without any',
    'a,b\n1,x\n2\n3,y,z\n\n4,w\n',
    TYPED,
    {
      rows: ['(1,x)', '(4,w)'],
      rejects: [
        ['x.csv:3', null, null, 'the row must have 2 cells as the header has, not 1', '2'],
        ['x.csv:4', null, null, 'the row must have 2 cells as the header has, not 3', '3,y,z'],
        ['x.csv:5', null, null, 'the line is empty, where a row of 2 cells is expected', ''],
      ],
    },
  ],
  [
    'quotes in the wrong places',
    'a,b\n1,x"y\n2,"x"y\n3,"ok"\n',
    TYPED,
    {
      rows: ['(3,ok)'],
      rejects: [
        [
          'x.csv:2',
          null,
          null,
          'a quote stands inside column "b", which is not in quotes',
          '1,x"y',
        ],
        ['x.csv:3', null, null, 'text follows the closing quote of column "b"', '2,"x"y'],
      ],
    },
  ],
  [
    'a quote that is never closed',
    'a,b\n1,x\n2,"y\n3,z\n4',
    TYPED,
    {
      rows: ['(1,x)'],
      rejects: [
        [
          'x.csv:3',
          null,
          null,
          'a quote is opened in column "b" and never closed: the row takes 3 lines',
          '2,"y\n3,z\n4',
        ],
      ],
    },
  ],
  [
    'carriage returns and line ends that are mixed',
    'a,b\n1,x\ry\n2,z\r\n3,w\n',
    TYPED,
    {
      rows: ['(3,w)'],
      rejects: [
        [
          'x.csv:2',
          null,
          null,
          'a carriage return without a line feed stands in column "b"',
          '1,x\ry',
        ],
        [
          'x.csv:3',
          null,
          null,
          'the line does not end like the first line of data: one in LF, the other in CRLF',
          '2,z',
        ],
      ],
    },
  ],
  [
    'the end marker',
    'a\nx\n\\.\ny\n',
    {},
    {
      rows: ['(x)', '(y)'],
      rejects: [
        [
          'x.csv:3',
          null,
          null,
          'the row is "\\.", which PostgreSQL takes for the end of the data',
          '\\.',
        ],
      ],
    },
  ],
  [
    'a NUL byte',
    'a,b\n1,"x\0\ny"\n2,z\n',
    TYPED,
    {
      rows: ['(2,z)'],
      rejects: [
        [
          'x.csv:2',
          null,
          null,
          'column "b" holds a NUL byte, which PostgreSQL cannot store',
          '1,"x␀\ny"',
        ],
      ],
    },
  ],
  [
    'bytes that are no UTF-8',
    Buffer.from('a,b\n1,\xe9t\xe9\n2,z\n', 'latin1'),
    TYPED,
    { rows: ['(2,z)'], rejects: [['x.csv:2', null, null, 'column "b" is not UTF-8', '1,�t�']] },
  ],
  [
    'values that are none, behind line breaks in quotes',
    'b,a\n"x\n\ny",1\n"p\nq",007\nz,2147483648\n,"3"\n',
    TYPED,
    {
      rows: ['("x\n\ny",1)', '(,3)'],
      rejects: [
        [
          'x.csv:6',
          'a',
          '007',
          '"a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "007"',
          '"p\nq",007',
        ],
        [
          'x.csv:7',
          'a',
          '2147483648',
          '"a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "2147483648"',
          'z,2147483648',
        ],
      ],
    },
  ],
  [
    'more than one value in a row',
    'a,c\n1,2\nx,y\n',
    { columns: { a: 'integer', c: 'integer' } },
    {
      rows: ['(1,2)'],
      rejects: [
        [
          'x.csv:3',
          'a',
          'x',
          '"a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "x"',
          'x,y',
        ],
      ],
    },
  ],
  [
    'a NULL in the key and where none may be',
    'a,b\n1,x\n,y\n2,\n',
    { ...TYPED, uniqueKey: ['a'], notNull: ['b'] },
    {
      rows: ['(1,x)'],
      rejects: [
        ['x.csv:3', 'a', null, '"a" is part of the unique key and must not be NULL', ',y'],
        ['x.csv:4', 'b', null, '"b" must not be NULL', '2,'],
      ],
    },
  ],
  [
    'other words for NULL',
    'a,b\nNA,x\n1,y\n',
    { ...TYPED, uniqueKey: ['a'], nullValues: ['NA'] },
    {
      rows: ['(1,y)'],
      rejects: [
        ['x.csv:2', 'a', null, '"a" is part of the unique key and must not be NULL', 'NA,x'],
      ],
    },
  ],
  [
    'keys that repeat an earlier one',
    'a,b\n1,x\n2,"y\ny"\n1,z\n2,y\n3,w\n',
    { ...TYPED, uniqueKey: ['a'] },
    {
      rows: ['(1,x)', '(2,"y\ny")', '(3,w)'],
      rejects: [
        ['x.csv:5', 'a', '1', 'the unique key is taken: "a" is "1"', '1,z'],
        ['x.csv:6', 'a', '2', 'the unique key is taken: "a" is "2"', '2,y'],
      ],
    },
  ],
  [
    'what a type of PostgreSQL does not take',
    'i,b\n10.0.0.1,x\n10.0.0.300,"y\ny"\nno,z\n::1,w\n',
    { columns: { i: 'inet', b: 'text' } },
    {
      rows: ['(10.0.0.1,x)', '(::1,w)'],
      rejects: [
        [
          'x.csv:3',
          'i',
          '10.0.0.300',
          '"i" must be a value of the type inet, not "10.0.0.300"',
          '10.0.0.300,"y\ny"',
        ],
        ['x.csv:5', 'i', 'no', '"i" must be a value of the type inet, not "no"', 'no,z'],
      ],
    },
  ],
  [
    'what a type of PostgreSQL does not take, behind a row that COPY never gets',
    'b,a,c\n"x\ry",no,10.0.0.0/8\nz,1,10.0.0.1/8\nw,2,10.0.0.0/8\n',
    { columns: { a: 'integer', b: 'text', c: 'cidr' } },
    {
      rows: ['(w,2,10.0.0.0/8)'],
      rejects: [
        ['x.csv:2', 'a', 'no', `${BAD} "no"`, '"x\ry",no,10.0.0.0/8'],
        [
          'x.csv:3',
          'c',
          '10.0.0.1/8',
          '"c" must be a value of the type cidr, not "10.0.0.1/8"',
          'z,1,10.0.0.1/8',
        ],
      ],
    },
  ],
  [
    'what a type of PostgreSQL would alter',
    'n,m\n{1.50},$1.00\n{1.505},$1.00\n{2},1\n',
    { columns: { n: 'numeric(10,2)[]', m: 'money' } },
    {
      rows: ['({1.50},$1.00)'],
      rejects: [
        [
          'x.csv:3',
          'n',
          '{1.505}',
          '"n" must be as PostgreSQL writes it, "{1.51}", not "{1.505}"',
          '{1.505},$1.00',
        ],
        [
          'x.csv:4',
          'n',
          '{2}',
          '"n" must be as PostgreSQL writes it, "{2.00}", not "{2}"',
          '{2},1',
        ],
      ],
    },
  ],
  [
    'what a domain does not take, or would round',
    'p,t\n1.50,x\n-1,y\n1.005,z\n2,\n3,w\n',
    { columns: { p: 'price', t: 'present' } },
    {
      rows: ['(1.50,x)', '(3.00,w)'],
      rejects: [
        ['x.csv:3', 'p', '-1', '"p" must be a value of the type price, not "-1"', '-1,y'],
        [
          'x.csv:4',
          'p',
          '1.005',
          '"p" must be a number with at most 8 digits before and 2 behind the point, not "1.005"',
          '1.005,z',
        ],
        ['x.csv:5', 't', null, '"t" must be a value of the type present, not NULL', '2,'],
      ],
    },
  ],
  [
    'what makes the checks of a domain raise an error',
    's,p\n50,x\n0,y\n20,\n10,z\n',
    { columns: { s: 'share', p: 'person' } },
    {
      rows: ['(50,x)', '(10,z)'],
      rejects: [
        ['x.csv:3', 's', '0', '"s" must be a value of the type share, not "0"', '0,y'],
        ['x.csv:4', 'p', null, '"p" must be a value of the type person, not NULL', '20,'],
      ],
    },
  ],
  [
    'keys that PostgreSQL writes in another way',
    't\n2024-01-01T10:00:00+02\n2024-01-01 08:00Z\n',
    { columns: { t: 'timestamptz' }, uniqueKey: ['t'] },
    {
      rows: ['("2024-01-01 08:00:00+00")'],
      rejects: [
        [
          'x.csv:3',
          't',
          '2024-01-01 08:00Z',
          'the unique key is taken: "t" is "2024-01-01 08:00:00+00"',
          '2024-01-01 08:00Z',
        ],
      ],
    },
  ],
  [
    'what only PostgreSQL knows of JSON',
    'j\n{}\n"""\\u0000"""\n[]\n',
    { columns: { j: 'jsonb' } },
    {
      rows: ['({})', '([])'],
      rejects: [
        [
          'x.csv:3',
          'j',
          '"\\u0000"',
          '"j" must be a value of the type jsonb, not ""\\u0000""',
          '"""\\u0000"""',
        ],
      ],
    },
  ],
  [
    'cells with columns left out',
    'a,x,b\n1,"q,q",y\nz,q,y\n2,q,w\n',
    { ...TYPED, onExtraColumn: 'ignore' },
    {
      rows: ['(1,y)', '(2,w)'],
      rejects: [
        [
          'x.csv:3',
          'a',
          'z',
          '"a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "z"',
          'z,q,y',
        ],
      ],
    },
  ],
  [
    'comments and an escape',
    'a,b\n#x\n1,"p\\"q"\nz,"\\\\"\n# y\n2,r\n',
    { ...TYPED, comment: '#', escape: '\\' },
    {
      rows: ['(1,"p""q")', '(2,r)'],
      rejects: [
        [
          'x.csv:4',
          'a',
          'z',
          '"a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "z"',
          'z,"\\\\"',
        ],
      ],
    },
  ],
  [
    'utf-16 in CRLF',
    Buffer.from('\ufeffa,b\r\n1,é\r\né,"y\r\n"\r\n2,😀\r\n', 'utf16le'),
    TYPED,
    {
      rows: ['(1,é)', '(2,😀)'],
      rejects: [
        [
          'x.csv:3',
          'a',
          'é',
          '"a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "é"',
          'é,"y\r\n"',
        ],
      ],
    },
  ],
  [
    'everything',
    'a,b\nx,y\n1\n',
    TYPED,
    {
      rows: [],
      rejects: [
        [
          'x.csv:2',
          'a',
          'x',
          '"a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "x"',
          'x,y',
        ],
        ['x.csv:3', null, null, 'the row must have 2 cells as the header has, not 1', '1'],
      ],
    },
  ],
  [
    'a first row without a header or a declaration',
    'a"b,1\nc,2\n',
    { hasHeader: false },
    {
      rows: ['(c,2)'],
      rejects: [
        [
          'x.csv:1',
          null,
          null,
          'a quote stands inside column "column_1", which is not in quotes',
          'a"b,1',
        ],
      ],
    },
  ],
  ['nothing', 'a,b\n1,y\n', TYPED, { rows: ['(1,y)'], rejects: [] }],
])(
  '%s: the bad rows are set aside and the good ones loaded',
  async (_, content, declaration, outcome) => {
    expect(await one(content, declaration)).toEqual(outcome);
  },
);

test('rows are set aside by the files that they stand in, keys in the order of the files', async () => {
  const files = [
    { path: 'k/1.csv', content: 'a,b\n1,x\nno,y\n2,z\n', asOf: '2024-01-31' },
    { path: 'k/2.csv', content: 'b,a\nx,3\n"y\n",2\nz,4\n', asOf: '2024-01-31' },
    { path: 'k/3.csv', content: 'a,b\n4,x\n5\n', asOf: '2024-01-31' },
  ];
  const found = await load(files, { ...TYPED, uniqueKey: ['a'] });
  expect(found.rows).toEqual([
    '(1,x,2024-01-31)',
    '(2,z,2024-01-31)',
    '(3,x,2024-01-31)',
    '(4,z,2024-01-31)',
  ]);
  expect(found.rejects.map(([place, column, value]) => [place, column, value])).toEqual([
    ['k/1.csv:3', 'a', 'no'],
    ['k/2.csv:4', 'a', '2'],
    ['k/3.csv:2', 'a', '4'],
    ['k/3.csv:3', null, null],
  ]);
});

test('a repeated key is told by a column of the file, not by what its path captured', async () => {
  const files = [
    { path: 'c/1.csv', content: 'b,a\nx,1\n"y\n",1\n', captures: { part: 1 } },
    { path: 'c/2.csv', content: 'b,a\nx,1\n', captures: { part: 2 } },
  ];
  const found = await load(files, { ...TYPED, uniqueKey: ['a'] });
  expect(found).toEqual({
    rows: ['(x,1,1)', '(x,1,2)'],
    rejects: [
      ['c/1.csv:4', 'a', '1', 'the unique key is taken: "part" is "1" and "a" is "1"', '"y\n",1'],
    ],
  });
});

test('the place of a row is right among rows of any length, in many files', async () => {
  // nothing that compresses, so that a wide row fills most of a page
  const wide = (n: number): string =>
    Array.from({ length: 50 }, (_, part) =>
      createHash('sha512').update(`${n} ${part}`).digest('base64'),
    ).join('');
  const files = Array.from({ length: 4 }, (_, file) => ({
    path: `w/${file}.csv`,
    asOf: '2024-01-31',
    content: `id,t,i\n${Array.from({ length: 3000 }, (_, at) => {
      const n = file * 3000 + at;
      const text = n % 97 === 0 || n % 89 === 1 ? wide(n).slice(0, 1900 + (n % 100)) : 'x';
      return `${n % 5000 === 4999 ? 17 : n},"${text}\n",${n % 4000 === 3999 ? 'no' : '::1'}\n`;
    }).join('')}`,
  }));
  const columns = { id: 'integer', t: 'text', i: 'inet' };
  const found = await load(files, { columns, uniqueKey: ['id'] });
  expect(found.rejects.map(([place, column, value]) => [place, column, value])).toEqual([
    // row 999 of the second file, of two lines each, behind the header
    ['w/1.csv:2001', 'i', 'no'],
    ['w/1.csv:4000', 'id', '17'],
    ['w/2.csv:4001', 'i', 'no'],
    ['w/3.csv:2000', 'id', '17'],
    ['w/3.csv:6001', 'i', 'no'],
  ]);
});

test('rows without the parent that they refer to are set aside', async () => {
  await bench.rows('create table parent as select * from (values (1, 1), (2, 1)) as p (id, part)');
  const reference = {
    columns: ['a', 'p'],
    toColumns: ['id', 'part'],
    from: 'parent',
    title: '"parent" (id, part)',
  };
  const found = await load(
    [{ path: 'x.csv', content: 'a,p\n1,1\n2,2\n,2\n3,\n3,1\n2,1\n2,1\n' }],
    { columns: { a: 'integer', p: 'integer' } },
    { references: [reference] },
  );
  expect(found).toEqual({
    rows: ['(1,1)', '(,2)', '(3,)', '(2,1)', '(2,1)'],
    rejects: [
      [
        'x.csv:3',
        'a',
        '2',
        '"a" is "2" and "p" is "2", which is not in "parent" (id, part)',
        '2,2',
      ],
      [
        'x.csv:6',
        'a',
        '3',
        '"a" is "3" and "p" is "1", which is not in "parent" (id, part)',
        '3,1',
      ],
    ],
  });
});

test('a row that is wrong in what the database finds out is set aside once', async () => {
  await bench.rows('create table only_one as select 1 as id');
  const reference = {
    columns: ['a'],
    toColumns: ['id'],
    from: 'only_one',
    title: '"only_one" (id)',
  };
  const content = 'a,i,k\n1,::1,x\n2,no,x\n2,::1,x\n1,::2,x\n1,::3,y\n';
  const found = await load(
    [{ path: 'x.csv', content }],
    { columns: { a: 'integer', i: 'inet', k: 'text' }, uniqueKey: ['k'] },
    { references: [reference] },
  );
  expect(found.rows).toEqual(['(1,::1,x)', '(1,::3,y)']);
  expect(found.rejects.map(([place, column]) => [place, column])).toEqual([
    ['x.csv:3', 'i'],
    ['x.csv:4', 'a'],
    ['x.csv:5', 'k'],
  ]);
});

test('rejects of a later load replace those before, of the same files and as_of only', async () => {
  const unit = (asOf: string, content: string) =>
    bench.unit([{ path: `r/${asOf}.csv`, content, asOf }], { ...TYPED, ...REJECT, name: 'again' });
  await bench.load(unit('2024-01-31', 'a,b\nx,1\ny,1\n3,1\n'));
  await bench.load(unit('2024-02-29', 'a,b\nz,1\n'));
  const held = () => bench.rows('select as_of, value, run_id from again__rejects order by 1, 2');
  expect(await held()).toEqual([
    ['2024-01-31', 'x', 'run-1'],
    ['2024-01-31', 'y', 'run-1'],
    ['2024-02-29', 'z', 'run-1'],
  ]);
  await bench.load(unit('2024-01-31', 'a,b\n1,1\nw,1\n'));
  expect((await held()).map(([asOf, value]) => [asOf, value])).toEqual([
    ['2024-01-31', 'w'],
    ['2024-02-29', 'z'],
  ]);
  await bench.load(unit('2024-01-31', 'a,b\n1,1\n'));
  expect((await held()).map(([asOf, value]) => [asOf, value])).toEqual([['2024-02-29', 'z']]);
  expect(await bench.rows('select a, as_of from again order by 2')).toEqual([[1, '2024-01-31']]);
});

async function refused(content: string, declaration: SeedDeclaration): Promise<readonly string[]> {
  const unit = bench.unit([{ path: 'x.csv', content }], { ...TYPED, ...REJECT, ...declaration });
  const found = await bench.refusals(unit);
  expect(await bench.rows(`select to_regclass('${unit.node.name}')::text`)).toEqual([[null]]);
  return found;
}

const THREE_OF_TEN = `a,b\n${'1,x\n'.repeat(7)}p,x\nq,x\nr,x\n`;

test('more rejects than max_rejects counts stop the load, and say which', async () => {
  const limit = (count: number): SeedDeclaration => ({ maxRejects: { type: 'count', count } });
  expect(await refused(THREE_OF_TEN, limit(2))).toEqual([
    'seeds/seeds.yml:1:1: seed-too-many-rejects: 3 rows are rejected, where max_rejects allows 2',
    `x.csv:9:1: seed-bad-row: ${BAD} "p"`,
    `x.csv:10:1: seed-bad-row: ${BAD} "q"`,
    `x.csv:11:1: seed-bad-row: ${BAD} "r"`,
  ]);
  expect(await refused('a,b\nx,y\n', limit(0))).toEqual([
    'seeds/seeds.yml:1:1: seed-too-many-rejects: 1 row is rejected, where max_rejects allows 0',
    `x.csv:2:1: seed-bad-row: ${BAD} "x"`,
  ]);
  const three = await one(THREE_OF_TEN, { ...TYPED, ...limit(3) });
  expect([three.rows.length, three.rejects.length]).toEqual([7, 3]);
});

test('max_rejects counts what the database finds too', async () => {
  const content = 'a,b\n1,x\n1,y\n1,z\nno,w\n';
  const limit = (count: number): SeedDeclaration => ({
    ...TYPED,
    uniqueKey: ['a'],
    maxRejects: { type: 'count', count },
  });
  const [first, ...others] = await refused(content, limit(2));
  expect([first, others.length]).toEqual([
    'seeds/seeds.yml:1:1: seed-too-many-rejects: 3 rows are rejected, where max_rejects allows 2',
    3,
  ]);
  expect((await one(content, limit(3))).rows).toEqual(['(1,x)']);
});

test('max_rejects as a percentage is of all rows, those that are rejected too', async () => {
  const limit = (percent: number): SeedDeclaration => ({
    maxRejects: { type: 'percent', percent },
  });
  const [first, ...others] = await refused(THREE_OF_TEN, limit(29.9));
  expect([first, others.length]).toEqual([
    'seeds/seeds.yml:1:1: seed-too-many-rejects: 3 rows are rejected, where max_rejects allows 29.9 % of 10 rows',
    3,
  ]);
  const thirty = await one(THREE_OF_TEN, { ...TYPED, ...limit(30) });
  expect([thirty.rows.length, thirty.rejects.length]).toEqual([7, 3]);
});

test('max_rejects counts each line that an open quote takes, and of other rows none but the row', async () => {
  const open = 'a,b\n1,x\n2,"y\n3,z\n4,w\n';
  const twice = 'a,b\n1,"x\n2,"y\n3,z\n';
  const count = (allowed: number): SeedDeclaration => ({
    maxRejects: { type: 'count', count: allowed },
  });
  const percent = (allowed: number): SeedDeclaration => ({
    maxRejects: { type: 'percent', percent: allowed },
  });
  const [first] = await refused(open, count(2));
  const [second] = await refused(open, percent(74));
  const [third] = await refused(twice, count(1));
  expect([first, second, third]).toEqual([
    'seeds/seeds.yml:1:1: seed-too-many-rejects: 3 lines in 1 row are rejected, where max_rejects allows 2',
    'seeds/seeds.yml:1:1: seed-too-many-rejects: 3 lines in 1 row are rejected, where max_rejects allows 74 % of 4 rows',
    'seeds/seeds.yml:1:1: seed-too-many-rejects: 2 lines in 1 row are rejected, where max_rejects allows 1',
  ]);
  expect((await one(open, { ...TYPED, ...count(3) })).rows).toEqual(['(1,x)']);
  expect((await one(open, { ...TYPED, ...percent(75) })).rows).toEqual(['(1,x)']);
  expect((await one(twice, { ...TYPED, ...count(2) })).rows).toEqual(['(3,z)']);
  const whole = await one('a,b\n1,x\nno,"y\ny\ny"\n', { ...TYPED, ...count(1) });
  expect(whole.rows).toEqual(['(1,x)']);
});

test('max_rejects counts each line of an open quote also where something else is wrong before it', async () => {
  const [first] = await refused('a,b\n1,x\n2\r3,"y\n3,z\n4,w\n', {
    maxRejects: { type: 'count', count: 2 },
  });
  expect(first).toBe(
    'seeds/seeds.yml:1:1: seed-too-many-rejects: 3 lines in 1 row are rejected, where max_rejects allows 2',
  );
});

test('what comes behind a row without an end is not known, and so is nothing loaded', async () => {
  const long = 'x'.repeat(64 << 20);
  const found = ['x.csv:3:1: seed-bad-row: the row does not end within 64 MiB, in column "b"'];
  expect(await refused(`a,b\n1,x\n2,"${long}`, {})).toEqual(found);
  expect(await refused(`a,b\n1,x\n2,${long}\n3,y\n`, {})).toEqual(found);
}, 60_000);

test('thousands of rows that only the database finds bad are told by their own lines', async () => {
  // every third row repeats the key of the one before, every fifth has a parent that is not there
  const rows = Array.from({ length: 9000 }, (_, index) => {
    const key = index % 3 === 2 ? index - 1 : index;
    const text = index % 7 === 0 ? `"line\n${index}"` : `line ${index}`;
    return { line: 0, raw: `${index % 11 === 0 ? 'no' : key},${text},${index % 5}`, key, index };
  });
  const files = [rows.slice(0, 4000), rows.slice(4000, 4001), rows.slice(4001)].map((part, at) => {
    let line = 2;
    for (const row of part) {
      row.line = line;
      line += row.raw.split('\n').length;
    }
    return {
      path: `${at}.csv`,
      content: `a,b,parent\n${part.map((row) => `${row.raw}\n`).join('')}`,
    };
  });
  await bench.rows('create table parents as select generate_series(1, 4) as id');
  const references = [
    { columns: ['parent'], title: 'parents (id)', from: 'parents', toColumns: ['id'] },
  ];
  const declaration = {
    columns: { a: 'integer', b: 'text', parent: 'integer' },
    uniqueKey: ['a'],
  };
  const found = await load(files, declaration, { references });

  const taken = new Set<number>();
  const rejects: unknown[] = [];
  const kept: string[] = [];
  for (const { raw, line, key, index } of rows) {
    const file = index < 4000 ? 0 : index === 4000 ? 1 : 2;
    const lastLine = line + raw.split('\n').length - 1;
    if (index % 11 === 0) rejects.push([`${file}.csv:${line}`, 'a', raw]);
    else if (index % 5 === 0) rejects.push([`${file}.csv:${lastLine}`, 'parent', raw]);
    else if (taken.has(key)) rejects.push([`${file}.csv:${line}`, 'a', raw]);
    else {
      taken.add(key);
      kept.push(`${key}`);
    }
  }
  expect(found.rejects.map(([place, column, , , raw]) => [place, column, raw])).toEqual(rejects);
  expect(found.rows.map((row) => `${row}`.slice(1).split(',')[0])).toEqual(kept);
});

test('what the database finds bad is taken out behind a row of many slices, to a last row without an end', async () => {
  const repeated = Array.from({ length: 9000 }, (_, n) => `1,"row ${n + 3}"`);
  // more than two slices, so that the next one is held back with it
  const found = await one(`a,b\n1,${'x'.repeat(140_000)}\n${repeated.join('\n')}`, {
    ...TYPED,
    uniqueKey: ['a'],
  });
  expect(found.rows).toHaveLength(1);
  expect(found.rejects.map(([place, , , , raw]) => `${place} ${raw}`)).toEqual(
    repeated.map((raw, n) => `x.csv:${n + 3} ${raw}`),
  );
});

test('max_rejects allows what is set aside, in a whole file of bad rows too', async () => {
  const all: SeedDeclaration = { ...TYPED, maxRejects: { type: 'percent', percent: 100 } };
  const found = await one('a,b\nx,y\nz\n', all);
  expect([found.rows, found.rejects.length]).toEqual([[], 2]);
});

async function spilled(spool: { read(): AsyncIterable<Buffer> }): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of spool.read()) parts.push(part);
  return Buffer.concat(parts).toString();
}

test('rejects of more than 4 MB are all there, in order', async () => {
  const bad = Array.from({ length: 12_000 }, (_, n) => `x${n},"${'é'.repeat(400)}\n"`);
  const unit = bench.unit([{ path: 'x.csv', content: `a,b\n1,x\n${bad.join('\n')}\n2,y\n` }], {
    ...TYPED,
    ...REJECT,
  });
  const { name } = unit.node;
  const { rowCount, rejectedCount } = await bench.load(unit);
  expect([rowCount, rejectedCount]).toEqual([2, 12_000]);
  expect(
    await bench.rows(`select count(*)::int, min(line), max(line), count(distinct raw)::int as raws,
      bool_and(value = 'x' || (line - 3) / 2 and raw = value || ',"' || repeat('é', 400) || E'\n"')
    from ${name}__rejects`),
  ).toEqual([[12_000, '3', '24001', 12_000, true]]);
});

test('a spool gives back what it took, from memory and from disk, and leaves nothing there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'asof-spool-'));
  vi.stubEnv('TMPDIR', directory);
  const spool = createRejectSpool();
  const raw = '\0,"\n'.repeat(100_000);
  const shown = '\u2400,""\n'.repeat(100_000);
  let written = '';
  const directories: number[] = [];
  for (let line = 1; line <= 30; line += 1) {
    const value = line % 2 === 0 ? '' : undefined;
    spool.add({ file: 'x.csv', line, column: undefined, value, reason: 'says "no"', raw });
    written += `"x.csv","${line}",,${value === undefined ? '' : '""'},"says ""no"""`;
    written += `,"${shown}"\n`;
    directories.push(readdirSync(directory).length);
  }
  expect([directories.at(0), directories.at(-1)]).toEqual([0, 1]);
  expect((await spilled(spool)) === written).toBe(true);
  expect(spool.count()).toBe(30);
  spool.clear();
  expect([spool.count(), await spilled(spool), readdirSync(directory)]).toEqual([0, '', []]);
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

test('rejects on disk are gone when the load is refused', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'asof-spool-'));
  vi.stubEnv('TMPDIR', directory);
  const content = `a,b\n${`x,"${'y'.repeat(2000)}"\n`.repeat(4000)}1,x\n1,y\n`;
  const [first] = await refused(content, { maxRejects: { type: 'percent', percent: 50 } });
  vi.unstubAllEnvs();
  expect([first, readdirSync(directory)]).toEqual([
    'seeds/seeds.yml:1:1: seed-too-many-rejects: 4000 rows are rejected, where max_rejects allows 50 % of 4002 rows',
    [],
  ]);
  rmSync(directory, { recursive: true });
});
