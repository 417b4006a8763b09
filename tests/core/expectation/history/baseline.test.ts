import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAmount } from '../../../../src/core/expectation/history/amount.ts';
import { baselineOf } from '../../../../src/core/expectation/history/baseline.ts';
import {
  exact,
  formatExact,
  parseExact,
} from '../../../../src/core/expectation/history/exact-number.ts';
import type { HistoryRule } from '../../../../src/core/expectation/history/history-rule.ts';

function amounts(texts: readonly string[] | undefined) {
  return texts?.flatMap((text) => parseAmount(text) ?? []);
}

function rule(
  of: HistoryRule['of'],
  maxRise: readonly string[] | undefined,
  maxFall: readonly string[] | undefined,
): HistoryRule {
  const counts = { last: 9, atLeast: 1, same: undefined, values: 'published' } as const;
  return { of, maxRise: amounts(maxRise), maxFall: amounts(maxFall), ...counts };
}

function numbers(texts: readonly string[]) {
  return texts.map((text) => parseExact(text) ?? exact(0n));
}

function described(values: readonly string[], given: HistoryRule): string {
  const { centre, lowest, highest } = baselineOf(numbers(values), given);
  const shown = [lowest, centre, highest].map((each) =>
    each === undefined ? '-' : formatExact(each),
  );
  return shown.join(' ');
}

test.each([
  [['3', '1', '2'], rule('median', ['1'], ['1']), '1 2 3'],
  [['4', '1', '2', '3'], rule('median', ['0'], ['0']), '2.5 2.5 2.5'],
  [['4', '1'], rule('mean', ['10%'], undefined), '- 2.5 2.75'],
  [['4', '1'], rule('min', undefined, ['0']), '1 1 -'],
  [['4', '1'], rule('max', ['50%', '1'], undefined), '- 4 6'],
  [['-10'], rule('median', ['20%'], ['20%']), '-12 -10 -8'],
  [['0', '0'], rule('median', ['20%'], ['20%']), '0 0 0'],
  [['0'], rule('median', ['20%', '10'], ['20%', '10']), '-10 0 10'],
  [['1', '3'], rule('mean', ['2 sd'], ['2 sd']), '-0.82842712474 2 4.82842712474'],
  [['5', '5'], rule('mean', ['3 sd', '1%'], ['3 sd']), '5 5 5.05'],
  [
    ['9007199254740993', '9007199254740995'],
    rule('median', ['0'], ['0']),
    '9007199254740994 9007199254740994 9007199254740994',
  ],
])('%j under %j lie around %s', (values, given, limits) => {
  expect(described(values, given)).toBe(limits);
});

test('a digit beyond those of a float decides', () => {
  const { admits } = baselineOf(numbers(['9007199254740993']), rule('median', ['0'], ['0']));
  expect(numbers(['9007199254740993', '9007199254740992']).map(admits)).toEqual([true, false]);
});

test('deviations are compared by their exact squares', () => {
  // the spread is the root of 2: 3 is just within 2 ± 1 root of 1, 2 + root 2 has no decimal form
  const { admits } = baselineOf(numbers(['1', '3']), rule('mean', ['1 sd'], ['1 sd']));
  expect(numbers(['3.414213562373095', '3.414213562373096', '0.58', '0.586']).map(admits)).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

const value = fc.integer({ min: -1000, max: 1000 });
const center = fc.constantFrom('median', 'mean', 'min', 'max') satisfies fc.Arbitrary<
  HistoryRule['of']
>;

test('the order of the values does not matter', () => {
  fc.assert(
    fc.property(
      fc
        .array(value, { minLength: 1, maxLength: 9 })
        .chain((values) =>
          fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
        ),
      center,
      ([values, shuffled], of) => {
        const given = rule(of, ['10%', '2 sd'], ['3']);
        expect(described(shuffled.map(String), given)).toBe(described(values.map(String), given));
      },
    ),
  );
});

test('a wider limit admits whatever a narrower one does, and the centre always', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 2, maxLength: 9 }),
      center,
      value,
      fc.nat(50),
      fc.constantFrom('', '%', ' sd'),
      (values, of, tested, amount, unit) => {
        const of1 = [`${amount}${unit}`];
        const of2 = [`${amount + 1}${unit}`];
        const past = numbers(values.map(String));
        const narrow = baselineOf(past, rule(of, of1, of1));
        const wide = baselineOf(past, rule(of, of2, of2));
        const mine = exact(BigInt(tested));
        if (narrow.admits(mine)) expect(wide.admits(mine)).toBe(true);
        expect(narrow.admits(narrow.centre)).toBe(true);
      },
    ),
  );
});
