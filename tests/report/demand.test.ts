import { expect, test } from 'vitest';
import type { Expectation } from '../../src/core/expectation/expectation.ts';
import { CHECKS } from '../../src/core/expectation/registry.ts';
import { describeDemand } from '../../src/report/demand.ts';
import { describeSeverity, describeTolerance } from '../../src/report/tolerance.ts';
import { declaredExpectation } from './declared.ts';
import { expectationResult } from './results.ts';

test('a check without arguments demands what its description says', () => {
  const demands = CHECKS.map(({ name, fullName: expectation, description }) => [
    describeDemand(
      expectationResult('id', { expectation }),
      declaredExpectation('id', { check: name }),
    ),
    description,
  ]);
  expect(demands.filter(([demand, description]) => demand !== description)).toEqual([]);
});

test.each([
  [
    'be_between',
    { min_value: 0, max_value: 120, strict_max: true },
    'every value is at least 0 and below 120',
  ],
  ['max_to_be_between', { max_value: '2024-01-31' }, 'the greatest value is at most 2024-01-31'],
  ['row_count_to_be_between', { min_value: 1 }, 'the number of rows is at least 1'],
  ['row_count_to_equal', { value: 7043 }, 'there are exactly 7043 rows'],
  [
    'value_lengths_to_be_between',
    { min_value: 1, max_value: 5 },
    'every value has at least 1 and at most 5 characters',
  ],
  ['value_lengths_to_equal', { value: 2 }, 'every value has 2 characters'],
  ['be_in_set', { value_set: ['a', 2] }, 'every value is one of "a", 2'],
  [
    'not_be_in_set',
    { value_set: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    'no value is one of 1, 2, 3, 4, 5, 6, 7, 8 … (9 in all)',
  ],
  [
    'distinct_values_to_be_in_set',
    { value_set: ['x'] },
    'all different values of the column are among "x"',
  ],
  ['match_regex', { regex: '^\\d+$' }, 'in every value a part matches "^\\d+$"'],
  ['match_like_pattern', { like_pattern: 'a%' }, 'every value matches "a%"'],
  ['expression_is_true', { expression: 'a < b' }, 'a < b is true of every row'],
  ['relationships', { to: 'users', field: 'id' }, 'every value exists in users.id'],
  [
    'column_pair_values_a_to_be_greater_than_b',
    { column_A: 'until', column_B: 'since', or_equal: true },
    'in every row until is greater than or equal to since',
  ],
  [
    'compound_columns_to_be_unique',
    { column_list: ['a', 'b'] },
    'no two rows have the same values in "a", "b"',
  ],
  [
    'columns_to_match_set',
    { column_set: ['a'], exact_match: false },
    'the relation has the columns of a set, and with exact_match no others (column_set: "a", exact_match: false)',
  ],
] as const)('%s says its arguments', (check, kwargs, demand) => {
  const declared = declaredExpectation('id', { check, kwargs });
  expect(describeDemand(expectationResult('id'), declared)).toBe(demand);
});

test('a condition on the rows is part of the demand', () => {
  const declared = declaredExpectation('id', { where: "status = 'open'" });
  expect(describeDemand(expectationResult('id'), declared)).toBe(
    "no value is NULL, of rows where status = 'open'",
  );
});

test('what is not declared in YAML is said by what the result holds', () => {
  const query = expectationResult('id', { expectation: 'unexpected_rows_expectation' });
  expect(describeDemand(query, undefined)).toBe('a select returns no row');
  const gone = expectationResult('id', { kwargs: { column: 'a', min_value: 1 } });
  expect(describeDemand(gone, undefined)).toBe(
    'expect column values to not be null (min_value: 1)',
  );
});

test('how much is let pass, and what it comes to otherwise', () => {
  const over = (amount: number, isPercent: boolean) =>
    ({ operator: '>', amount, isPercent }) as const;
  const both = { type: 'limits', warnIf: over(10, false), errorIf: over(1.5, true) } as const;
  const none = { type: 'severity', severity: 'warn' } as const;
  expect([
    describeTolerance({ mostly: 1, threshold: none }),
    describeTolerance({ mostly: 0.99, threshold: none }),
    describeTolerance({ mostly: 1, threshold: both }),
    describeSeverity(none),
    describeSeverity(both),
    describeSeverity({ ...both, warnIf: undefined }),
    describeSeverity({ ...both, errorIf: undefined }),
  ]).toEqual([
    'none may be unexpected',
    'at most 1 % may be unexpected',
    'warns at > 10, fails at > 1.5 %',
    'warn',
    'warn, then error',
    'error',
    'warn',
  ]);
});

test('what is held against history says so', () => {
  const history = {
    last: 6,
    of: 'median',
    maxRise: [{ unit: 'percent', amount: '20' }],
    maxFall: [{ unit: 'percent', amount: '20' }],
    same: undefined,
    atLeast: 1,
    values: 'published',
  } as const;
  const rise = {
    ...history,
    last: 1,
    maxRise: [
      { unit: 'own', amount: '1' },
      { unit: 'deviations', amount: '3' },
    ],
    maxFall: undefined,
    same: 'weekday',
  } as const;
  const demand = (check: string, declared: Partial<Expectation>) =>
    describeDemand(
      expectationResult('id', { expectation: `expect_table_${check}` }),
      declaredExpectation('id', { check, ...declared }),
    );
  expect(demand('row_count_to_be_between', { history })).toBe(
    'the number of rows is within 20% of the median of the last 6 values',
  );
  expect(demand('row_count_to_be_between', { history, kwargs: { min_value: 1 } })).toBe(
    'the number of rows is at least 1, within 20% of the median of the last 6 values',
  );
  const severity = { threshold: { type: 'severity', severity: 'error' } } as const;
  expect([
    describeTolerance({ ...severity, mostly: 1, history: rise }),
    describeTolerance({ ...severity, mostly: 0.9, history }),
  ]).toEqual([
    'at most 1 or 3 sd above the last value of the same weekday',
    'at most 10 % may be unexpected, within 20% of the median of the last 6 values',
  ]);
});
