import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { type Naming, parseHead } from '../../../src/core/seed/csv-head.ts';
import { dialect } from '../../support/seed-settings.ts';

interface HeadOptions {
  readonly isWhole?: boolean;
  readonly delimiter?: string;
  readonly comment?: string;
  readonly naming?: Naming;
}

const HEADER: Naming = { type: 'header', isNormalized: false };

function head(content: string, { isWhole = true, naming = HEADER, ...given }: HeadOptions = {}) {
  const problems = new Problems();
  const bytes = Buffer.from(content);
  const found = parseHead(
    { file: 'x.csv', bytes, isWhole, dialect: dialect(given), naming },
    problems,
  );
  return { found, problems: problems.all };
}

test('the data begin behind the header and its line breaks', () => {
  const { found } = head('"a\nb";c\r\n1;2\n', { delimiter: ';' });
  expect(found).toEqual({
    file: 'x.csv',
    columns: [
      { name: 'a\nb', location: { file: 'x.csv', line: 1, column: 1, length: 2 } },
      { name: 'c', location: { file: 'x.csv', line: 2, column: 4, length: 1 } },
    ],
    dataOffset: 9,
    dataLine: 3,
  });
});

test('a header without a line end is whole only where the file is', () => {
  expect(head('a,b', { isWhole: false }).found).toBe('incomplete');
  expect(head('a,b').found).toMatchObject({ dataOffset: 3, dataLine: 2 });
});

test('every name that is wrong is reported, and says what to do', () => {
  const { found, problems } = head('a,,a,as_of,xmin\n');
  expect(found).toBeUndefined();
  expect(problems.map(({ location, hint }) => [location?.column, hint])).toEqual([
    [3, 'give every column a name in the header, or set normalize_names: true'],
    [4, 'rename one of them, or set normalize_names: true'],
    [6, 'rename the column: "as_of" says which date a row is known for, and comes from the path'],
    [12, 'rename the column'],
  ]);
  expect(problems[1]?.notes).toEqual([
    {
      message: 'the first one stands',
      location: { file: 'x.csv', line: 1, column: 1, length: 1 },
    },
  ]);
});

test('a header that is no row of CSV is reported at its place', () => {
  expect(head('a,"b"c\n').problems).toMatchObject([
    { code: 'seed-bad-row', location: { line: 1, column: 6 } },
  ]);
});

test('comments before the header are none of it, and count as lines', () => {
  expect(head('# made by hand\n# on Friday\na,b\n1,2\n', { comment: '#' }).found).toMatchObject({
    columns: [{ name: 'a', location: { line: 3 } }, { name: 'b' }],
    dataOffset: 31,
    dataLine: 4,
  });
});

test('without a header the columns have the names given, then numbers', () => {
  const naming: Naming = { type: 'given', names: ['id', 'n'] };
  expect(head('1,2,3\n', { naming }).found).toMatchObject({
    columns: [{ name: 'id' }, { name: 'n' }, { name: 'column_3' }],
    dataOffset: 0,
    dataLine: 1,
  });
  expect(head('', { naming }).problems).toMatchObject([{ message: '"x.csv" has no row' }]);
});

test('names are made plain where that is asked for', () => {
  const naming: Naming = { type: 'header', isNormalized: true };
  const written = ['Customer ID', 'customer-id', '', ' Größe (cm) ', '2024', 'select', 'userID'];
  const { found } = head(`${written.join(',')},${'x'.repeat(70)}\n`, { naming });
  const names = typeof found === 'object' ? found.columns.map((column) => column.name) : [];
  expect(names.slice(0, 7)).toEqual([
    'customer_id',
    'customer_id_2',
    'column_3',
    'größe_cm',
    '_2024',
    'select',
    'user_id',
  ]);
  expect(Buffer.byteLength(names[7] ?? '')).toBe(63);
});
