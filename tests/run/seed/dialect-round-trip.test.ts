import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Encoding } from '../../../src/core/seed/encoding/encoding.ts';
import { quoteIdentifier } from '../../../src/core/sql/quote.ts';
import { connect } from '../../support/database.ts';
import { storedZstd } from './file/stored-zstd.ts';
import { type SeedDeclaration, useSeedWorkbench } from './seed-workbench.ts';

const bench = useSeedWorkbench();

type Cell = string | undefined;

interface Form {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string | undefined;
  readonly lineEnd: string;
  readonly endsInLineEnd: boolean;
  readonly hasHeader: boolean;
  readonly comment: string | undefined;
  readonly nullValues: readonly string[];
  readonly encoding: Encoding | undefined;
  readonly hasMark: boolean;
  readonly compression: '' | '.gz' | '.zst';
}

const forms: fc.Arbitrary<Form> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|', ' '),
  quote: fc.constantFrom('"', "'"),
  escape: fc.constantFrom(undefined, undefined, '\\', '^'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  endsInLineEnd: fc.boolean(),
  hasHeader: fc.boolean(),
  comment: fc.constantFrom(undefined, undefined, '#'),
  nullValues: fc.constantFrom([''], [], ['NULL'], ['', 'NA']),
  encoding: fc.constantFrom(undefined, 'utf-8', 'utf-16', 'utf-16le', 'utf-16be'),
  hasMark: fc.boolean(),
  compression: fc.constantFrom('', '', '.gz', '.zst'),
});

const anyText = fc
  .string({ unit: 'binary', maxLength: 8 })
  .filter((text) => !/[\0\p{Surrogate}]/u.test(text));
const awkwardText = fc.string({
  unit: fc.constantFrom(
    '"',
    "'",
    ',',
    ';',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '\\',
    '^',
    '.',
    ' ',
    '#',
    'N',
    'A',
    'é',
    '\ufeff',
  ),
  maxLength: 6,
});
const word = fc.constantFrom('', 'NA', 'NULL', 'null', '\\.', '#', '007', ' x ', 'é');
const nullable = fc.option(fc.oneof(anyText, awkwardText, word), { nil: undefined });

/** In quotes, unless it is NULL, or may and need not be. */
function written(cell: Cell, form: Form, isBare: boolean): string {
  const { quote, delimiter, nullValues, comment } = form;
  if (cell === undefined) return nullValues[0] ?? '';
  const before = form.escape ?? quote;
  const isPlain =
    ![quote, delimiter, '\n', '\r'].some((each) => cell.includes(each)) &&
    !nullValues.includes(cell) &&
    (comment === undefined || !cell.startsWith(comment)) &&
    cell !== '' &&
    cell !== '\\.';
  if (isBare && isPlain) return cell;
  const escaped = [...cell].map((each) =>
    each === quote || each === before ? `${before}${each}` : each,
  );
  return `${quote}${escaped.join('')}${quote}`;
}

function encode(text: string, { encoding, hasMark, compression }: Form): Buffer {
  // text that begins with a mark of its own needs one before it
  const marked = hasMark || text.startsWith('\ufeff') ? `\ufeff${text}` : text;
  const bytes = encoding?.startsWith('utf-16')
    ? Buffer.from(marked, 'utf16le')
    : Buffer.from(marked);
  if (encoding === 'utf-16be') bytes.swap16();
  if (compression === '.gz') return gzipSync(bytes);
  return compression === '.zst' ? storedZstd(bytes) : bytes;
}

interface Table {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly (readonly [Cell, boolean])[])[];
}

function fileOf({ names, rows }: Table, form: Form): Buffer {
  const { delimiter, lineEnd, comment } = form;
  const lines = [
    ...(comment === undefined ? [] : [`${comment} not a row`]),
    ...(form.hasHeader ? [names.map((name) => written(name, form, false)).join(delimiter)] : []),
    ...rows.map((row) => row.map(([cell, isBare]) => written(cell, form, isBare)).join(delimiter)),
  ];
  return encode(lines.join(lineEnd) + (form.endsInLineEnd ? lineEnd : ''), form);
}

function declarationOf({ names, types }: Table, form: Form): SeedDeclaration {
  const { delimiter, quote, escape: before, comment, nullValues, encoding, hasHeader } = form;
  return {
    name: 'round_trip',
    columns: Object.fromEntries(names.map((name, at) => [name, types[at] ?? 'text'])),
    delimiter,
    quote,
    escape: before,
    comment,
    nullValues,
    encoding,
    hasHeader,
  };
}

/** What the table holds once it is loaded, and what `copy … to` writes of it. */
async function roundTrip(
  table: Table,
  form: Form,
): Promise<{ readonly held: readonly (readonly unknown[])[]; readonly copied: unknown }> {
  const content = fileOf(table, form);
  const path = `round_trip.csv${form.compression}`;
  await bench.load(bench.unit([{ path, content }], declarationOf(table, form)), {
    isFullRefresh: true,
  });
  const cells = table.names.map((name) => `${quoteIdentifier(name)}::text`).join(', ');
  const held = await bench.rows(`select array[${cells}] from round_trip order by ctid`);
  const csv = await copyOut(
    `copy (select ${cells} from round_trip order by ctid) to stdout (format csv)`,
  );
  const copied: unknown = parse(csv, {
    // an empty line is a row of one NULL
    skip_empty_lines: false,
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  });
  return { held: held.map(([row]) => (Array.isArray(row) ? row : [])), copied };
}

let client: pg.Client;

beforeAll(async () => {
  client = await connect(bench.url);
});

afterAll(() => client.end());

async function copyOut(sql: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of client.query(copyTo(sql))) parts.push(part);
  return Buffer.concat(parts);
}

const names = fc
  .uniqueArray(
    fc.oneof(
      fc.constantFrom('a', 'A', 'select', 'größe', 'x y', 'a"b', "c'd", '日本', 'x\ny'),
      fc.stringMatching(/^[a-z_]\w{0,8}$/),
    ),
    { minLength: 2, maxLength: 4 },
  )
  .filter(
    (found) =>
      !found.some((name) =>
        ['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'as_of', 'tableoid'].includes(name),
      ),
  );

function tables<Value>(
  types: fc.Arbitrary<string>,
  cellOf: (type: string) => fc.Arbitrary<Value>,
): fc.Arbitrary<{
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}> {
  return names.chain((found) =>
    fc.tuple(...found.map(() => types)).chain((each) =>
      fc.record({
        names: fc.constant(found),
        types: fc.constant(each),
        rows: fc.array(fc.tuple(...each.map(cellOf)), { minLength: 1, maxLength: 6 }),
      }),
    ),
  );
}

test('any text in any dialect, encoding and compression is read back by byte', async () => {
  await fc.assert(
    fc.asyncProperty(
      tables(fc.constant('text'), () => fc.tuple(nullable, fc.boolean())),
      forms,
      async (table, form) => {
        // where nothing is NULL there is no way to write one
        const rows = table.rows.map((row) =>
          row.map(
            ([cell, isBare]) =>
              [form.nullValues.length === 0 ? (cell ?? '') : cell, isBare] as const,
          ),
        );
        const { held, copied } = await roundTrip({ ...table, rows }, form);
        const expected = rows.map((row) => row.map(([cell]) => cell ?? null));
        expect(held).toEqual(expected);
        expect(copied).toEqual(expected);
      },
    ),
    { numRuns: 120 },
  );
});

/** A value as PostgreSQL prints it, and as a file may spell it. */
type Spelled = readonly [kept: string, spelled: string];

const two = (most: number) =>
  fc.integer({ min: 1, max: most }).map((value) => `${value}`.padStart(2, '0'));
const dates = fc
  .tuple(fc.integer({ min: 1000, max: 9999 }), two(12), two(28))
  .map((each) => each.join('-'));
const clocks = fc
  .tuple(two(23), two(59), two(59), fc.constantFrom('', '.5', '.123456'))
  .map(([hour, minute, second, fraction]) => `${hour}:${minute}:${second}${fraction}`);
const same = (value: string): Spelled => [value, value];

const VALUES: Readonly<Record<string, fc.Arbitrary<Spelled>>> = {
  integer: fc.integer().map((value) => same(`${value}`)),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => same(`${value}`)),
  numeric: fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 40n }), fc.stringMatching(/^\d{0,30}$/), fc.boolean())
    .map(([whole, fraction, isNegative]) =>
      same(`${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`),
    ),
  'numeric(12,2)': fc
    .tuple(
      fc.integer({ min: 1, max: 99_999 }),
      fc.constantFrom(['', '.00'], ['.5', '.50'], ['.25', '.25'], ['.10', '.10'], ['.000', '.00']),
    )
    .map(([whole, [spelled, kept]]) => [`${whole}${kept}`, `${whole}${spelled}`]),
  boolean: fc.constantFrom<Spelled>(
    ['true', 't'],
    ['true', 'TRUE'],
    ['false', 'f'],
    ['false', 'False'],
  ),
  date: dates.map(same),
  timestamp: fc
    .tuple(dates, clocks, fc.constantFrom(' ', 'T'))
    .map(([date, clock, between]) => [`${date} ${clock}`, `${date}${between}${clock}`]),
  timestamptz: fc
    .tuple(dates, clocks, fc.constantFrom('Z', '+00', '+0000', '-00:00'))
    .map(([date, clock, zone]) => [`${date} ${clock}+00`, `${date} ${clock}${zone}`]),
  uuid: fc
    .uuid()
    .chain((value) => fc.constantFrom<Spelled>(same(value), [value, value.toUpperCase()])),
  'double precision': fc
    .double({ noNaN: true, noDefaultInfinity: true, min: 0.001, max: 1e14 })
    .filter((value) => !`${value}`.includes('e'))
    .map((value) => same(`${value}`)),
  interval: fc.constantFrom<Spelled>(
    ['1 day', 'P1D'],
    ['02:00:00', '120 minutes'],
    same('-1 days +02:03:00'),
  ),
  json: fc.json({ maxDepth: 2 }).map((text) => same(text)),
  'varchar(8)': fc.stringMatching(/^[a-zé ]{1,8}$/).map(same),
  'integer[]': fc.array(fc.integer(), { maxLength: 3 }).map((each) => same(`{${each.join(',')}}`)),
};

test('typed columns in any dialect hold the values of the file', async () => {
  await fc.assert(
    fc.asyncProperty(
      tables(fc.constantFrom(...Object.keys(VALUES)), (type) =>
        fc.tuple(
          fc.option(VALUES[type] ?? fc.constant(same('')), { nil: undefined }),
          fc.boolean(),
        ),
      ),
      forms.filter(({ nullValues }) => nullValues.length > 0),
      async ({ names: columns, types, rows }, form) => {
        const table = {
          names: columns,
          types,
          rows: rows.map((row) => row.map(([value, isBare]) => [value?.[1], isBare] as const)),
        };
        const { held, copied } = await roundTrip(table, form);
        const expected = rows.map((row) => row.map(([value]) => value?.[0] ?? null));
        expect(held).toEqual(expected);
        expect(copied).toEqual(expected);
      },
    ),
    { numRuns: 120 },
  );
});
