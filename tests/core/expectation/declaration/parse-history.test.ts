import { expect, test } from 'vitest';
import { historyJson } from '../../../../src/core/expectation/history/history-rule.ts';
import { declare } from '../declare.ts';

function historyOf(text: string) {
  const block = `model: users\ntable: [row_count_to_be_between: {history: ${text}}]`;
  const { expectations, problems } = declare(block);
  const [history] = expectations.map((each) => each.history && historyJson(each.history));
  return { history, problems };
}

test.each([
  ['{within: 20%}', { last: 1, of: 'median', within: '20%', at_least: 1, values: 'published' }],
  [
    '{last: 6, of: mean, within: [3 sd, 1%], at_least: 4}',
    { last: 6, of: 'mean', within: ['3 sd', '1%'], at_least: 4, values: 'published' },
  ],
  [
    '{last: 6, max_rise: 3 sd}',
    { last: 6, of: 'median', max_rise: '3 sd', at_least: 2, values: 'published' },
  ],
  [
    '{max_rise: 1.50, max_fall: 100%, same: weekday, values: passed}',
    {
      last: 1,
      of: 'median',
      max_rise: '1.50',
      max_fall: '100%',
      same: 'weekday',
      at_least: 1,
      values: 'passed',
    },
  ],
])('%s is read', (text, history) => {
  expect(historyOf(text)).toEqual({ history, problems: [] });
});

test.each([
  [
    '20%',
    '2:44 expectation-argument: "history" must be a map such as {last: 6, within: 20%}, not "20%"',
  ],
  [
    '{last: 6}',
    '2:35 expectation-argument: "history" must say how far a value may be from it (write within: 20%, max_rise: 20% or max_fall: 20%)',
  ],
  [
    '{within: 20%, max_fall: 5%}',
    '2:58 expectation-argument: "within" and "max_fall" both set a limit (write max_rise and max_fall)',
  ],
  [
    '{withing: 20%, within: 1}',
    '2:45 expectation-argument: "history" has no key "withing" (did you mean "within"?)',
  ],
  [
    '{within: -20%}',
    '2:53 expectation-argument: "within" must be a number, a percentage such as 20%, or deviations such as 3 sd, not "-20%"',
  ],
  [
    '{within: []}',
    '2:53 expectation-argument: "within" must be a number, a percentage such as 20%, or deviations such as 3 sd, not a list',
  ],
  [
    '{within: 20%, last: 0}',
    '2:64 expectation-argument: "last" must be a whole number from 1 to 1000, not 0',
  ],
  [
    '{within: 20%, of: avg}',
    '2:62 expectation-argument: "of" must be median, mean, min or max, not "avg"',
  ],
  [
    '{within: 20%, same: day}',
    '2:64 expectation-argument: "same" must be weekday or month, not "day"',
  ],
  [
    '{within: 20%, values: all}',
    '2:66 expectation-argument: "values" must be published or passed, not "all"',
  ],
  [
    '{within: 20%, last: 3, at_least: 4}',
    '2:77 expectation-argument: "at_least" must be between 1 and 3, the number of "last", not 4',
  ],
  [
    '{within: 3 sd, last: 3, at_least: 1}',
    '2:78 expectation-argument: "at_least" must be between 2 and 3, the number of "last", not 1',
  ],
  [
    '{within: 3 sd}',
    '2:53 expectation-argument: deviations are of several values, and "last" is 1 (write last: 6)',
  ],
])('%s is told of where it stands', (text, problem) => {
  expect(historyOf(text)).toEqual({ history: undefined, problems: [problem] });
});

test.each([
  [
    'table: [row_count_to_equal_other_table: {other_table_name: orders, history: {within: 1}}]',
    '2:68 expectation-argument: "history" compares a number, and row_count_to_equal_other_table observes none (use aggregation_to_be_between, with an aggregate of your own)',
  ],
  [
    'table: [columns_to_match_set: {column_set: [id], history: {within: 1}}]',
    '2:50 expectation-argument: "history" compares a number, and columns_to_match_set observes none (use aggregation_to_be_between, with an aggregate of your own)',
  ],
])('a check that observes no number takes none: %s', (text, problem) => {
  expect(declare(`model: users\n${text}`).problems).toEqual([problem]);
});

test('rows that are moved are none that may stay', () => {
  const block = 'columns: {n: [not_null: {on_fail: quarantine, history: {max_rise: 1}}]}';
  expect(declare(`model: users\n${block}`).problems).toEqual([
    '2:26 expectation-argument: "on_fail" moves every row that fails, and "history" says how many may stay (keep one of them)',
  ]);
});

test('every mistake in it is told of at once', () => {
  expect(historyOf('{last: x, of: avg, within: many}').problems).toHaveLength(3);
});
