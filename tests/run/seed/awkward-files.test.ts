import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { quoteIdentifier } from '../../../src/core/sql/quote.ts';
import { readSeedColumns } from '../../../src/run/seed/columns/read-columns.ts';
import { rescanSeedFile } from '../../../src/run/seed/file/rescan.ts';
import { type SeedDeclaration, useSeedWorkbench } from './seed-workbench.ts';

const bench = useSeedWorkbench();

beforeAll(async () => {
  await bench.rows(`create type mood as enum ('sad', 'ok', 'sehr gut');
    create domain price as numeric(10, 2) check (value >= 0);
    create domain present as text not null`);
});

type Cell = string | null;

/** What is loaded, as text, below the name and type of each column. */
type Loaded = readonly (readonly Cell[])[];

async function load(
  path: string,
  content: string | Uint8Array,
  declaration: SeedDeclaration,
): Promise<Loaded> {
  const unit = bench.unit([{ path, content }], declaration);
  const { columns } = await bench.load(unit);
  const cells = columns.map(({ name }) => `${quoteIdentifier(name)}::text`);
  const rows = await bench.rows(`select array[${cells.join(', ')}] from ${unit.node.name}`);
  return [
    columns.map(({ name, type }) => `${name}: ${type}`),
    ...rows.map(([row]) => (Array.isArray(row) ? row : [])),
  ];
}

async function refusals(
  path: string,
  content: string | Uint8Array,
  declaration: SeedDeclaration,
): Promise<readonly string[]> {
  const unit = bench.unit([{ path, content }], declaration);
  const found = await bench.refusals(unit);
  expect(await bench.rows(`select to_regclass('${unit.node.name}')::text`)).toEqual([[null]]);
  return found.map((each) => each.replace(`${path}:`, ''));
}

const LONG = 'ä'.repeat(40);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const declared = (type: string): SeedDeclaration => ({ columns: { a: type } });

/** What is loaded of a file: the columns that it makes, and their cells. */
const LOADS: readonly (readonly [string, string | Uint8Array, SeedDeclaration, Loaded])[] = [
  [
    'a name of SQL, one with capitals, one with a space, one beyond ASCII',
    'select,userId,User Id,größe,日本,"a""b","x,y"\n1,2,3,4,5,6,7\n',
    {},
    [
      [
        'select: bigint',
        'userId: bigint',
        'User Id: bigint',
        'größe: bigint',
        '日本: bigint',
        'a"b: bigint',
        'x,y: bigint',
      ],
      ['1', '2', '3', '4', '5', '6', '7'],
    ],
  ],
  [
    'names that differ in case only',
    'id,ID,Id\n1,2,3\n',
    {},
    [
      ['id: bigint', 'ID: bigint', 'Id: bigint'],
      ['1', '2', '3'],
    ],
  ],
  [
    'names with spaces around',
    ' a ,b\n1,2\n',
    {},
    [
      [' a : bigint', 'b: bigint'],
      ['1', '2'],
    ],
  ],
  [
    'names that are numbers',
    '2023,2024\n1,2\n',
    {},
    [
      ['2023: bigint', '2024: bigint'],
      ['1', '2'],
    ],
  ],
  [
    'names made plain',
    `User Id,userID,größe!,2024,,a,A,select,${LONG}\n1,2,3,4,5,6,7,8,9\n`,
    { normalizesNames: true },
    [
      [
        'user_id: bigint',
        'user_id_2: bigint',
        'größe: bigint',
        '_2024: bigint',
        'column_5: bigint',
        'a: bigint',
        'a_2: bigint',
        'select: bigint',
        'äääääääääääääääääääääääääää_437be29e: bigint',
      ],
      ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    ],
  ],
  [
    'names made plain that are all the same',
    'a,a,a_2,,\n1,2,3,4,5\n',
    { normalizesNames: true },
    [
      ['a: bigint', 'a_2: bigint', 'a_2_2: bigint', 'column_4: bigint', 'column_5: bigint'],
      ['1', '2', '3', '4', '5'],
    ],
  ],
  [
    'no header',
    '1,x\n2,y\n',
    { hasHeader: false },
    [
      ['column_1: bigint', 'column_2: text'],
      ['1', 'x'],
      ['2', 'y'],
    ],
  ],
  [
    'no header, and names that are declared',
    '1,x\n2,y\n',
    { hasHeader: false, columns: { id: 'text' } },
    [
      ['id: text', 'column_2: text'],
      ['1', 'x'],
      ['2', 'y'],
    ],
  ],
  [
    'no header, and a first line that is empty',
    '\nx\n',
    { hasHeader: false, columns: { a: 'text' } },
    [['a: text'], [null], ['x']],
  ],
  [
    'no header behind a mark',
    '\ufeff1,x\n',
    { hasHeader: false },
    [
      ['column_1: bigint', 'column_2: text'],
      ['1', 'x'],
    ],
  ],
  ['a byte order mark', '\ufeffa\n1\n', {}, [['a: bigint'], ['1']]],
  [
    'a byte order mark before a quote',
    '\ufeff"a",b\n1,2\n',
    {},
    [
      ['a: bigint', 'b: bigint'],
      ['1', '2'],
    ],
  ],
  [
    'CRLF',
    'a,b\r\n1,\r\n,2\r\n',
    {},
    [
      ['a: bigint', 'b: bigint'],
      ['1', null],
      [null, '2'],
    ],
  ],
  [
    'CRLF without the last',
    'a,b\r\n1,x',
    {},
    [
      ['a: bigint', 'b: text'],
      ['1', 'x'],
    ],
  ],
  [
    'a line break in quotes',
    'a,b\n"x\ny","p\r\nq"\n"\r","\n"\n',
    {},
    [
      ['a: text', 'b: text'],
      ['x\ny', 'p\r\nq'],
      ['\r', '\n'],
    ],
  ],
  [
    'a line break in the header',
    '"a\nb",c\n1,2\n',
    {},
    [
      ['a\nb: bigint', 'c: bigint'],
      ['1', '2'],
    ],
  ],
  [
    'one column with empty lines',
    'a\n\nx\n\n""\n\n',
    {},
    [['a: text'], [null], ['x'], [null], [''], [null]],
  ],
  ['a header only', 'a,b\n', {}, [['a: text', 'b: text']]],
  ['a header only, without a line end', 'a,b', {}, [['a: text', 'b: text']]],
  ['leading zeros', 'a\n007\n8\n', {}, [['a: text'], ['007'], ['8']]],
  ['a plus', 'a\n+1\n2\n', {}, [['a: text'], ['+1'], ['2']]],
  ['exponents', 'a\n1e5\n2\n', {}, [['a: text'], ['1e5'], ['2']]],
  ['NaN among numbers', 'a\nNaN\n1.5\n', {}, [['a: text'], ['NaN'], ['1.5']]],
  ['infinity among numbers', 'a\ninfinity\n1.5\n', {}, [['a: text'], ['infinity'], ['1.5']]],
  ['names of days', 'a\nSAT\nMON\n', {}, [['a: text'], ['SAT'], ['MON']]],
  ['dates with slashes', 'a\n1/2/2024\n2/1/2024\n', {}, [['a: text'], ['1/2/2024'], ['2/1/2024']]],
  ['dates without hyphens', 'a\n20240131\n', {}, [['a: bigint'], ['20240131']]],
  ['digits joined by underscores', 'a\n1_000\n2\n', {}, [['a: text'], ['1_000'], ['2']]],
  ['hexadecimal', 'a\n0x1F\n1\n', {}, [['a: text'], ['0x1F'], ['1']]],
  ['today', 'a\ntoday\n2024-01-31\n', {}, [['a: text'], ['today'], ['2024-01-31']]],
  [
    'separators of thousands',
    'a,b\n"1,000",1.000\n"2,500",2.500\n',
    {},
    [
      ['a: text', 'b: numeric'],
      ['1,000', '1.000'],
      ['2,500', '2.500'],
    ],
  ],
  [
    'a space behind',
    'a,b\n1 ,x \n2, y\n',
    {},
    [
      ['a: text', 'b: text'],
      ['1 ', 'x '],
      ['2', ' y'],
    ],
  ],
  ['a space that does not break', 'a\n\u00a01\n2\n', {}, [['a: text'], ['\u00a01'], ['2']]],
  [
    'the word null',
    'a,b\nnull,NULL\nNone,nan\n',
    {},
    [
      ['a: text', 'b: text'],
      ['null', 'NULL'],
      ['None', 'nan'],
    ],
  ],
  ['quoted numbers', 'a\n"1"\n"2"\n', {}, [['a: bigint'], ['1'], ['2']]],
  [
    'an empty text among numbers',
    'a,b\n"",1\n2,2\n',
    {},
    [
      ['a: text', 'b: bigint'],
      ['', '1'],
      ['2', '2'],
    ],
  ],
  [
    'the largest bigint and one more',
    'a,b\n9223372036854775807,9223372036854775808\n-9223372036854775808,1\n',
    {},
    [
      ['a: bigint', 'b: numeric'],
      ['9223372036854775807', '9223372036854775808'],
      ['-9223372036854775808', '1'],
    ],
  ],
  [
    'forty digits',
    'a,b\n1234567890123456789012345678901234567890,0.1234567890123456789012345678901234567890\n',
    {},
    [
      ['a: numeric', 'b: numeric'],
      ['1234567890123456789012345678901234567890', '0.1234567890123456789012345678901234567890'],
    ],
  ],
  [
    'trailing zeros of a decimal',
    'a\n1.50\n1.5\n1.500\n',
    {},
    [['a: numeric'], ['1.50'], ['1.5'], ['1.500']],
  ],
  ['a negative zero', 'a\n-0\n1\n', {}, [['a: text'], ['-0'], ['1']]],
  ['a decimal without a leading digit', 'a\n.5\n1.5\n', {}, [['a: text'], ['.5'], ['1.5']]],
  ['a decimal without a fraction', 'a\n5.\n1.5\n', {}, [['a: text'], ['5.'], ['1.5']]],
  [
    'true, yes and 1',
    'a,b,c\ntrue,yes,1\nfalse,no,0\n',
    {},
    [
      ['a: boolean', 'b: text', 'c: bigint'],
      ['true', 'yes', '1'],
      ['false', 'no', '0'],
    ],
  ],
  [
    'capitals T and F',
    'a,b\nT,True\nF,False\n',
    {},
    [
      ['a: text', 'b: boolean'],
      ['T', 'true'],
      ['F', 'false'],
    ],
  ],
  [
    'a leap day that there was not',
    'a\n2023-02-29\n2024-02-29\n',
    {},
    [['a: text'], ['2023-02-29'], ['2024-02-29']],
  ],
  [
    'the year 10000',
    'a\n10000-01-01\n2024-01-01\n',
    {},
    [['a: text'], ['10000-01-01'], ['2024-01-01']],
  ],
  [
    'seven digits behind the seconds',
    'a\n2024-01-31 10:00:00.1234567\n',
    {},
    [['a: text'], ['2024-01-31 10:00:00.1234567']],
  ],
  [
    'a timestamp with an offset and one without',
    'a\n2024-01-31 10:00:00+02\n2024-01-31 10:00:00\n',
    {},
    [['a: text'], ['2024-01-31 10:00:00+02'], ['2024-01-31 10:00:00']],
  ],
  [
    'offsets',
    'a\n2024-01-31 10:00:00+05:30\n2024-06-30T23:59:59.123456Z\n',
    {},
    [
      ['a: timestamp with time zone'],
      ['2024-01-31 04:30:00+00'],
      ['2024-06-30 23:59:59.123456+00'],
    ],
  ],
  [
    '24:00',
    'a\n2024-01-31 24:00\n2024-01-31 10:00\n',
    {},
    [['a: text'], ['2024-01-31 24:00'], ['2024-01-31 10:00']],
  ],
  [
    'a UUID in capitals',
    'a\n7D444840-9DC0-11D1-B245-5FFDCE74FAD2\n',
    {},
    [['a: text'], ['7D444840-9DC0-11D1-B245-5FFDCE74FAD2']],
  ],
  [
    'JSON with repeated keys, spaces and big numbers',
    'a\n"{""a"": 1,  ""a"":12345678901234567890.10}"\n',
    {},
    [['a: json'], ['{"a": 1,  "a":12345678901234567890.10}']],
  ],
  ['a row of the end marker in quotes', 'a\n"\\."\nx\n', {}, [['a: text'], ['\\.'], ['x']]],
  [
    'the end marker beside another cell',
    'a,b\n\\.,1\n\\.\\.,2\n',
    {},
    [
      ['a: text', 'b: bigint'],
      ['\\.', '1'],
      ['\\.\\.', '2'],
    ],
  ],
  [
    'backslashes',
    'a,b\n\\N,\\n\n\\\\,C:\\x\\\n',
    {},
    [
      ['a: text', 'b: text'],
      ['\\N', '\\n'],
      ['\\\\', 'C:\\x\\'],
    ],
  ],
  [
    'control characters',
    'a,b\n\u0001,\u007f\n\u0008,\u001f\n',
    {},
    [
      ['a: text', 'b: text'],
      ['\u0001', '\u007f'],
      ['\b', '\u001f'],
    ],
  ],
  [
    'characters of four bytes, joined and combined',
    'a,b\n😀,👨‍👩‍👧\né,é\n',
    {},
    [
      ['a: text', 'b: text'],
      ['😀', '👨\u200d👩\u200d👧'],
      ['é', 'é'],
    ],
  ],
  [
    'marks and characters of no width',
    'a,b\nx\ufeff,\u200b\n\u2028,\u0085\n',
    {},
    [
      ['a: text', 'b: text'],
      ['x\ufeff', '\u200b'],
      ['\u2028', '\u0085'],
    ],
  ],
  [
    'characters that are none, and the last of all',
    'a,b\n\uffff,\u{10ffff}\n\ufffd,\ue000\n',
    {},
    [
      ['a: text', 'b: text'],
      ['\uffff', '\u{10ffff}'],
      ['�', '\ue000'],
    ],
  ],
  [
    'latin1',
    Buffer.from('a,b\n\xe9,\xff\n\x80,\xa0\n', 'latin1'),
    { encoding: 'latin1' },
    [
      ['a: text', 'b: text'],
      ['é', 'ÿ'],
      ['\u0080', '\u00a0'],
    ],
  ],
  [
    'windows-1252',
    Buffer.from('a,b\n\xe9,\x80\n\x93,\x9f\n', 'latin1'),
    { encoding: 'windows-1252' },
    [
      ['a: text', 'b: text'],
      ['é', '€'],
      ['“', 'Ÿ'],
    ],
  ],
  [
    'utf-16 with a mark',
    utf16('\ufeffa,b\n"é\n",😀\n'),
    {},
    [
      ['a: text', 'b: text'],
      ['é\n', '😀'],
    ],
  ],
  [
    'utf-16 without a mark',
    utf16('a,b\n"é\n",😀\n'),
    { encoding: 'utf-16' },
    [
      ['a: text', 'b: text'],
      ['é\n', '😀'],
    ],
  ],
  [
    'utf-16be with a mark',
    utf16('\ufeffa,b\r\n\u0a0d,\u0d0a\r\n').swap16(),
    {},
    [
      ['a: text', 'b: text'],
      ['\u0a0d', 'ഊ'],
    ],
  ],
  [
    'a euro sign as delimiter of nothing',
    'a;b\n1,5;€\n',
    { delimiter: ';' },
    [
      ['a: text', 'b: text'],
      ['1,5', '€'],
    ],
  ],
  [
    'an escape that is a backslash',
    'a,b\n"x\\"y","\\\\"\n"\\n",\\"\n'.replace(',\\"\n', ',\\\n'),
    { escape: '\\' },
    [
      ['a: text', 'b: text'],
      ['x"y', '\\'],
      ['\\n', '\\'],
    ],
  ],
  [
    'no quote',
    'a\tb\n"x"\ty"z\n""\t\n',
    { delimiter: '\t', quote: '' },
    [
      ['a: text', 'b: text'],
      ['"x"', 'y"z'],
      ['""', null],
    ],
  ],
  [
    'comments',
    '#one\na,b\n# two "\n1,"#x"\n"#y",2\n#',
    { comment: '#' },
    [
      ['a: text', 'b: text'],
      ['1', '#x'],
      ['#y', '2'],
    ],
  ],
  [
    'numeric(10,2)',
    'a\n1.5\n-12345678.90\n1.500\n',
    declared('numeric(10,2)'),
    [['a: numeric(10,2)'], ['1.50'], ['-12345678.90'], ['1.50']],
  ],
  [
    'real',
    'a\n0.1\n16777216\n1e30\n',
    declared('real'),
    [['a: real'], ['0.1'], ['1.6777216e+07'], ['1e+30']],
  ],
  [
    'timestamp(0)',
    'a\n2024-01-31 10:00:00\n2024-01-31T10:00:00.000\n',
    declared('timestamp(0)'),
    [['a: timestamp(0) without time zone'], ['2024-01-31 10:00:00'], ['2024-01-31 10:00:00']],
  ],
  [
    'varchar(3)',
    'a\nabc\näöü\n"a  "\n""\n',
    declared('varchar(3)'),
    [['a: character varying(3)'], ['abc'], ['äöü'], ['a  '], ['']],
  ],
  ['char(3)', 'a\nabc\nä\n', declared('char(3)'), [['a: character(3)'], ['abc'], ['ä']]],
  [
    'jsonb',
    'a\n"{""b"":1, ""a"":[1.10]}"\n',
    declared('jsonb'),
    [['a: jsonb'], ['{"a": [1.10], "b": 1}']],
  ],
  ['a domain', 'a\n1.5\n0\n', declared('price'), [['a: price'], ['1.50'], ['0.00']]],
  ['an enum', 'a\nok\nsehr gut\n', declared('mood'), [['a: mood'], ['ok'], ['sehr gut']]],
  [
    'inet',
    'a\n10.0.0.1\n::1\n10.0.0.0/8\n',
    declared('inet'),
    [['a: inet'], ['10.0.0.1/32'], ['::1/128'], ['10.0.0.0/8']],
  ],
  [
    'arrays',
    'a\n"{1,2}"\n{}\n{NULL}\n',
    declared('integer[]'),
    [['a: integer[]'], ['{1,2}'], ['{}'], ['{NULL}']],
  ],
  [
    'interval',
    'a\n1 day\n-1 mon +2 days 03:04:05.678\nP1Y2M3DT4H5M6S\n90 minutes\n',
    declared('interval'),
    [
      ['a: interval'],
      ['1 day'],
      ['-1 mons +2 days 03:04:05.678'],
      ['1 year 2 mons 3 days 04:05:06'],
      ['01:30:00'],
    ],
  ],
  [
    'money',
    'a\n$12.50\n"-$1,234.00"\n',
    declared('money'),
    [['a: money'], ['$12.50'], ['-$1,234.00']],
  ],
  ['bytea', 'a\n\\x00ff\nabc\n', declared('bytea'), [['a: bytea'], ['\\x00ff'], ['\\x616263']]],
  [
    'bit strings',
    'a,b\n101,1\n000,""\n',
    { columns: { a: 'bit(3)', b: 'varbit(4)' } },
    [
      ['a: bit(3)', 'b: bit varying(4)'],
      ['101', '1'],
      ['000', ''],
    ],
  ],
  [
    'ranges',
    'a\n"[1,4)"\nempty\n',
    declared('int4range'),
    [['a: int4range'], ['[1,4)'], ['empty']],
  ],
  [
    'words of a tsvector',
    "a\n'fat':2 'rat':3\n",
    declared('tsvector'),
    [['a: tsvector'], ["'fat':2 'rat':3"]],
  ],
  ['points', 'a\n"(1.5,2)"\n', declared('point'), [['a: point'], ['(1.5,2)']]],
  [
    'time zones',
    'a\n10:00:00+02\n',
    declared('timetz'),
    [['a: time with time zone'], ['10:00:00+02']],
  ],
  ['gzip', gzipSync('a\n1\n'), {}, [['a: bigint'], ['1']]],
  [
    'two members of gzip, and padding',
    Buffer.concat([gzipSync('a\n1'), gzipSync('\n2\n'), Buffer.alloc(9)]),
    {},
    [['a: bigint'], ['1'], ['2']],
  ],
];

/** What is said of a file, each with its line and column. */
const REFUSED: readonly (readonly [
  string,
  string | Uint8Array,
  SeedDeclaration,
  readonly string[],
])[] = [
  ['an empty file', '', {}, ['1:1: seed-file-empty: "x.csv" has no header']],
  ['a byte order mark alone', '\ufeff', {}, ['1:1: seed-file-empty: "x.csv" has no header']],
  ['a line end alone', '\n', {}, ['1:1: seed-file-empty: "x.csv" has no header']],
  ['comments alone', '#a\n', { comment: '#' }, ['1:1: seed-file-empty: "x.csv" has no header']],
  ['no header and no row', '', { hasHeader: false }, ['1:1: seed-file-empty: "x.csv" has no row']],
  [
    'a name that stands twice',
    'a,b,a\n1,2,3\n',
    {},
    ['1:5: seed-header: the header names the column "a" twice'],
  ],
  ['an empty name', 'a,\n1,2\n', {}, ['1:3: seed-header: column 2 has no name']],
  [
    'a name of 64 bytes',
    `${'a'.repeat(64)}\n1\n`,
    {},
    [
      '1:1: seed-header: the column name "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" is longer than 63 bytes',
    ],
  ],
  [
    'as_of, also when it is made plain',
    'As Of\n1\n',
    { normalizesNames: true },
    ['1:1: seed-as-of-column: a CSV file must not have a column named "as_of"'],
  ],
  [
    'a NUL byte in the header',
    'a\0b\n1\n',
    {},
    ['1:2: seed-bad-row: column "1" holds a NUL byte, which PostgreSQL cannot store'],
  ],
  [
    'latin1 in the header',
    Buffer.from('gr\xf6\xdfe\n1\n', 'latin1'),
    {},
    ['1:1: seed-bad-row: column "1" is not UTF-8'],
  ],
  [
    'columns of which none is declared, all ignored',
    'x,y\n1,2\n',
    { columns: { a: 'text' }, onMissingColumn: 'null', onExtraColumn: 'ignore' },
    ['1:1: seed-header: the header has "x" and "y", which the declaration lacks'],
  ],
  [
    'carriage returns only',
    'a,b\r1,2\r3,4\r',
    {},
    ['1:4: seed-bad-row: a carriage return without a line feed stands in column "2"'],
  ],
  [
    'carriage returns only, behind a header in LF',
    'a,b\n1,2\r3,4\r',
    {},
    ['2:4: seed-bad-row: a carriage return without a line feed stands in column "b"'],
  ],
  [
    'line ends that are mixed',
    'a,b\r\n1,2\r\n3,4\n5,6\r\n',
    {},
    [
      '3:4: seed-bad-row: the line does not end like the first line of data: one in LF, the other in CRLF',
    ],
  ],
  [
    'ragged rows',
    'a,b\n1\n1,2\n1,2,3\n\n,\n',
    {},
    [
      '2:1: seed-bad-row: the row must have 2 cells as the header has, not 1',
      '4:5: seed-bad-row: the row must have 2 cells as the header has, not 3',
      '5:1: seed-bad-row: the line is empty, where a row of 2 cells is expected',
    ],
  ],
  [
    'a delimiter at the end of each row',
    'a,b\n1,2,\n3,4,\n',
    {},
    [
      '2:5: seed-bad-row: the row must have 2 cells as the header has, not 3',
      '3:5: seed-bad-row: the row must have 2 cells as the header has, not 3',
    ],
  ],
  [
    'an unclosed quote',
    'a,b\n1,x\n2,"y\n3,z\n',
    {},
    ['3:3: seed-bad-row: a quote is opened in column "b" and never closed: the row takes 2 lines'],
  ],
  [
    'a quote in the middle',
    'a,b\n1,5" pipe\n2,y\n',
    {},
    ['2:4: seed-bad-row: a quote stands inside column "b", which is not in quotes'],
  ],
  [
    'a quote behind a space',
    'a,b\n1, "x"\n',
    {},
    ['2:4: seed-bad-row: a quote stands inside column "b", which is not in quotes'],
  ],
  [
    'text behind a quote',
    'a,b\n1,"x" \n2,"y"z\n',
    {},
    [
      '2:6: seed-bad-row: text follows the closing quote of column "b"',
      '3:6: seed-bad-row: text follows the closing quote of column "b"',
    ],
  ],
  [
    'a backslash that was to escape',
    'a,b\n1,"x\\"y"\n',
    {},
    ['2:7: seed-bad-row: text follows the closing quote of column "b"'],
  ],
  [
    'NUL bytes',
    'a,b\n1,\0\n2,"x\0"\n',
    {},
    [
      '2:3: seed-bad-row: column "b" holds a NUL byte, which PostgreSQL cannot store',
      '3:5: seed-bad-row: column "b" holds a NUL byte, which PostgreSQL cannot store',
    ],
  ],
  [
    'UTF-8 that is cut, too long or a surrogate',
    Buffer.from('a,b\n1,\xc3\n2,\xc0\xaf\n3,\xed\xa0\x80\n4,\xf4\x90\x80\x80\n5,x\n', 'latin1'),
    {},
    [
      '2:3: seed-bad-row: column "b" is not UTF-8',
      '3:3: seed-bad-row: column "b" is not UTF-8',
      '4:3: seed-bad-row: column "b" is not UTF-8',
      '5:3: seed-bad-row: column "b" is not UTF-8',
    ],
  ],
  [
    'a surrogate alone in UTF-16',
    utf16('\ufeffa,b\n1,\ud83d\n2,x\n'),
    {},
    ['2:3: seed-bad-row: column "b" is not UTF-8'],
  ],
  [
    'half a character at the end of UTF-16',
    Buffer.concat([utf16('\ufeffa,b\n1,x'), Buffer.of(0x61)]),
    {},
    ['2:3: seed-bad-row: column "b" is not UTF-8'],
  ],
  [
    'UTF-16 that nobody declared and no mark tells',
    utf16('a,b\n1,x\n'),
    {},
    ['1:2: seed-bad-row: column "1" holds a NUL byte, which PostgreSQL cannot store'],
  ],
  [
    'bytes that windows-1252 lacks',
    Buffer.from('a\nx\n\x81\n', 'latin1'),
    { encoding: 'windows-1252' },
    ['3:1: seed-bad-row: column "a" is not UTF-8'],
  ],
  [
    'the end marker',
    'a\n1\n\\.\n2\n',
    {},
    ['3:1: seed-bad-row: the row is "\\.", which PostgreSQL takes for the end of the data'],
  ],
  [
    'integers out of range',
    'a\n2147483647\n2147483648\n-2147483649\n99999999999999999999\n',
    declared('integer'),
    [
      '3:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "2147483648"',
      '4:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "-2147483649"',
      '5:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "99999999999999999999"',
    ],
  ],
  [
    'integers in other clothes',
    'a\n007\n+1\n 1\n1 \n1_000\n0x1F\n1e3\n1.0\n"1,000"\n-0\n""\nnull\n',
    declared('integer'),
    [
      '2:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "007"',
      '3:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "+1"',
      '4:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not " 1"',
      '5:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "1 "',
      '6:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "1_000"',
      '7:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "0x1F"',
      '8:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "1e3"',
      '9:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "1.0"',
      '10:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "1,000"',
      '11:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "-0"',
      '12:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not ""',
      '13:1: seed-bad-row: "a" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "null"',
    ],
  ],
  [
    'decimals that numeric(10,2) would round',
    'a\n1.005\n29.855\n123456789.1\n1e-3\nNaN x\n',
    declared('numeric(10,2)'),
    [
      '2:1: seed-bad-row: "a" must be a number with at most 8 digits before and 2 behind the point, not "1.005"',
      '3:1: seed-bad-row: "a" must be a number with at most 8 digits before and 2 behind the point, not "29.855"',
      '4:1: seed-bad-row: "a" must be a number with at most 8 digits before and 2 behind the point, not "123456789.1"',
      '5:1: seed-bad-row: "a" must be a number with at most 8 digits before and 2 behind the point, not "1e-3"',
      '6:1: seed-bad-row: "a" must be a number with at most 8 digits before and 2 behind the point, not "NaN x"',
    ],
  ],
  [
    'digits that floats do not have',
    'a,b\n0.123456789,0.12345678901234567890\n16777217,9007199254740993\n1e39,1e309\n1e-50,1e-400\n',
    { columns: { a: 'real', b: 'double precision' } },
    [
      '2:1: seed-bad-row: "a" must be a number that real holds with all its digits, not "0.123456789"',
      '3:1: seed-bad-row: "a" must be a number that real holds with all its digits, not "16777217"',
      '4:1: seed-bad-row: "a" must be a number that real holds with all its digits, not "1e39"',
      '5:1: seed-bad-row: "a" must be a number that real holds with all its digits, not "1e-50"',
    ],
  ],
  [
    'booleans in other clothes',
    'a\nyes\n1\non\nof\ntrue \n',
    declared('boolean'),
    [
      '2:1: seed-bad-row: "a" must be true, false, t or f, not "yes"',
      '3:1: seed-bad-row: "a" must be true, false, t or f, not "1"',
      '4:1: seed-bad-row: "a" must be true, false, t or f, not "on"',
      '5:1: seed-bad-row: "a" must be true, false, t or f, not "of"',
      '6:1: seed-bad-row: "a" must be true, false, t or f, not "true "',
    ],
  ],
  [
    'dates in other clothes',
    'a\ntoday\n1/2/2024\n20240131\n2024-1-31\n2023-02-29\n0000-01-01\n294277-01-01\nJan 31 2024\nepoch\n',
    declared('date'),
    [
      '2:1: seed-bad-row: "a" must be a date such as 2024-01-31, not "today"',
      '3:1: seed-bad-row: "a" must be a date such as 2024-01-31, not "1/2/2024"',
      '4:1: seed-bad-row: "a" must be a date such as 2024-01-31, not "20240131"',
      '5:1: seed-bad-row: "a" must be a date such as 2024-01-31, not "2024-1-31"',
      '6:1: seed-bad-row: "a" must be a date such as 2024-01-31, not "2023-02-29"',
      '7:1: seed-bad-row: "a" must be a date such as 2024-01-31, not "0000-01-01"',
      '8:1: seed-bad-row: "a" must be a date such as 2024-01-31, not "294277-01-01"',
      '9:1: seed-bad-row: "a" must be a date such as 2024-01-31, not "Jan 31 2024"',
      '10:1: seed-bad-row: "a" must be a date such as 2024-01-31, not "epoch"',
    ],
  ],
  [
    'timestamps that would be rounded, cut or moved',
    'a\n2024-01-31 10:00:00.5\n2024-01-31 10:00:00+02\n2024-01-31 24:00:00\n2024-01-31 23:59:60\nnow\n',
    declared('timestamp(0)'),
    [
      '2:1: seed-bad-row: "a" must be a timestamp such as 2024-01-31 10:00:00, without an offset and at most 0 digits behind the seconds, not "2024-01-31 10:00:00.5"',
      '3:1: seed-bad-row: "a" must be a timestamp such as 2024-01-31 10:00:00, without an offset and at most 0 digits behind the seconds, not "2024-01-31 10:00:00+02"',
      '4:1: seed-bad-row: "a" must be a timestamp such as 2024-01-31 10:00:00, without an offset and at most 0 digits behind the seconds, not "2024-01-31 24:00:00"',
      '5:1: seed-bad-row: "a" must be a timestamp such as 2024-01-31 10:00:00, without an offset and at most 0 digits behind the seconds, not "2024-01-31 23:59:60"',
      '6:1: seed-bad-row: "a" must be a timestamp such as 2024-01-31 10:00:00, without an offset and at most 0 digits behind the seconds, not "now"',
    ],
  ],
  [
    'timestamps without an offset, or with a word for it',
    'a\n2024-01-31 10:00:00\n2024-01-31 10:00:00 CET\n2024-01-31 10:00:00 Europe/Berlin\n2024-01-31 10:00:00+16\n',
    declared('timestamptz'),
    [
      '2:1: seed-bad-row: "a" must be a timestamp such as 2024-01-31 10:00:00+00, with an offset, not "2024-01-31 10:00:00"',
      '3:1: seed-bad-row: "a" must be a timestamp such as 2024-01-31 10:00:00+00, with an offset, not "2024-01-31 10:00:00 CET"',
      '4:1: seed-bad-row: "a" must be a timestamp such as 2024-01-31 10:00:00+00, with an offset, not "2024-01-31 10:00:00 Europe/Berlin"',
      '5:1: seed-bad-row: "a" must be a timestamp such as 2024-01-31 10:00:00+00, with an offset, not "2024-01-31 10:00:00+16"',
    ],
  ],
  [
    'texts that varchar(3) would cut',
    'a\nabcd\n"abc "\näöüß\n',
    declared('varchar(3)'),
    [
      '2:1: seed-bad-row: "a" must be at most 3 characters long, not "abcd"',
      '3:1: seed-bad-row: "a" must be at most 3 characters long, not "abc "',
      '4:1: seed-bad-row: "a" must be at most 3 characters long, not "äöüß"',
    ],
  ],
  [
    'texts that char(3) would cut',
    'a\nabcd\n"abc "\n',
    declared('char(3)'),
    [
      '2:1: seed-bad-row: "a" must be at most 3 characters long, not "abcd"',
      '3:1: seed-bad-row: "a" must be at most 3 characters long, not "abc "',
    ],
  ],
  [
    'JSON that jsonb would change or not take',
    'a\n"{""a"":1,""a"":2}"\n{a:1}\n"{""x"":[{""b"":1,""\\u0062"":2}]}"\n',
    declared('jsonb'),
    [
      '2:1: seed-bad-row: "a" must be JSON without repeated keys, not "{"a":1,"a":2}"',
      '3:1: seed-bad-row: "a" must be JSON without repeated keys, not "{a:1}"',
      '4:1: seed-bad-row: "a" must be JSON without repeated keys, not "{"x":[{"b":1,"\\u0062":2}]}"',
    ],
  ],
  [
    'JSON that only PostgreSQL knows not to take',
    'a\n1\n"""\\u0000"""\n"""\\ud800"""\n1e999999\n',
    declared('jsonb'),
    [
      '3:1: seed-bad-row: "a" must be a value of the type jsonb, not ""\\u0000""',
      '4:1: seed-bad-row: "a" must be a value of the type jsonb, not ""\\ud800""',
      '5:1: seed-bad-row: "a" must be a value of the type jsonb, not "1e999999"',
    ],
  ],
  [
    'numbers that a domain would round or not take',
    'a\n1.005\n-1\n2\n123456789\n',
    declared('price'),
    [
      '2:1: seed-bad-row: "a" must be a number with at most 8 digits before and 2 behind the point, not "1.005"',
      '5:1: seed-bad-row: "a" must be a number with at most 8 digits before and 2 behind the point, not "123456789"',
    ],
  ],
  [
    'numbers that a domain does not take',
    'a\n1\n-1\n-2.50\n',
    declared('price'),
    [
      '3:1: seed-bad-row: "a" must be a value of the type price, not "-1"',
      '4:1: seed-bad-row: "a" must be a value of the type price, not "-2.50"',
    ],
  ],
  [
    'a NULL in a domain that has none',
    'a\nx\n\n""\n',
    declared('present'),
    ['3:1: seed-bad-row: "a" must be a value of the type present, not NULL'],
  ],
  [
    'words that an enum lacks',
    'a\nok\nOK\n"ok "\n""\n',
    declared('mood'),
    [
      '3:1: seed-bad-row: "a" must be a value of the type mood, not "OK"',
      '4:1: seed-bad-row: "a" must be a value of the type mood, not "ok "',
      '5:1: seed-bad-row: "a" must be a value of the type mood, not ""',
    ],
  ],
  [
    'addresses',
    'a\n10.0.0.1\n10.0.0.300\n10.0.0.1/33\nhost\n',
    declared('inet'),
    [
      '3:1: seed-bad-row: "a" must be a value of the type inet, not "10.0.0.300"',
      '4:1: seed-bad-row: "a" must be a value of the type inet, not "10.0.0.1/33"',
      '5:1: seed-bad-row: "a" must be a value of the type inet, not "host"',
    ],
  ],
  [
    'arrays that read back otherwise',
    'a\n"{1,2}"\n"{007}"\n"{1, 2}"\n"[0:1]={1,2}"\n"{1"\n',
    declared('integer[]'),
    [
      '3:1: seed-bad-row: "a" must be as PostgreSQL writes it, "{7}", not "{007}"',
      '4:1: seed-bad-row: "a" must be as PostgreSQL writes it, "{1,2}", not "{1, 2}"',
      '6:1: seed-bad-row: "a" must be a value of the type integer[], not "{1"',
    ],
  ],
  [
    'an array of decimals that would be rounded',
    'a\n{1.50}\n{1.005}\n',
    declared('numeric(10,2)[]'),
    ['3:1: seed-bad-row: "a" must be as PostgreSQL writes it, "{1.01}", not "{1.005}"'],
  ],
  [
    'an array of dates with a word',
    'a\n{2024-01-31}\n{epoch}\n',
    declared('date[]'),
    ['3:1: seed-bad-row: "a" must be as PostgreSQL writes it, "{1970-01-01}", not "{epoch}"'],
  ],
  [
    'intervals that would be rounded or spread',
    'a\n1.5 months\n00:00:01.0000001\n1 day ago\n5\n01 days\n-\n1 day \n',
    declared('interval'),
    [
      '2:1: seed-bad-row: "a" must be a span of time such as 1 day 02:03:04 or P1DT2H3M4S, not "1.5 months"',
      '3:1: seed-bad-row: "a" must be a span of time such as 1 day 02:03:04 or P1DT2H3M4S, not "00:00:01.0000001"',
      '4:1: seed-bad-row: "a" must be a span of time such as 1 day 02:03:04 or P1DT2H3M4S, not "1 day ago"',
      '5:1: seed-bad-row: "a" must be a span of time such as 1 day 02:03:04 or P1DT2H3M4S, not "5"',
      '6:1: seed-bad-row: "a" must be a span of time such as 1 day 02:03:04 or P1DT2H3M4S, not "01 days"',
      '7:1: seed-bad-row: "a" must be a span of time such as 1 day 02:03:04 or P1DT2H3M4S, not "-"',
      '8:1: seed-bad-row: "a" must be a span of time such as 1 day 02:03:04 or P1DT2H3M4S, not "1 day "',
    ],
  ],
  [
    'an interval beyond what there is',
    'a\n1 day\n99999999999 years\n',
    declared('interval'),
    ['3:1: seed-bad-row: "a" must be a value of the type interval, not "99999999999 years"'],
  ],
  [
    'intervals that interval(0) would round',
    'a\n00:00:01.5\nPT1.5S\n00:00:01.0\n',
    declared('interval(0)'),
    [
      '2:1: seed-bad-row: "a" must be a span of time such as 1 day 02:03:04 or P1DT2H3M4S and at most 0 digits behind the seconds, not "00:00:01.5"',
      '3:1: seed-bad-row: "a" must be a span of time such as 1 day 02:03:04 or P1DT2H3M4S and at most 0 digits behind the seconds, not "PT1.5S"',
    ],
  ],
  [
    'intervals of which a field would be left out',
    'a\n1 day\n2 days 03:04:05\n',
    declared('interval day'),
    ['3:1: seed-bad-row: "a" must be as PostgreSQL writes it, "2 days", not "2 days 03:04:05"'],
  ],
  [
    'money that would be rounded or guessed',
    'a\n$12.50\n12.505\n"1,2"\n12.5\n',
    declared('money'),
    [
      '3:1: seed-bad-row: "a" must be as PostgreSQL writes it, "$12.51", not "12.505"',
      '4:1: seed-bad-row: "a" must be as PostgreSQL writes it, "$12.00", not "1,2"',
      '5:1: seed-bad-row: "a" must be as PostgreSQL writes it, "$12.50", not "12.5"',
    ],
  ],
  [
    'bytes',
    'a\n\\x00f\n\\xzz\n',
    declared('bytea'),
    [
      '2:1: seed-bad-row: "a" must be a value of the type bytea, not "\\x00f"',
      '3:1: seed-bad-row: "a" must be a value of the type bytea, not "\\xzz"',
    ],
  ],
  [
    'bit strings of another length or spelling',
    'a,b\n10,1\n1010,1\nb01,1\nx1F,1\n101,10101\n',
    { columns: { a: 'bit(3)', b: 'varbit(4)' } },
    [
      '2:1: seed-bad-row: "a" must be 3 zeros and ones, not "10"',
      '3:1: seed-bad-row: "a" must be 3 zeros and ones, not "1010"',
      '4:1: seed-bad-row: "a" must be 3 zeros and ones, not "b01"',
      '5:1: seed-bad-row: "a" must be 3 zeros and ones, not "x1F"',
      '6:5: seed-bad-row: "b" must be at most 4 zeros and ones, not "10101"',
    ],
  ],
  [
    'ranges that read back otherwise',
    'a\n"[1,3]"\n"(1,1)"\n',
    declared('int4range'),
    [
      '2:1: seed-bad-row: "a" must be as PostgreSQL writes it, "[1,4)", not "[1,3]"',
      '3:1: seed-bad-row: "a" must be as PostgreSQL writes it, "empty", not "(1,1)"',
    ],
  ],
  [
    'texts that a tsvector would sort',
    'a\nfat rat\n',
    declared('tsvector'),
    ['2:1: seed-bad-row: "a" must be as PostgreSQL writes it, "\'fat\' \'rat\'", not "fat rat"'],
  ],
  [
    'points of which a digit would be lost',
    'a\n"(0.12345678901234567890,1)"\n"1,2"\n',
    declared('point'),
    [
      '2:1: seed-bad-row: "a" must be as PostgreSQL writes it, "(0.12345678901234568,1)", not "(0.12345678901234567890,1)"',
      '3:1: seed-bad-row: "a" must be as PostgreSQL writes it, "(1,2)", not "1,2"',
    ],
  ],
  [
    'times with the name of a zone',
    'a\n10:00:00 Europe/Berlin\n10:00:00\n',
    declared('timetz'),
    [
      '2:1: seed-bad-row: "a" must be a time such as 10:00:00+00, with an offset, not "10:00:00 Europe/Berlin"',
      '3:1: seed-bad-row: "a" must be a time such as 10:00:00+00, with an offset, not "10:00:00"',
    ],
  ],
  [
    'an oid that is none',
    'a\n-1\n007\n7\n',
    declared('oid'),
    [
      '2:1: seed-bad-row: "a" must be as PostgreSQL writes it, "4294967295", not "-1"',
      '3:1: seed-bad-row: "a" must be as PostgreSQL writes it, "7", not "007"',
    ],
  ],
  [
    'gzip that ends too early',
    gzipSync('a\n1\n2\n').subarray(0, -5),
    {},
    ['1:1: seed-file-encoding: "x.csv.gz" is not gzip: unexpected end of file'],
  ],
  [
    'gzip with something behind it',
    Buffer.concat([gzipSync('a\n1\n'), Buffer.from('x')]),
    {},
    ['1:1: seed-file-encoding: "x.csv.gz" is not gzip: unexpected end of file'],
  ],
  [
    'gzip with something behind its padding',
    Buffer.concat([gzipSync('a\n1\n'), Buffer.alloc(4), Buffer.from('x')]),
    {},
    ['1:1: seed-file-encoding: "x.csv.gz" is not gzip: something else follows the end of it'],
  ],
  [
    'gzip with a wrong checksum',
    Buffer.concat([gzipSync('a\n1\n').subarray(0, -8), Buffer.alloc(8)]),
    {},
    ['1:1: seed-file-encoding: "x.csv.gz" is not gzip: incorrect data check'],
  ],
  [
    'text that is named gzip',
    'a\n1\n',
    {},
    ['1:1: seed-file-encoding: "x.csv.gz" is not gzip: incorrect header check'],
  ],
  [
    'compressed, and not so named',
    gzipSync('a\n1\n'),
    {},
    ['1:1: seed-file-encoding: "x.csv" is gzip, not text'],
  ],
  [
    'a spreadsheet that is named CSV',
    Buffer.from('PK\x03\x04\x14\0\x06\0', 'latin1'),
    {},
    ['1:1: seed-file-encoding: "x.csv" is a zip archive or a spreadsheet, not text'],
  ],
];
const pathOf = (name: string): string => (/\bgzip\b/.test(name) ? 'x.csv.gz' : 'x.csv');

test.each(LOADS)(
  '%s: every cell is what the file says',
  async (name, content, declaration, loaded) => {
    expect(await load(pathOf(name), content, declaration)).toEqual(loaded);
  },
);

test.each(REFUSED)('%s: refused at its place', async (name, content, declaration, said) => {
  expect(await refusals(pathOf(name), content, declaration)).toEqual(said);
});

test('what a type takes in many spellings and keeps whole reads back in one of them', async () => {
  const columns = { i: 'interval', c: 'cidr', b: 'bytea', m: 'macaddr' };
  const content = 'i,c,b,m\n36:00:00,10.0.0.0/8,\\x4142,08002b010203\n';
  expect(await load('x.csv', content, { columns })).toEqual([
    ['i: interval', 'c: cidr', 'b: bytea', 'm: macaddr'],
    ['36:00:00', '10.0.0.0/8', '\\x4142', '08:00:2b:01:02:03'],
  ]);
});

test('1,600 columns are loaded, and one more is refused', async () => {
  const wide = (count: number): string => {
    const names = Array.from({ length: count }, (_, at) => `c${at}`);
    return `${names.join(',')}\n${names.map((_, at) => (at % 400 === 7 ? at : '')).join(',')}\n`;
  };
  const unit = bench.unit([{ path: 'wide.csv', content: wide(1600) }]);
  const { columns } = await bench.load(unit);
  expect(columns).toHaveLength(1600);
  expect(await bench.rows(`select c6, c7, c407, c1207::text from ${unit.node.name}`)).toEqual([
    [null, '7', '407', '1207'],
  ]);
  expect(await refusals('wide.csv', wide(1601), {})).toEqual([
    '1:8491: seed-header: the table would have 1601 columns, and PostgreSQL takes 1600',
  ]);
});

test('a cell of 10 MB is loaded whole', async () => {
  const cell = '0123456789 "äöü"\n'.repeat(600_000);
  const content = `id,a\n1,"${cell.replaceAll('"', '""')}"\n2,x\n`;
  const unit = bench.unit([{ path: 'long.csv', content }]);
  await bench.load(unit);
  const [[found, ...rest] = [], ...others] = await bench.rows(
    `select a, id from ${unit.node.name} order by id`,
  );
  expect([found === cell, rest, others]).toEqual([true, ['1'], [['x', '2']]]);
});

test('without a header the first row may be as long as any other', async () => {
  const cell = '0123456789 "äöü"\n'.repeat(200_000);
  const content = `1,"${cell.replaceAll('"', '""')}"\n2,x\n`;
  const unit = bench.unit([{ path: 'long.csv', content }], { hasHeader: false });
  await bench.load(unit);
  const [[found, ...rest] = [], ...others] = await bench.rows(
    `select column_2, column_1 from ${unit.node.name} order by column_1`,
  );
  expect([found === cell, rest, others]).toEqual([true, ['1'], [['x', '2']]]);
});

test('a header that does not end is refused before all of the file is read for it', async () => {
  const content = `a,"b\n${'1,x\n'.repeat(1_000_000)}`;
  expect(await refusals('open.csv', content, {})).toEqual([
    '1:1: seed-header: the header does not end within 1 MiB',
  ]);
});

test('a row that is too wide for a page of the table is refused', async () => {
  const names = Array.from({ length: 1200 }, (_, at) => `c${at}`);
  const content = `${names.join(',')}\n${names.map(() => 1).join(',')}\n`;
  expect(await refusals('wide.csv', content, {})).toEqual([
    '1:1: database-error: row is too big: size 9624, maximum size 8160 (SQLSTATE 54000)',
  ]);
});

test('a file that changed is not looked at again for the places of its bad rows', async () => {
  const unit = bench.unit([{ path: 'twice.csv', content: 'a\n1\n' }]);
  const { files } = await readSeedColumns(unit, { live: undefined });
  const [headed] = files;
  if (headed === undefined) throw new Error('the file has no head');
  const path = join(bench.directory(), 'twice.csv');
  appendFileSync(path, '2\n');
  await expect(rescanSeedFile(path, headed, () => {})).rejects.toThrow(
    'seed-file-changed: "twice.csv" changed while it was read',
  );
});
