import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useSeedWorkbench } from './seed-workbench.ts';

const bench = useSeedWorkbench();

async function typesOf(table: string): Promise<readonly (readonly unknown[])[]> {
  return bench.rows(`select attname::text, format_type(atttypid, atttypmod)
    from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped
    order by attnum`);
}

test('declared columns are loaded in the order of the file, whatever the declaration says', async () => {
  const unit = bench.unit(
    [{ path: 'users.csv', content: 'fee,id,since\n1.50,a,2024-01-31\n,"",2024-02-29\n' }],
    { columns: { id: 'text', since: 'date', fee: 'numeric(10,2)' } },
  );
  const copied = await bench.load(unit);
  expect(copied).toMatchObject({
    rowCount: 2,
    columns: [
      { name: 'fee', type: 'numeric(10,2)' },
      { name: 'id', type: 'text' },
      { name: 'since', type: 'date' },
    ],
    files: [{ path: 'users.csv', stamp: { size: 46n }, rowCount: 2 }],
  });
  expect(await bench.rows(`select * from ${unit.node.name}`)).toEqual([
    ['1.50', 'a', '2024-01-31'],
    [null, '', '2024-02-29'],
  ]);
});

test('types that are not declared are inferred without loss', async () => {
  const header = 'id,code,big,fee,flag,day,at,atz,key,doc,exp,nan,empty,word';
  const rows = [
    '1,007,12345678901234567890,1.50,True,2024-01-31,2024-01-31 10:00:00.5,2024-01-31T10:00:00+02,7d444840-9dc0-11d1-b245-5ffdce74fad2,"{""a"": 1.0}",1e5,NaN,,null',
    '-2,8,3,2,f,2023-12-31,2024-01-31T10:00,2024-01-31 10:00:00Z,00000000-0000-0000-0000-000000000000,"[]",2,3,, x ',
  ];
  const unit = bench.unit([{ path: 'inferred.csv', content: [header, ...rows].join('\n') }]);
  await bench.load(unit);
  expect(await typesOf(unit.node.name)).toEqual([
    ['id', 'bigint'],
    ['code', 'text'],
    ['big', 'numeric'],
    ['fee', 'numeric'],
    ['flag', 'boolean'],
    ['day', 'date'],
    ['at', 'timestamp without time zone'],
    ['atz', 'timestamp with time zone'],
    ['key', 'uuid'],
    ['doc', 'json'],
    ['exp', 'text'],
    ['nan', 'text'],
    ['empty', 'text'],
    ['word', 'text'],
  ]);
  expect(
    await bench.rows(
      `select code, big, fee, flag, atz, doc::text, exp, empty, word from ${unit.node.name}`,
    ),
  ).toEqual([
    [
      '007',
      '12345678901234567890',
      '1.50',
      true,
      '2024-01-31 08:00:00+00',
      '{"a": 1.0}',
      '1e5',
      null,
      'null',
    ],
    ['8', '3', '2', false, '2024-01-31 10:00:00+00', '[]', '2', null, ' x '],
  ]);
});

test('a guess from the head that a later row refutes is widened for the whole file', async () => {
  const many = Array.from({ length: 60_000 }, (_, n) => `${n},${n},,${n}`);
  const content = ['a,b,c,d', ...many, '1.5,x,7,8'].join('\n');
  const unit = bench.unit([{ path: 'late.csv', content }]);
  const copied = await bench.load(unit);
  expect(copied.rowCount).toBe(60_001);
  expect(copied.columns.map((column) => column.type)).toEqual([
    'numeric',
    'text',
    'bigint',
    'bigint',
  ]);
  expect(await bench.rows(`select a, b, c, d from ${unit.node.name} where c is not null`)).toEqual([
    ['1.5', 'x', '7', '8'],
  ]);
});

test.each([
  ['CRLF', 'a,b\r\n1,x\r\n2,y\r\n'],
  ['a byte order mark', '\ufeffa,b\n1,x\n2,y\n'],
  ['no line end at the end', 'a,b\n1,x\n2,y'],
  ['a header in quotes', '"a","b"\n1,x\n2,y\n'],
  ['a header in CRLF and data in LF', 'a,b\r\n1,x\n2,y\n'],
])('%s makes no difference', async (_, content) => {
  const unit = bench.unit([{ path: 'plain.csv', content }]);
  await bench.load(unit);
  expect(await bench.rows(`select a, b from ${unit.node.name} order by a`)).toEqual([
    ['1', 'x'],
    ['2', 'y'],
  ]);
});

test('names of columns are taken exactly as the file has them', async () => {
  const content = 'select,Größe,with space,a""b,"a""b","x\ny"\n1,2,3,4,5,6\n';
  const refused = bench.unit([{ path: 'names.csv', content }]);
  expect(await bench.refusals(refused)).toEqual([
    'names.csv:1:26: seed-bad-row: a quote stands inside column "4", which is not in quotes',
  ]);
  const unit = bench.unit([
    { path: 'names.csv', content: content.replace('a""b,', '').replace('4,5', '4') },
  ]);
  const copied = await bench.load(unit);
  expect(copied.columns.map((column) => column.name)).toEqual([
    'select',
    'Größe',
    'with space',
    'a"b',
    'x\ny',
  ]);
});

test('a header without rows makes an empty table', async () => {
  const unit = bench.unit([{ path: 'header.csv', content: 'a,b' }], { columns: { a: 'integer' } });
  const copied = await bench.load(unit);
  expect(copied.rowCount).toBe(0);
  expect(await typesOf(unit.node.name)).toEqual([
    ['a', 'integer'],
    ['b', 'text'],
  ]);
});

test('an empty line is a NULL where the file has one column', async () => {
  const unit = bench.unit([{ path: 'one.csv', content: 'a\nx\n\n""\n' }]);
  await bench.load(unit);
  expect(await bench.rows(`select a from ${unit.node.name}`)).toEqual([['x'], [null], ['']]);
});

test('null_values say which bare cells are NULL', async () => {
  const content = 'a;n\nNA;1\n"NA";NULL\n;2\nNULL;NA\n';
  const table = async (nullValues: readonly string[]) => {
    const unit = bench.unit([{ path: 'nulls.csv', content }], {
      delimiter: ';',
      nullValues,
      columns: { a: 'text', n: 'text' },
    });
    await bench.load(unit);
    return bench.rows(`select a, n from ${unit.node.name}`);
  };
  expect(await table(['', 'NA', 'NULL'])).toEqual([
    [null, '1'],
    ['NA', null],
    [null, '2'],
    [null, null],
  ]);
  expect(await table(['NA', 'NULL'])).toEqual([
    [null, '1'],
    ['NA', null],
    ['', '2'],
    [null, null],
  ]);
  expect(await table(['NA'])).toEqual([
    [null, '1'],
    ['NA', 'NULL'],
    ['', '2'],
    ['NULL', null],
  ]);
  expect(await table([])).toEqual([
    ['NA', '1'],
    ['NA', 'NULL'],
    ['', '2'],
    ['NULL', 'NA'],
  ]);
});

test('files without as_of are one table, with what their paths captured', async () => {
  const unit = bench.unit(
    [
      { path: 'de/1.csv', content: 'id,v\na,1\nb,2\n', captures: { country: 'de', n: 1 } },
      { path: "f'r/2.csv", content: 'v,id\n3,a\n', captures: { country: "f'r", n: 2 } },
    ],
    { uniqueKey: ['id'], columns: { id: 'text', v: 'integer' } },
  );
  const copied = await bench.load(unit);
  expect(copied.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'id text',
    'v integer',
    'country text',
    'n integer',
  ]);
  expect(await bench.rows(`select * from ${unit.node.name} order by n, id`)).toEqual([
    ['a', 1, 'de', 1],
    ['b', 2, 'de', 1],
    ['a', 3, "f'r", 2],
  ]);
  expect(
    await bench.rows(`select pg_get_constraintdef(oid) from pg_constraint
      where conrelid = '${unit.node.name}'::regclass and contype = 'p'`),
  ).toEqual([['PRIMARY KEY (country, n, id)']]);
  expect(
    await bench.rows(
      `select count(*)::int from pg_attrdef where adrelid = '${unit.node.name}'::regclass`,
    ),
  ).toEqual([[0]]);
});

test('loading again replaces all rows', async () => {
  const file = { path: 'again.csv', content: 'a\n1\n2\n' };
  await bench.load(bench.unit([file], { name: 'again', uniqueKey: ['a'] }));
  await bench.load(
    bench.unit([{ ...file, content: 'a,b\n3,x\n' }], { name: 'again', uniqueKey: ['a'] }),
  );
  expect(await bench.rows('select * from again')).toEqual([['3', 'x']]);
  expect(
    await bench.rows(
      `select conname::text from pg_constraint where conrelid = 'again'::regclass and contype = 'p'`,
    ),
  ).toEqual([['again_pkey']]);
});

test('progress tells the bytes and rows of all files', async () => {
  const seen: unknown[] = [];
  const unit = bench.unit([
    { path: 'p/1.csv', content: 'a\n1\n2\n' },
    { path: 'p/2.csv', content: 'a\n3\n' },
  ]);
  await bench.load(unit, { onProgress: (progress) => seen.push(progress) });
  expect(seen).toEqual([
    { file: 'p/1.csv', rowCount: 2, bytesRead: 6, totalBytes: 10 },
    { file: 'p/2.csv', rowCount: 3, bytesRead: 10, totalBytes: 10 },
  ]);
});

test('an abort ends the load and leaves nothing', async () => {
  // more than is read before the first row is looked at
  const content = `a\n${'x'.repeat(100)}\n`.repeat(60_000).replace(/\na\n/g, '\nb\n');
  const unit = bench.unit([{ path: 'abort.csv', content }]);
  const controller = new AbortController();
  const loading = bench.load(unit, {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await expect(loading).rejects.toThrow('aborted');
  expect(await bench.rows(`select to_regclass('${unit.node.name}')::text`)).toEqual([[null]]);
});

test('an abort ends the search for the place of a row that the database refuses', async () => {
  const content = `a,b\n1,x\n1,${'x'.repeat(100)}\n`;
  const unit = bench.unit([{ path: 'abort-late.csv', content }], { uniqueKey: ['a'] });
  const controller = new AbortController();
  const loading = bench.load(unit, {
    signal: controller.signal,
    // all of the file is sent by then
    onProgress: ({ rowCount }) => rowCount === 2 && controller.abort(),
  });
  await expect(loading).rejects.toThrow('aborted');
});

const anyText = fc
  .string({ unit: 'grapheme', maxLength: 10 })
  .map((text) => text.replaceAll('\0', ''));
const awkward = fc.string({
  unit: fc.constantFrom('"', ',', ';', '\n', '\r\n', '\r', '\\', '.', ' ', 'N', 'é', '0'),
  maxLength: 6,
});
const nullable = fc.option(fc.oneof(anyText, awkward), { nil: undefined });

test('any text that is written as CSV is read back byte by byte', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 1, max: 4 })
        .chain((width) =>
          fc.array(fc.array(nullable, { minLength: width, maxLength: width }), { maxLength: 12 }),
        ),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      async (table, delimiter, lineEnd) => {
        const width = table[0]?.length ?? 1;
        const names = Array.from({ length: width }, (_, index) => `c${index}`);
        const lines = table.map((row) =>
          row
            .map((text) => (text === undefined ? '' : `"${text.replaceAll('"', '""')}"`))
            .join(delimiter),
        );
        const content = [names.join(delimiter), ...lines, ''].join(lineEnd);
        const unit = bench.unit([{ path: 'random.csv', content }], {
          delimiter,
          name: 'random_text',
          columns: Object.fromEntries(names.map((name) => [name, 'text'])),
        });
        await bench.load(unit, { isFullRefresh: true });
        const found = await bench.rows(`select ${names.join(', ')} from random_text order by ctid`);
        expect(found).toEqual(table.map((row) => row.map((text) => text ?? null)));
      },
    ),
    { numRuns: 60 },
  );
});

test('inferred columns hold the values of the file', async () => {
  const whole = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String);
  const decimal = fc.tuple(whole, fc.stringMatching(/^\d{1,20}$/)).map(([a, b]) => `${a}.${b}`);
  const word = fc.constantFrom(
    '',
    'x',
    '007',
    'true',
    't',
    'NaN',
    '1e5',
    '2024-02-29',
    '2024-02-30',
    '+1',
    ' 1',
    '-0',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(whole, decimal, fc.oneof(whole, decimal, word)), {
        minLength: 1,
        maxLength: 12,
      }),
      async (table) => {
        const content = ['a,b,c', ...table.map((row) => row.join(','))].join('\n');
        const unit = bench.unit([{ path: 'random.csv', content }], { name: 'random_values' });
        const { columns } = await bench.load(unit);
        const found = await bench.rows(
          'select a::text, b::text, c::text from random_values order by ctid',
        );
        const isBoolean = columns[2]?.type === 'boolean';
        // a boolean has one spelling; a negative zero of numeric has none
        const canonical = (text: string): string => {
          if (isBoolean && text.startsWith('t')) return 'true';
          return /^-0\.0*$/.test(text) ? text.slice(1) : text;
        };
        expect(found).toEqual(
          table.map(([a, b, c]) => [a, canonical(b), c === '' ? null : canonical(c)]),
        );
      },
    ),
    { numRuns: 60 },
  );
});
