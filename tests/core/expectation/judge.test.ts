import { expect, test } from 'vitest';
import { compileExpectation } from '../../../src/core/expectation/compile-expectations.ts';
import { ALL_ROWS, type FactAnswer } from '../../../src/core/expectation/fact-answers.ts';
import { questionKey } from '../../../src/core/expectation/facts/fact.ts';
import { judge } from '../../../src/core/expectation/judge.ts';
import { declared, USERS } from './declare.ts';

/** The result when the database gives these answers, in the order of the facts. */
function judged(columns: string, answers: readonly (string | null | FactAnswer)[]) {
  const [expectation] = declared(`{model: users, columns: ${columns}}`);
  if (expectation === undefined) throw new Error('nothing is declared');
  const compiled = compileExpectation(expectation, USERS);
  const texts = new Map(
    compiled.questions.map((question, index): [string, FactAnswer] => {
      const answer = answers[index] ?? null;
      if (answer !== null && typeof answer !== 'string') return [questionKey(question), answer];
      const byGroup = new Map([[ALL_ROWS, answer]]);
      return [questionKey(question), { type: 'values', byGroup, ofNone: null }];
    }),
  );
  return judge(compiled, texts, { asOf: '2024-01-31', durationMs: 5 });
}

test('a result has the counts, and the percentage of the rows considered', () => {
  expect(judged('{n: [be_between: {min_value: 0, mostly: 0.8}]}', ['10', '8', '2'])).toEqual({
    id: 'users.n.be_between',
    node: 'model.shop.users',
    column: 'n',
    asOf: '2024-01-31',
    expectation: 'expect_column_values_to_be_between',
    kwargs: { column: 'n', min_value: 0, mostly: 0.8 },
    status: 'fail',
    change: undefined,
    since: undefined,
    consecutiveFailures: 0,
    elementCount: 10,
    missingCount: 2,
    unexpectedCount: 2,
    unexpectedPercent: 25,
    observedValue: undefined,
    details: undefined,
    groups: [],
    partialUnexpectedList: [],
    unexpectedKeys: [],
    failingRows: [],
    keptIn: undefined,
    storedIn: undefined,
    quarantinedIn: undefined,
    unexpectedContext: [],
    sql: undefined,
    message: '2 of 8 rows are unexpected (25 %)',
    gate: true,
    location: { file: 'e.yml', line: 1, column: 30, length: 10 },
    durationMs: 5,
  });
});

test.each([
  ['{n: [non_negative]}', ['10', '10', '0'], 'pass'],
  ['{n: [non_negative]}', ['10', '10', '1'], 'fail'],
  ['{n: [non_negative: {severity: warn}]}', ['10', '10', '1'], 'warn'],
  ['{n: [non_negative: {mostly: 0.7}]}', ['10', '10', '3'], 'pass'],
  ['{n: [non_negative: {mostly: 0.7}]}', ['10', '10', '4'], 'fail'],
  ['{n: [non_negative: {mostly: 0.7}]}', ['0', '0', '0'], 'pass'],
  ['{n: [non_negative: {error_if: "> 2"}]}', ['10', '10', '2'], 'pass'],
  ['{n: [non_negative: {error_if: "> 2"}]}', ['10', '10', '3'], 'fail'],
  ['{n: [non_negative: {warn_if: "> 0", error_if: ">= 20%"}]}', ['10', '10', '1'], 'warn'],
  ['{n: [non_negative: {warn_if: "> 0", error_if: ">= 20%"}]}', ['10', '10', '2'], 'fail'],
  ['{n: [non_negative: {warn_if: "> 0", error_if: ">= 20%"}]}', ['10', '10', '0'], 'pass'],
  ['{n: [non_negative: {warn_if: "> 1", severity: warn}]}', ['10', '10', '9'], 'warn'],
] as const)('%s with %j is %s', (columns, answers, status) => {
  expect(judged(columns, answers).status).toBe(status);
});

test('not_null counts the rows without a value, and calls none of them missing', () => {
  expect(judged('{n: [not_null]}', ['10', '10', '10', '7'])).toMatchObject({
    elementCount: 10,
    missingCount: 0,
    unexpectedCount: 3,
  });
});

test('an aggregate shows its value, exact where JSON could not hold it', () => {
  expect(
    judged('{x: [sum_to_be_between: {max_value: 5}]}', ['12345678901234567890.5', 'false']),
  ).toMatchObject({
    status: 'fail',
    observedValue: '12345678901234567890.5',
    message: 'the sum of "x" is 12345678901234567890.5, expected at most 5',
  });
  expect(
    judged('{x: [min_to_be_between: {min_value: 5, strict_min: true}]}', [null, null]),
  ).toMatchObject({
    status: 'fail',
    observedValue: null,
    message: 'there is no minimum of "x", expected above 5',
  });
});

test('a fact that the database refuses makes an error, with what it said', () => {
  const refused = { type: 'error', message: 'no such operator' } as const;
  expect(judged('{n: [non_negative: {severity: warn}]}', ['10', '10', refused])).toMatchObject({
    status: 'error',
    message: 'no such operator',
    unexpectedCount: undefined,
  });
});
