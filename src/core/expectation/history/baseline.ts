import type { Amount } from './amount.ts';
import {
  absolute,
  add,
  compareExact,
  divideBy,
  type ExactNumber,
  exact,
  multiply,
  negate,
  parseExact,
  subtract,
  sum,
  toNumber,
} from './exact-number.ts';
import type { Centre, HistoryRule } from './history-rule.ts';

/** What earlier values come to, and how far from that a value may be. */
export interface Baseline {
  readonly centre: ExactNumber;
  /** The limits as numbers to show; undefined where there is none. */
  readonly lowest: ExactNumber | undefined;
  readonly highest: ExactNumber | undefined;
  readonly admits: (value: ExactNumber) => boolean;
}

/** There must be a value at least, and two where the rule speaks of deviations. */
export function baselineOf(values: readonly ExactNumber[], rule: HistoryRule): Baseline {
  const centre = centreOf(values, rule.of);
  const variance = values.length < 2 ? exact(0n) : varianceOf(values);
  const around = { centre, variance };
  const { maxRise, maxFall } = rule;
  return {
    centre,
    lowest: maxFall && add(centre, negate(widest(maxFall, around))),
    highest: maxRise && add(centre, widest(maxRise, around)),
    admits(value) {
      const distance = subtract(value, centre);
      const amounts = distance.numerator < 0n ? maxFall : maxRise;
      return amounts === undefined || amounts.some((amount) => isWithin(distance, amount, around));
    },
  };
}

interface Around {
  readonly centre: ExactNumber;
  readonly variance: ExactNumber;
}

/** Deviations are compared by their squares: a root has no exact value. */
function isWithin(distance: ExactNumber, amount: Amount, around: Around): boolean {
  if (amount.unit !== 'deviations') {
    return compareExact(absolute(distance), widthOf(amount, around)) <= 0;
  }
  const times = numberIn(amount);
  const allowed = multiply(multiply(times, times), around.variance);
  return compareExact(multiply(distance, distance), allowed) <= 0;
}

function widest(amounts: readonly Amount[], around: Around): ExactNumber {
  const widths = amounts.map((amount) => widthOf(amount, around));
  return widths.sort(compareExact).at(-1) ?? exact(0n);
}

function widthOf(amount: Amount, { centre, variance }: Around): ExactNumber {
  const number = numberIn(amount);
  switch (amount.unit) {
    case 'own':
      return number;
    case 'percent':
      return divideBy(multiply(number, absolute(centre)), 100);
    case 'deviations':
      return multiply(number, rootOf(variance));
  }
}

/** To be shown, so the digits that mean something. */
function rootOf(value: ExactNumber): ExactNumber {
  return parseExact(String(Number(Math.sqrt(toNumber(value)).toPrecision(12)))) ?? exact(0n);
}

function numberIn({ amount }: Amount): ExactNumber {
  return parseExact(amount) ?? exact(0n);
}

function centreOf(values: readonly ExactNumber[], of: Centre): ExactNumber {
  const sorted = values.toSorted(compareExact);
  const at = (index: number) => sorted.at(index) ?? exact(0n);
  switch (of) {
    case 'min':
      return at(0);
    case 'max':
      return at(-1);
    case 'mean':
      return divideBy(sum(values), values.length);
    case 'median': {
      const middle = Math.floor(values.length / 2);
      return values.length % 2 === 1 ? at(middle) : divideBy(add(at(middle - 1), at(middle)), 2);
    }
  }
}

/** Of a sample. */
function varianceOf(values: readonly ExactNumber[]): ExactNumber {
  const mean = divideBy(sum(values), values.length);
  const squares = values.map((value) => {
    const distance = subtract(value, mean);
    return multiply(distance, distance);
  });
  return divideBy(sum(squares), values.length - 1);
}
