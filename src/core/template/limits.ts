import { fail } from '../diagnostics/diagnostic.ts';

/** What a template may do at most, so that none can use up the machine. */
export const DEFAULT_STEP_LIMIT = 1_000_000;
const MAX_TEXT_LENGTH = 16_000_000;
const MAX_RANGE_LENGTH = 100_000;
const MAX_INTEGER_BITS = 32_768;
const MAX_VALUE_SIZE = 4_000_000;
const CHARACTERS_A_STEP = 64;

/** Counts what a template does; fails, without a place, once that is more than the limit. */
export interface Budget {
  readonly spend: (steps: number) => void;
  /** To be called before a text of this length is made. */
  readonly spendText: (length: number) => void;
}

export function createBudget(stepLimit: number): Budget {
  let left = stepLimit;
  function spend(steps: number): void {
    left -= steps;
    if (left < 0) {
      fail('template-step-limit', `the template takes more than ${stepLimit} steps`, {
        hint: 'do less in the template, and more in SQL',
      });
    }
  }
  function spendText(length: number): void {
    if (length > MAX_TEXT_LENGTH) {
      fail('template-step-limit', `a text would be longer than ${MAX_TEXT_LENGTH} characters`);
    }
    spend(Math.ceil(length / CHARACTERS_A_STEP));
  }
  return { spend, spendText };
}

/** To be called with the count of a range before it is made. */
export function checkRangeLength(length: bigint): void {
  if (length > BigInt(MAX_RANGE_LENGTH)) {
    fail(
      'template-step-limit',
      `range() would have ${length} items, not ${MAX_RANGE_LENGTH} at most`,
      { hint: 'make the rows in SQL, with generate_series()' },
    );
  }
}

/** To be called before an integer of about so many bits is made. */
export function checkIntegerBits(bits: number): void {
  if (bits > MAX_INTEGER_BITS) {
    fail('template-step-limit', `an integer would have more than ${MAX_INTEGER_BITS} bits`);
  }
}

/**
 * Counts what is seen while going through one value. Lists that hold one list twice, again and again,
 * are small to make and endless to go through.
 */
export interface Allowance {
  readonly spend: (count: number) => void;
}

export function createAllowance(): Allowance {
  let left = MAX_VALUE_SIZE;
  return {
    spend: (count) => {
      left -= count;
      if (left < 0) fail('template-step-limit', 'a value is too large to be printed or compared');
    },
  };
}

export function bitsOf(integer: bigint): number {
  return integer.toString(16).length * 4;
}
