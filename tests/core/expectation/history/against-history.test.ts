import { expect, test } from 'vitest';
import { compileExpectation } from '../../../../src/core/expectation/compile-expectations.ts';
import { ALL_ROWS, type FactAnswer } from '../../../../src/core/expectation/fact-answers.ts';
import { questionKey } from '../../../../src/core/expectation/facts/fact.ts';
import type {
  Observation,
  PastObservation,
} from '../../../../src/core/expectation/history/past-observation.ts';
import { judge } from '../../../../src/core/expectation/judge.ts';
import type { Subject } from '../../../../src/core/expectation/subject.ts';
import { declared, USERS } from '../declare.ts';

const NOTHING: Observation = {
  observed: undefined,
  elementCount: undefined,
  missingCount: undefined,
  unexpectedCount: undefined,
};

function counts(unexpectedCount: number, elementCount = 100): Observation {
  return { observed: undefined, elementCount, missingCount: 0, unexpectedCount };
}

/** One of each month, oldest first; a number is what an aggregate observed. */
function past(values: readonly (number | string | Observation)[]): readonly PastObservation[] {
  return values.map((value, index) => ({
    asOf: `2023-0${index + 1}-28`,
    checkedAt: `2023-0${index + 1}-28T10:00:00Z`,
    whole: typeof value === 'object' ? value : { ...NOTHING, observed: value },
    groups: [],
  }));
}

type Answer = string | null | Readonly<Record<string, string>>;

/** The result, given the answers in the order of the facts; by group where they are a map. */
function judged(
  block: string,
  observations: readonly PastObservation[],
  answers: readonly Answer[],
  change: Partial<Subject> = {},
) {
  const [expectation] = declared(`{model: users, ${block}}`);
  if (expectation === undefined) throw new Error('nothing is declared');
  const compiled = compileExpectation(expectation, {
    ...USERS,
    past: { observations: new Map([[expectation.id, observations]]), accepted: new Map() },
    ...change,
  });
  const texts = new Map(
    compiled.questions.map((question, index): [string, FactAnswer] => {
      const answer = answers[index] ?? null;
      const byGroup =
        answer === null || typeof answer === 'string'
          ? new Map([[ALL_ROWS, answer]])
          : new Map(Object.entries(answer));
      // no rows are 0 rows, which no bound forbids
      const ofNone = index === 1 ? 'true' : '0';
      return [questionKey(question), { type: 'values', byGroup, ofNone }];
    }),
  );
  return judge(compiled, texts, { asOf: change.asOf ?? '2024-01-31', durationMs: 5 });
}

function rows(history: string, settings = ''): string {
  return `table: [row_count_to_be_between: {history: ${history}${settings}}]`;
}

function found(...given: Parameters<typeof judged>): string {
  const { status, message } = judged(...given);
  return `${status}${message === undefined ? '' : ` ${message}`}`;
}

const SIX = past([900, 1000, 1100, 1000, 950, 1050]);

test.each([
  ['800', 'pass'],
  ['1200', 'pass'],
  [
    '799',
    'fail it is 799, expected at least 800 and at most 1200: the median of 6 as_ofs from 2023-01-28 to 2023-06-28 is 1000',
  ],
  [
    '1201',
    'fail it is 1201, expected at least 800 and at most 1200: the median of 6 as_ofs from 2023-01-28 to 2023-06-28 is 1000',
  ],
])('%s rows after six months of about 1000', (count, result) => {
  expect(found(rows('{last: 6, within: 20%}'), SIX, [count, 'true'])).toBe(result);
});

test('severity says what a change is', () => {
  const block = rows('{max_fall: 5%}', ', severity: warn');
  expect(found(block, past([100]), ['94', 'true'])).toBe(
    'warn it is 94, expected at least 95: at 2023-01-28 it was 100',
  );
});

test('a change of the share of unexpected rows is told in points', () => {
  const block = 'columns: {n: [not_null: {history: {max_rise: 1}}]}';
  const observations = past([counts(10)]);
  expect(found(block, observations, ['100', '100', '100', '89'])).toBe(
    'pass 11 of 100 rows are unexpected (11 %)',
  );
  expect(found(block, observations, ['100', '100', '100', '88'])).toBe(
    'fail 12 of 100 rows are unexpected (12 %); it is 12 %, expected at most 11 %: at 2023-01-28 it was 10 %',
  );
});

test('a third and one point more is no rounding error', () => {
  const block = 'columns: {n: [not_null: {history: {max_rise: 1}}]}';
  expect(judged(block, past([counts(1, 3)]), ['300', '300', '300', '197']).status).toBe('pass');
  expect(judged(block, past([counts(1, 3)]), ['300000', '0', '300000', '196999']).status).toBe(
    'fail',
  );
});

test('mostly below 1, and bounds, must hold besides', () => {
  const shares = past([counts(30)]);
  const mostly = 'columns: {n: [non_negative: {mostly: 0.8, history: {max_rise: 1}}]}';
  expect(judged(mostly, shares, ['100', '100', '25']).status).toBe('fail');
  const bounds = 'table: [row_count_to_be_between: {min_value: 90, history: {within: 50%}}]';
  expect(found(bounds, past([100]), ['80', 'false'])).toBe(
    'fail the number of rows is 80, expected at least 90',
  );
  expect(found(bounds, past([200]), ['80', 'false'])).toBe(
    'fail the number of rows is 80, expected at least 90; it is 80, expected at least 100 and at most 300: at 2023-01-28 it was 200',
  );
});

test('too little history is said, and never a silent pass', () => {
  expect(found(rows('{within: 20%}'), [], ['5', 'true'])).toBe('pass no history yet: 0 of 1 value');
  expect(found(rows('{last: 6, at_least: 3, within: 20%}'), past([1, 2]), ['5', 'true'])).toBe(
    'pass no history yet: 2 of 3 values',
  );
  expect(found(rows('{last: 6, within: 3 sd}'), past([1]), ['5', 'true'])).toBe(
    'pass no history yet: 1 of 2 values',
  );
});

test('what was no number is no part of it', () => {
  const block = 'columns: {x: [mean_to_be_between: {history: {last: 6, within: 0}}]}';
  const observations = past([NOTHING, 'NaN', '12345678901234567890.5', 'Infinity']);
  expect(judged(block, observations, ['12345678901234567890.5', 'true']).status).toBe('pass');
  expect(found(block, observations, ['12345678901234567890.4', 'true'])).toBe(
    'fail it is 12345678901234567890.4, expected 12345678901234567890.5: at 2023-03-28 it was 12345678901234567890.5',
  );
});

test.each([
  [null, 'fail there is no value, expected at least 8 and at most 12: at 2023-01-28 it was 10'],
  ['"NaN"', 'fail it is NaN, expected at least 8 and at most 12: at 2023-01-28 it was 10'],
])('%j against a number does not hold', (answer, result) => {
  const block = 'columns: {x: [mean_to_be_between: {history: {within: 20%}}]}';
  expect(found(block, past([10]), [answer, 'true'])).toBe(result);
});

test('no rows are no share to compare', () => {
  const block = 'columns: {n: [not_null: {history: {max_rise: 1}}]}';
  expect(found(block, past([counts(0)]), ['0', '0', '0', '0'])).toBe('pass');
});

test('a date is no number', () => {
  const block = 'columns: {d: [max_to_be_between: {history: {within: 1}}]}';
  expect(found(block, [], ['"2024-01-31"', 'true'])).toBe(
    'error "history" compares numbers, and the value is 2024-01-31',
  );
});

test('after 0 only 0 is within a percentage', () => {
  const within = (limits: string, count: string) =>
    judged(rows(`{within: ${limits}}`), past([0]), [count, 'true']).status;
  expect([within('20%', '0'), within('20%', '1'), within('[20%, 10]', '10')]).toEqual([
    'pass',
    'fail',
    'pass',
  ]);
});

test('a result shows what it rests on', () => {
  const block =
    'table: [{row_count_to_be_between: {where: n > 0, history: {last: 6, max_fall: 50%}}}]';
  const result = judged(block, past([10, '9007199254740993']), ['7', 'true']);
  expect(result.kwargs).toEqual({
    history: { last: 6, of: 'median', max_fall: '50%', at_least: 1, values: 'published' },
  });
  expect(result.details).toEqual({
    history: {
      baseline: '4503599627370501.5',
      lowest: '2251799813685250.75',
      highest: null,
      values: [
        { as_of: '2023-01-28', value: 10 },
        { as_of: '2023-02-28', value: '9007199254740993' },
      ],
      where: 'n > 0',
    },
  });
});

test('of what knows no as_of the times are told', () => {
  const observations = past([10, 20]).map((each) => ({ ...each, asOf: undefined }));
  const result = judged(rows('{last: 2, within: 1}'), observations, ['7', 'true']);
  expect(result.message).toBe(
    'it is 7, expected at least 14 and at most 16: the median of 2 earlier values is 15',
  );
  expect(result.details).toMatchObject({
    history: { values: [{ checked_at: '2023-01-28T10:00:00Z', value: 10 }, {}] },
  });
});

test('a season needs an as_of', () => {
  expect(found(rows('{same: month, within: 1}'), past([1]), [], { asOf: undefined })).toBe(
    'error "same: month" needs an as_of, and none is checked',
  );
});

/** What was observed of groups of `d`, by month. */
function grouped(...months: readonly Readonly<Record<string, number>>[]) {
  return past(months.map(() => NOTHING)).map((each, index) => ({
    ...each,
    groups: Object.entries(months[index] ?? {}).map(([n, observed]) => ({
      ...NOTHING,
      group: { n: Number(n) },
      observed,
    })),
  }));
}

const BY_N = rows('{last: 3, within: 20%}', ', group_by: n');

test('each group is held against its own history', () => {
  const answers = { '{"n" : 1}': '100', '{"n" : 2}': '10', '{"n" : 3}': '5' };
  const holds = { '{"n" : 1}': 'true', '{"n" : 2}': 'true', '{"n" : 3}': 'true' };
  const result = judged(BY_N, grouped({ 1: 100, 2: 20 }, { 1: 90 }), [answers, holds, answers]);
  expect(result.status).toBe('fail');
  expect(result.message).toBe(
    '1 of 3 groups do not hold; n=2: it is 10, expected at least 16 and at most 24: at 2023-01-28 it was 20',
  );
  expect(result.groups.map(({ group, status, message }) => [group, status, message])).toEqual([
    [{ n: 2 }, 'fail', 'it is 10, expected at least 16 and at most 24: at 2023-01-28 it was 20'],
    [{ n: 1 }, 'pass', undefined],
    [{ n: 3 }, 'pass', 'no history yet: 0 of 1 value'],
  ]);
});

test('a group that is gone is found, until its history is of none', () => {
  const answers = { '{"n" : 1}': '100' };
  const holds = { '{"n" : 1}': 'true' };
  const gone = judged(BY_N, grouped({ 1: 100, 2: 20 }), [answers, holds, answers]);
  expect(gone.message).toBe(
    '1 of 2 groups do not hold; n=2: it is 0, expected at least 16 and at most 24: at 2023-01-28 it was 20',
  );
  const forgotten = judged(BY_N, grouped({ 1: 100, 2: 0 }), [answers, holds, answers]);
  expect(forgotten.groups.map(({ group }) => group)).toEqual([{ n: 1 }]);
});

test('groups without history are said to have none', () => {
  const answers = { '{"n" : 1}': '100' };
  const result = judged(BY_N, [], [answers, { '{"n" : 1}': 'true' }, answers]);
  expect([result.status, result.message]).toEqual(['pass', 'no history yet of 1 of 1 group']);
});

test('groups of other columns are no history of these', () => {
  const observations = past([NOTHING]).map((each) => ({
    ...each,
    groups: [{ ...NOTHING, group: { n: 1, id: 'a' }, observed: 5 }],
  }));
  const answers = { '{"n" : 1}': '100' };
  const result = judged(BY_N, observations, [answers, { '{"n" : 1}': 'true' }, answers]);
  expect(result.groups.find(({ group }) => group['n'] === 1 && !('id' in group))?.message).toBe(
    'no history yet: 0 of 1 value',
  );
});

test('more groups than a result remembers have no history', () => {
  const answers = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`{"n" : ${n}}`, '1']));
  expect(found(BY_N, [], [answers, answers, answers])).toBe(
    'error "history" remembers 100 groups, and "group_by" makes 101',
  );
});

test('what results mask is no history', () => {
  const masked = { masked: ['n', 'id'] };
  const within = 'history: {within: 1}';
  expect([
    found(`columns: {n: [mean_to_be_between: {${within}}]}`, [], [], masked),
    found(`table: [aggregation_to_be_between: {expression: sum(n), ${within}}]`, [], [], masked),
    found(`table: [row_count_to_be_between: {${within}, group_by: id}]`, [], [], masked),
    found(`columns: {n: [not_null: {${within}}]}`, [], ['1', '1', '1', '1'], masked),
    found(`columns: {x: [mean_to_be_between: {${within}}]}`, [], ['1', 'true'], masked),
  ]).toEqual([
    'error "history" needs values that results show, and what is observed of a masked column is masked',
    'error "history" needs values that results show, and what is observed of a masked column is masked',
    'error "history" needs groups that results show, and "id" is masked',
    'pass no history yet: 0 of 1 value',
    'pass no history yet: 0 of 1 value',
  ]);
});
