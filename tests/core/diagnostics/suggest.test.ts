import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../../src/core/diagnostics/suggest.ts';

test.each([
  ['ordesr', ['orders', 'order_items'], 'orders'],
  ['biuld', ['build', 'seed'], 'build'],
  ['Orders', ['orders'], 'orders'],
  ['od', ['do'], 'do'],
  ['order', ['orders'], 'orders'],
  ['customers', ['orders'], undefined],
  ['ab', ['cd'], undefined],
])('of %s and %j the nearest is %s', (name, candidates, near) => {
  expect(nearest(name, candidates)).toBe(near);
});

test('when nothing is near, a short list is shown and a long one is not', () => {
  expect(didYouMean('x', ['orders'])).toBe('there is "orders"');
  expect(didYouMean('x', ['orders', 'users'])).toBe('there are "orders", "users"');
  expect(
    didYouMean(
      'x',
      Array.from({ length: 13 }, (_, n) => `name${n}`),
    ),
  ).toBeUndefined();
});
