import { expect, test } from 'vitest';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase, summary } from './checked.ts';

const SETUP = `
create table users (id integer, x double precision, inf double precision, n numeric, void integer);
insert into users values
  (1, 'NaN', 'Infinity', 'NaN', null), (2, 1, 1, 1, null), (3, 2, 2, 2, null), (4, 100, 3, 100, null);`;

/** What is found of checks of columns of `users`, which have no bound but those that are given. */
async function found(columns: string): Promise<readonly string[]> {
  await using database = await openDatabase(SETUP);
  const results = await check(database.session, declared(`{model: users, columns: {${columns}}}`));
  return results.map(summary);
}

test('an aggregate without a value does not hold, even where no bound is given', async () => {
  const aggregates = ['min', 'max', 'sum', 'mean', 'median', 'stdev'];
  const checks = aggregates.map((name) => `${name}_to_be_between`).join(', ');
  expect(await found(`void: [${checks}]`)).toEqual(
    aggregates.map((name) => `void.${name}_to_be_between fail null`),
  );
  const quantiles = '{quantile_ranges: {quantiles: [0.5], value_ranges: [[null, null]]}}';
  expect(await found(`void: [quantile_values_to_be_between: ${quantiles}]`)).toEqual([
    'void.quantile_values_to_be_between fail {"quantiles":[0.5],"values":[null]}',
  ]);
});

test('an aggregate that is NaN holds within no bounds', async () => {
  const above = '{min_value: 0}';
  expect(
    await found(`
      x: [max_to_be_between: ${above}, sum_to_be_between, mean_to_be_between: ${above}],
      n: [max_to_be_between, mean_to_be_between: ${above}],
      inf: [max_to_be_between: ${above}, stdev_to_be_between: ${above}]`),
  ).toEqual([
    'x.max_to_be_between fail "NaN"',
    'x.sum_to_be_between fail "NaN"',
    'x.mean_to_be_between fail "NaN"',
    'n.max_to_be_between fail "NaN"',
    'n.mean_to_be_between fail "NaN"',
    'inf.max_to_be_between pass "Infinity"',
    'inf.stdev_to_be_between fail "NaN"',
  ]);
});

test('a number of values is 0 where there is none, and without a bound that is well', async () => {
  const none = '{max_value: 0, where: id > 4}';
  expect(
    await found(`
      void: [unique_value_count_to_be_between, proportion_of_unique_values_to_be_between],
      x: [unique_value_count_to_be_between: ${none}, proportion_of_non_null_values_to_be_between: ${none}]`),
  ).toEqual([
    'void.unique_value_count_to_be_between pass 0',
    'void.proportion_of_unique_values_to_be_between pass 0',
    'x.unique_value_count_to_be_between pass 0',
    'x.proportion_of_non_null_values_to_be_between pass 0',
  ]);
});

test('of a deviation that is NaN no value is too far away', async () => {
  const threshold = '{threshold: 1, double_sided: true}';
  expect(
    await found(`
      x: [value_z_scores_to_be_less_than: ${threshold}, not_be_outliers: {method: std}],
      n: [value_z_scores_to_be_less_than: ${threshold}, not_be_outliers: {method: std}],
      inf: [not_be_outliers: {multiplier: 0}]`),
  ).toEqual([
    'x.value_z_scores_to_be_less_than pass 4/0/0',
    'x.not_be_outliers pass 4/0/0',
    'n.value_z_scores_to_be_less_than pass 4/0/0',
    'n.not_be_outliers pass 4/0/0',
    'inf.not_be_outliers pass 4/0/0',
  ]);
});
