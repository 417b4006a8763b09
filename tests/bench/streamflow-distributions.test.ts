import { describe, expect, test } from 'vitest';
import { columnOf, committedSeeds, numbersOf, readMonth } from './streamflow-records.ts';

const january = readMonth(committedSeeds, 'month_000');
const february = readMonth(committedSeeds, 'month_001');

const { users, subscriptions, usage_agg_30d: usage } = january;
const service = columnOf(subscriptions, 'net_service');
const contract = columnOf(subscriptions, 'contract_type');
const tv = columnOf(subscriptions, 'plan_stream_tv');
const movies = columnOf(subscriptions, 'plan_stream_movies');
const fee = numbersOf(subscriptions, 'monthly_fee');
const months = numbersOf(subscriptions, 'months_active');
const churned = columnOf(january.labels, 'churn_label').map((cell) => cell === 'True');

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
};
const share = (values: readonly boolean[]) => mean(values.map(Number));
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const at = <T>(values: readonly T[], i: number): T => {
  const value = values[i];
  if (value === undefined) throw new Error(`there is no row ${i}`);
  return value;
};
const where = (values: readonly number[], holds: (row: number) => boolean) =>
  values.filter((_, row) => holds(row));

/** Within so many standard errors of a mean of `count` values: 4 is far beyond chance, and far below a wrong law. */
const around = (value: number, expected: number, spread: number, count: number) =>
  expect(Math.abs(value - expected)).toBeLessThan((4 * spread) / Math.sqrt(count));

describe('the subscription', () => {
  test('is active for 0 to 72 months, about 32.4', () => {
    around(mean(months), 32.4, 24.6, months.length);
    expect(deviation(months)).toBeCloseTo(24.6, 0);
    expect([Math.min(...months), Math.max(...months)]).toEqual([0, 72]);
  });

  test.each([
    ['Month-to-month', 12],
    ['One year', 44],
    ['Two year', 64],
  ])('with contract %s is active for %i months in the median', (type, expected) => {
    const active = where(months, (row) => contract[row] === type);
    expect(Math.abs((median(active) ?? 0) - expected)).toBeLessThanOrEqual(1);
  });

  test('costs a multiple of 0.05 between 18.25 and 118.75', () => {
    expect(fee.filter((value) => Math.round(value * 100) % 5 !== 0)).toEqual([]);
    expect(Math.min(...fee)).toBeGreaterThanOrEqual(18.25);
    expect(Math.max(...fee)).toBeLessThanOrEqual(118.75);
  });

  test.each([
    ['No', 0, 21.08, 2.16],
    ['DSL', 0, 47.8, 11.5],
    ['DSL', 1, 61.2, 12.6],
    ['DSL', 2, 73.0, 13.8],
    ['Fiber optic', 0, 77.1, 6.2],
    ['Fiber optic', 1, 89.3, 6.4],
    ['Fiber optic', 2, 103.0, 6.8],
  ])('with service %s and %i streams costs about %d', (name, streams, expected, spread) => {
    const streamsOf = (row: number) => Number(tv[row] === 'True') + Number(movies[row] === 'True');
    const fees = where(fee, (row) => service[row] === name && streamsOf(row) === streams);
    around(mean(fees), expected, spread, fees.length);
    expect(deviation(fees) / spread).toBeGreaterThan(0.93);
    expect(deviation(fees) / spread).toBeLessThan(1.07);
  });

  test('was paid for months × fee, give or take 5 %, and 0.0 at 0 months', () => {
    const paid = columnOf(subscriptions, 'total_paid');
    const ratios = months.flatMap((active, row) =>
      active === 0 ? [] : [Number(paid[row]) / (active * at(fee, row)) - 1],
    );
    around(mean(ratios), 0, 0.0535, ratios.length);
    expect(deviation(ratios)).toBeCloseTo(0.0535, 2);
    expect(new Set(paid.filter((_, row) => months[row] === 0))).toEqual(new Set(['0.0']));
  });

  test('began as many months before as it is active', () => {
    const begun = columnOf(users, 'signup_date').map((date) => {
      const [year, month] = date.split('-').map(Number);
      return (2024 - (year ?? 0)) * 12 + 1 - (month ?? 0);
    });
    expect(begun).toEqual(months);
  });
});

describe('January', () => {
  test('watch hours follow the fee', () => {
    const noise = numbersOf(usage, 'watch_hours_30d').map(
      (hours, row) => hours - 20 - 0.15 * at(fee, row),
    );
    around(mean(noise), 0, 5, noise.length);
    expect(deviation(noise)).toBeCloseTo(5, 0);
  });

  test.each([
    ['unique_devices_30d', 2, Math.sqrt(2 / 3)],
    ['skips_7d', 5, Math.sqrt(5)],
  ])('%s have a mean of %d', (column, expected, spread) => {
    const values = numbersOf(usage, column);
    around(mean(values), expected, spread, values.length);
    expect(deviation(values) / spread).toBeCloseTo(1, 1);
  });

  test('rebuffers are one more on DSL', () => {
    const rebuffers = numbersOf(usage, 'rebuffer_events_7d');
    const dsl = where(rebuffers, (row) => service[row] === 'DSL');
    const others = where(rebuffers, (row) => service[row] !== 'DSL');
    around(mean(dsl), 3, Math.SQRT2, dsl.length);
    around(mean(others), 2, Math.SQRT2, others.length);
    expect(Math.min(...dsl)).toBe(1);
  });

  test('payments fail and tickets are opened at their rates', () => {
    const failed = numbersOf(january.payments_agg_90d, 'failed_payments_90d');
    const tickets = numbersOf(january.support_agg_90d, 'support_tickets_90d');
    around(mean(failed), 3 * 0.054, Math.sqrt(3 * 0.054 * 0.946), failed.length);
    expect(Math.max(...failed)).toBeLessThanOrEqual(3);
    around(mean(tickets), 0.3, Math.sqrt(0.3), tickets.length);
  });

  test('tickets take about 10 hours, never less than 1, even where there are none', () => {
    const hours = numbersOf(january.support_agg_90d, 'ticket_avg_resolution_hrs_90d');
    around(mean(hours), 10, 4, hours.length);
    expect(deviation(hours)).toBeCloseTo(4, 0);
    expect(Math.min(...hours)).toBe(1);
  });

  test('26.54 % churn, and whoever knows the law can tell whom', () => {
    expect(churned.filter(Boolean)).toHaveLength(1869);
    const senior = columnOf(users, 'user_is_senior');
    const dependents = columnOf(users, 'has_dependents');
    const paperless = columnOf(subscriptions, 'paperless_billing');
    const logits = months.map(
      (active, row) =>
        -2.396 -
        0.727 * Math.log(1 + active) +
        (contract[row] === 'Month-to-month' ? 1.955 : 0) +
        (contract[row] === 'One year' ? 1.097 : 0) +
        (service[row] === 'Fiber optic' ? 1.853 : 0) +
        (service[row] === 'DSL' ? 0.853 : 0) +
        (paperless[row] === 'True' ? 0.401 : 0) +
        (senior[row] === 'True' ? 0.326 : 0) -
        (dependents[row] === 'True' ? 0.143 : 0) +
        (tv[row] === 'True' ? 0.344 : 0) +
        (movies[row] === 'True' ? 0.361 : 0),
    );
    const order = logits.map((_, row) => row).sort((a, b) => at(logits, a) - at(logits, b));
    const decile = (n: number) => order.slice(n * 704, (n + 1) * 704);
    for (const n of [0, 3, 6, 9]) {
      const expected = mean(decile(n).map((row) => 1 / (1 + Math.exp(-at(logits, row)))));
      const observed = share(decile(n).map((row) => at(churned, row)));
      expect(Math.abs(observed - expected)).toBeLessThan(0.06);
    }
    expect(areaUnderCurve(order.map((row) => at(churned, row)))).toBeGreaterThan(0.82);
    const later = columnOf(february.labels, 'churn_label');
    expect(areaUnderCurve(order.map((row) => later[row] === 'True'))).toBeLessThan(0.62);
  });
});

describe('February', () => {
  const before = numbersOf(usage, 'watch_hours_30d');
  const watched = numbersOf(february.usage_agg_30d, 'watch_hours_30d');
  const failed = numbersOf(february.payments_agg_90d, 'failed_payments_90d');
  const tickets = numbersOf(february.support_agg_90d, 'support_tickets_90d');

  test('watch hours are N(.98, .03) of those of January', () => {
    const ratios = watched.map((hours, row) => hours / at(before, row));
    around(mean(ratios), 0.98, 0.03, ratios.length);
    expect(deviation(ratios)).toBeCloseTo(0.03, 2);
  });

  test('counts only grow, rebuffers by Poisson(.3), the others by one', () => {
    const grown = (
      after: readonly number[],
      table: Parameters<typeof numbersOf>[0],
      name: string,
    ) => numbersOf(table, name).map((count, row) => at(after, row) - count);
    const rebuffers = grown(
      numbersOf(february.usage_agg_30d, 'rebuffer_events_7d'),
      usage,
      'rebuffer_events_7d',
    );
    around(mean(rebuffers), 0.3, Math.sqrt(0.3), rebuffers.length);
    expect(Math.min(...rebuffers)).toBe(0);
    const failures = grown(failed, january.payments_agg_90d, 'failed_payments_90d');
    const opened = grown(tickets, january.support_agg_90d, 'support_tickets_90d');
    expect(new Set([...failures, ...opened])).toEqual(new Set([0, 1]));
  });

  test('churn grows with tickets, failed payments and little watching', () => {
    const labels = columnOf(february.labels, 'churn_label').map((cell) => cell === 'True');
    for (const [trouble, unpaid, bored] of [
      [false, false, false],
      [true, false, false],
      [false, true, false],
      [false, false, true],
      [true, false, true],
    ]) {
      const rows = labels.filter(
        (_, row) =>
          at(tickets, row) >= 1 === trouble &&
          at(failed, row) >= 1 === unpaid &&
          at(watched, row) < 29.2 === bored,
      );
      const expected = 0.1 + (trouble ? 0.15 : 0) + (unpaid ? 0.15 : 0) + (bored ? 0.14 : 0);
      around(share(rows), expected, Math.sqrt(expected * (1 - expected)), rows.length);
    }
  });
});

/** The chance that one who churned stands after one who did not, in this order. */
function areaUnderCurve(inOrder: readonly boolean[]): number {
  let before = 0;
  let pairs = 0;
  for (const positive of inOrder) {
    if (positive) pairs += before;
    else before += 1;
  }
  return pairs / (before * (inOrder.length - before));
}
