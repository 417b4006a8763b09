import { DAY, type Micros } from './instant.ts';
import type { ParameterOperator } from './parameter-expression.ts';

/** What an expression computes with. */
export type Quantity =
  | { readonly type: 'number'; readonly value: number }
  /** Of a date only where all that it comes from are whole days. */
  | { readonly type: 'time'; readonly micros: Micros; readonly isDate: boolean }
  | { readonly type: 'duration'; readonly micros: Micros };

/** undefined where the operator does not join the two; nothing is divided by zero here. */
export function joinQuantities(
  operator: ParameterOperator,
  left: Quantity,
  right: Quantity,
): Quantity | undefined {
  if (left.type === 'number' && right.type === 'number') {
    return { type: 'number', value: compute(operator, left.value, right.value) };
  }
  switch (operator) {
    case '+':
      if (left.type === 'duration' && right.type === 'duration') {
        return { type: 'duration', micros: left.micros + right.micros };
      }
      return shifted(left, right, 1n) ?? shifted(right, left, 1n);
    case '-':
      if (left.type === right.type && left.type !== 'number' && right.type !== 'number') {
        return { type: 'duration', micros: left.micros - right.micros };
      }
      return shifted(left, right, -1n);
    case '*':
      return scaled(left, right, '*') ?? scaled(right, left, '*');
    case '/':
      if (left.type === 'duration' && right.type === 'duration') {
        return { type: 'number', value: Number(left.micros) / Number(right.micros) };
      }
      return scaled(left, right, '/');
  }
}

function compute(operator: ParameterOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
  }
}

function shifted(time: Quantity, by: Quantity, sign: bigint): Quantity | undefined {
  if (time.type !== 'time' || by.type !== 'duration') return undefined;
  const isDate = time.isDate && by.micros % DAY === 0n;
  return { type: 'time', micros: time.micros + sign * by.micros, isDate };
}

function scaled(duration: Quantity, by: Quantity, operator: '*' | '/'): Quantity | undefined {
  if (duration.type !== 'duration' || by.type !== 'number') return undefined;
  const micros = Math.round(compute(operator, Number(duration.micros), by.value));
  return Number.isSafeInteger(micros) ? { type: 'duration', micros: BigInt(micros) } : undefined;
}

export function isZero(quantity: Quantity): boolean {
  if (quantity.type === 'number') return quantity.value === 0;
  return quantity.type === 'duration' && quantity.micros === 0n;
}

/** `a number` */
export function titleOf(quantity: Quantity): string {
  return `a ${quantity.type}`;
}
