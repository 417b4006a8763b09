import { fail } from '../diagnostics/diagnostic.ts';
import { type Budget, bitsOf, checkIntegerBits } from './limits.ts';
import { formatPercent } from './percent-format.ts';
import { lengthOf } from './python-text.ts';
import type { BinaryOperator } from './syntax/syntax-tree.ts';
import { describeType, listOf, tupleOf, type Value } from './value.ts';

/** `left operator right`, with Python's meaning for numbers, texts and lists. */
export function applyOperator(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  budget: Budget,
): Value {
  const leftNumber = asNumber(left);
  const rightNumber = asNumber(right);
  if (leftNumber !== undefined && rightNumber !== undefined) {
    return typeof leftNumber === 'bigint' && typeof rightNumber === 'bigint'
      ? calculateExactly(operator, leftNumber, rightNumber)
      : calculate(operator, floatOf(leftNumber), floatOf(rightNumber));
  }
  if (operator === '+') return add(left, right, budget);
  if (operator === '%' && typeof left === 'string') return formatPercent(left, right, budget);
  if (operator === '*' && typeof rightNumber === 'bigint') return repeat(left, rightNumber, budget);
  if (operator === '*' && typeof leftNumber === 'bigint') return repeat(right, leftNumber, budget);
  return refuse(operator, left, right);
}

export function negate(operand: Value): Value {
  const number = asNumber(operand);
  if (number === undefined)
    return fail('template-type', `"-" needs a number, not ${describeType(operand)}`);
  return -number;
}

/** A boolean counts as 0 or 1, as in Python. */
export function asNumber(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? BigInt(value) : undefined;
}

function refuse(operator: string, left: Value, right: Value): never {
  const isText = typeof left === 'string' || typeof right === 'string';
  return fail(
    'template-type',
    `"${operator}" has no meaning between ${describeType(left)} and ${describeType(right)}`,
    { hint: operator === '+' && isText ? 'join texts with "~"' : undefined },
  );
}

function calculateExactly(operator: BinaryOperator, left: bigint, right: bigint): Value {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      checkIntegerBits(bitsOf(left) + bitsOf(right));
      return left * right;
    case '/':
      return divideExactly(left, notZero(right));
    case '//':
      return floorDivide(left, notZero(right));
    case '%':
      return left - floorDivide(left, notZero(right)) * right;
    case '**':
      if (right < 0n) return calculate('**', floatOf(left), floatOf(right));
      checkIntegerBits(
        left === 0n || left === 1n || left === -1n ? 0 : bitsOf(left) * Number(right),
      );
      return left ** right;
  }
}

/** The float nearest to the exact quotient, also where the integers are too large to be floats. */
function divideExactly(left: bigint, right: bigint): number {
  if (isExact(left) && isExact(right)) return Number(left) / Number(right);
  const shift = 80 - bitsOf(left) + bitsOf(right);
  const dividend = shift > 0 ? left << BigInt(shift) : left;
  const divisor = shift < 0 ? right << BigInt(-shift) : right;
  const quotient = dividend / divisor;
  const isCut = quotient * divisor !== dividend;
  // an odd last bit far below the precision of a float keeps a cut quotient from looking like a tie
  return Number(isCut ? quotient | 1n : quotient) * 2 ** -shift;
}

function isExact(integer: bigint): boolean {
  return Number.isSafeInteger(Number(integer));
}

function floatOf(number: bigint | number): number {
  const float = Number(number);
  return typeof number === 'number' || Number.isFinite(float)
    ? float
    : fail('template-type', 'an integer is too large to be a float');
}

function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

function calculate(operator: BinaryOperator, left: number, right: number): Value {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / notZero(right);
    case '//':
      return Math.floor(left / notZero(right));
    case '%': {
      const remainder = left % notZero(right);
      if (remainder === 0) return right < 0 ? -0 : 0;
      return remainder < 0 !== right < 0 ? remainder + right : remainder;
    }
    case '**':
      if (left === 0 && right < 0) return notZero(0);
      if (left < 0 && !Number.isInteger(right)) {
        return fail('template-type', 'a fractional power of a negative number is not a number');
      }
      return finitePower(left, right);
  }
}

function finitePower(base: number, exponent: number): number {
  const power = base ** exponent;
  const isOverflow = !Number.isFinite(power) && Number.isFinite(base) && Number.isFinite(exponent);
  return isOverflow ? fail('template-type', 'the power is too large to be a float') : power;
}

function notZero<Divisor extends bigint | number>(divisor: Divisor): Divisor {
  return divisor ? divisor : fail('template-type', 'division by zero');
}

function add(left: Value, right: Value, budget: Budget): Value {
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spendText(left.length + right.length);
    return left + right;
  }
  if (typeof left === 'object' && typeof right === 'object' && left !== null && right !== null) {
    if (left.kind === 'list' && right.kind === 'list') {
      budget.spend(left.items.length + right.items.length);
      return listOf([...left.items, ...right.items]);
    }
    if (left.kind === 'tuple' && right.kind === 'tuple') {
      budget.spend(left.items.length + right.items.length);
      return tupleOf([...left.items, ...right.items]);
    }
  }
  return refuse('+', left, right);
}

function repeat(value: Value, count: bigint, budget: Budget): Value {
  const times = count < 0n ? 0 : Number(count);
  if (typeof value === 'string') {
    if (value === '') return '';
    budget.spendText(lengthOf(value) * times);
    return value.repeat(times);
  }
  if (
    typeof value === 'object' &&
    value !== null &&
    (value.kind === 'list' || value.kind === 'tuple')
  ) {
    budget.spend(value.items.length * times);
    const items =
      value.items.length === 0 ? [] : Array.from({ length: times }, () => value.items).flat();
    return value.kind === 'list' ? listOf(items) : tupleOf(items);
  }
  return refuse('*', value, count);
}
