import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Expectation } from '../../../src/core/expectation/expectation.ts';
import type { ExpectationResult } from '../../../src/core/expectation/expectation-result.ts';
import { gaugeOf, measure } from '../../../src/report/html/gauge.ts';
import { declaredExpectation } from '../declared.ts';
import { expectationResult } from '../results.ts';

function gauge(result: Partial<ExpectationResult>, declared: Partial<Expectation> = {}) {
  return gaugeOf(
    expectationResult('id', { status: 'fail', ...result }),
    declaredExpectation('id', declared),
  );
}

const observed = (value: ExpectationResult['observedValue']) => ({
  unexpectedPercent: undefined,
  unexpectedCount: undefined,
  observedValue: value,
});

test('where nothing is let pass, the line is all rows', () => {
  expect(gauge({ unexpectedPercent: 25 })).toEqual({ type: 'share', value: 0.25, limits: [0] });
});

test('a limit stands in the middle, or further left where much more was found', () => {
  expect(gauge({ unexpectedPercent: 0.5 }, { mostly: 0.99 })).toEqual({
    type: 'share',
    value: 0.25,
    limits: [0.5],
  });
  expect(gauge({ unexpectedPercent: 10 }, { mostly: 0.99 })).toEqual({
    type: 'share',
    value: 10 / 11,
    limits: [1 / 11],
  });
});

test('counts have their own scale, and mixed limits none', () => {
  const limit = (amount: number, isPercent: boolean) =>
    ({ operator: '>', amount, isPercent }) as const;
  const counts = {
    type: 'limits',
    warnIf: limit(5, false),
    errorIf: limit(10, false),
  } as const;
  expect(gauge({ unexpectedPercent: 1, unexpectedCount: 15 }, { threshold: counts })).toEqual({
    type: 'share',
    value: 0.75,
    limits: [0.25, 0.5],
  });
  const mixed = { ...counts, errorIf: limit(1, true) };
  expect(
    gauge({ unexpectedPercent: 1, unexpectedCount: 15 }, { threshold: mixed }),
  ).toBeUndefined();
  const below = { ...counts, warnIf: { operator: '<', amount: 5, isPercent: false } } as const;
  expect(gauge({ unexpectedPercent: 1 }, { threshold: below })).toBeUndefined();
});

test('an observed value lies among its bounds, dates as well as numbers', () => {
  expect(gauge(observed(15), { kwargs: { min_value: 0, max_value: 10 } })).toEqual({
    type: 'range',
    value: 17.25 / 19.5,
    from: 2.25 / 19.5,
    to: 12.25 / 19.5,
  });
  expect(
    gauge(observed('2024-01-31'), { kwargs: { min_value: '2024-01-31', max_value: '2024-01-31' } }),
  ).toEqual({ type: 'range', value: 0.5, from: 0.5, to: 0.5 });
  expect(gauge(observed(7), { kwargs: { value: 7 } })).toEqual({
    type: 'range',
    value: 0.5,
    from: 0.5,
    to: 0.5,
  });
});

test('what is no number, has no bounds or was not checked has no gauge', () => {
  expect(gauge(observed(['a', 'b']), { kwargs: { min_value: 1 } })).toBeUndefined();
  expect(gauge(observed(3), { kwargs: {} })).toBeUndefined();
  expect(gauge({ status: 'error', unexpectedPercent: 2 })).toBeUndefined();
  expect(gaugeOf(expectationResult('id'), undefined)).toBeUndefined();
  expect(['', 'one', '2024', 'NaN', null, true].map(measure)).toEqual([
    undefined,
    undefined,
    2024,
    undefined,
    undefined,
    undefined,
  ]);
});

test('every place of a gauge is on the line or beyond its end, and none is NaN', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(number, number, number, (value, min, max) => {
      const found = gauge(observed(value), { kwargs: { min_value: min, max_value: max } });
      const places = found?.type === 'range' ? [found.value, found.from, found.to] : [];
      for (const place of places) expect(place >= 0 && place <= 1).toBe(true);
    }),
  );
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (percent, mostly) => {
        const found = gauge({ unexpectedPercent: percent }, { mostly });
        expect(found?.type === 'share' && found.value >= 0 && found.value <= 1).toBe(true);
      },
    ),
  );
});

test('limits that come of history are drawn, and none where nothing was compared', () => {
  const limits = (lowest: number | null, baseline: number | null) => ({
    details: { history: { baseline, lowest, highest: null, values: [] } },
  });
  expect(gauge({ ...observed(5), ...limits(10, 20) })).toEqual({
    type: 'range',
    value: 0.75 / 6.5,
    from: 5.75 / 6.5,
    to: 1,
  });
  expect(gauge({ ...observed(5), ...limits(null, null) })).toBeUndefined();
});
