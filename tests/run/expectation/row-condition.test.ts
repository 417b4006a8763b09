import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase, summary } from './checked.ts';

const SETUP = `
create table users (id integer, n integer, kind text, day date, ok boolean);
insert into users values
  (1, 1, 'a', '2024-01-30', true),
  (2, 2, 'b', '2024-01-31', false),
  (3, null, null, null, null),
  (4, 3, 'it''s', '2024-02-01', true);`;

const ROWS = [
  { n: 1, kind: 'a', ok: true },
  { n: 2, kind: 'b', ok: false },
  { n: undefined, kind: undefined, ok: undefined },
  { n: 3, kind: "it's", ok: true },
] as const;

type Row = (typeof ROWS)[number];
/** What a condition says of a row; undefined where it says nothing. */
type Truth = boolean | undefined;
/** A condition as written, and what its author means by it: in SQL, or in pandas. */
interface Written {
  readonly text: string;
  readonly holds: (row: Row, isPandas: boolean) => Truth;
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const comparison: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom(...Object.keys(COMPARISONS)), fc.integer({ min: 0, max: 4 }))
  .map(([operator, value]) => ({
    text: `col("n") ${operator} ${value}`,
    holds: ({ n }, isPandas) => {
      if (n === undefined) return isPandas ? operator === '!=' : undefined;
      return COMPARISONS[operator]?.(n, value);
    },
  }));

const member: fc.Arbitrary<Written> = fc
  .tuple(fc.boolean(), fc.subarray(['a', 'b', "it's"]))
  .map(([isNegated, values]) => ({
    text: `kind ${isNegated ? 'not in' : 'in'} [${values.map((each) => `"${each}"`).join(', ')}]`,
    holds: ({ kind }, isPandas) => {
      if (values.length === 0) return isNegated;
      if (kind === undefined) return isPandas ? isNegated : undefined;
      return values.includes(kind) !== isNegated;
    },
  }));

const other: fc.Arbitrary<Written> = fc.constantFrom<Written>(
  { text: 'col("n").isnull()', holds: ({ n }) => n === undefined },
  { text: 'kind.notnull()', holds: ({ kind }) => kind !== undefined },
  { text: '`ok`', holds: ({ ok }, isPandas) => (isPandas ? ok === true : ok) },
  {
    text: 'kind == "it\'s"',
    holds: ({ kind }, isPandas) =>
      kind === undefined ? (isPandas ? false : undefined) : kind === "it's",
  },
);

const { condition } = fc.letrec<{ condition: Written }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    comparison,
    member,
    other,
    tie('condition').map(
      (of): Written => ({
        text: `not (${of.text})`,
        holds: (row, isPandas) => not(of.holds(row, isPandas)),
      }),
    ),
    fc.tuple(tie('condition'), tie('condition')).map(
      ([a, b]): Written => ({
        text: `(${a.text}) AND ${b.text.includes(' ') ? `(${b.text})` : b.text}`,
        holds: (row, isPandas) => both(a.holds(row, isPandas), b.holds(row, isPandas)),
      }),
    ),
    fc.tuple(tie('condition'), tie('condition')).map(
      ([a, b]): Written => ({
        text: `(${a.text}) or (${b.text})`,
        holds: (row, isPandas) => either(a.holds(row, isPandas), b.holds(row, isPandas)),
      }),
    ),
  ),
}));

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}

function either(a: Truth, b: Truth): Truth {
  return not(both(not(a), not(b)));
}

test.each([
  ['great_expectations', false],
  ['pandas', true],
] as const)(
  'any condition of %s chooses the rows of which it is true',
  async (parser, isPandas) => {
    await using database = await openDatabase(SETUP);
    await fc.assert(
      fc.asyncProperty(fc.array(condition, { minLength: 1, maxLength: 20 }), async (conditions) => {
        const checks = conditions.map(({ text }, at) => ({
          row_count_to_equal: {
            value: ROWS.filter((row) => conditions[at]?.holds(row, isPandas) === true).length,
            row_condition: text,
            condition_parser: parser,
            name: `c${at}`,
          },
        }));
        const expectations = declared(JSON.stringify({ model: 'users', table: checks }));
        const results = await check(database.session, expectations);
        const wrong = results.filter(({ status }) => status !== 'pass').map(summary);
        expect(wrong, JSON.stringify(checks)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  },
);

test('row_condition chooses rows for every kind of check, and a row it says nothing of is out', async () => {
  await using database = await openDatabase(SETUP);
  const results = await check(
    database.session,
    declared(`
model: users
table:
  - row_count_to_equal: {value: 2, row_condition: 'col("n") != 2'}
  - unexpected_rows_expectation:
      unexpected_rows_query: select * from {batch} where kind = 'b'
      row_condition: 'col("n") != 2'
columns:
  n:
    - not_null: {row_condition: 'col("day") >= date("2024-01-31")', where: kind <> 'x'}
    - {be_between: {max_value: 1, row_condition: 'col("kind") == "it''s" or col("n") == 1'}}
    - {max_to_be_between: {max_value: 2, row_condition: 'not col("kind") == "it''s"'}}
    - unique: {row_condition: 'col("ok")', mostly: 0.5}
    - not_null: {name: texts_are_no_numbers, row_condition: 'col("n") == "x"'}
`),
  );
  expect(results.map(summary)).toEqual([
    'row_count_to_equal pass 2',
    'unexpected_rows_expectation pass 0 "0 unexpected rows"',
    'n.not_null pass 2/0/0',
    'n.be_between fail 2/0/1 [3]',
    'n.max_to_be_between pass 2',
    'n.unique pass 2/0/0',
    'texts_are_no_numbers error invalid input syntax for type integer: "x" (SQLSTATE 22P02)',
  ]);
});
