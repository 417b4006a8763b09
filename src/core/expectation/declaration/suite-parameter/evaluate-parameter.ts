import type { Json } from '../../../diagnostics/json.ts';
import { DAY, microsText, readMicros } from './instant.ts';
import type { NamedArgument, ParameterExpression } from './parameter-expression.ts';
import type { ParsedParameter } from './parse-parameter.ts';
import { isZero, joinQuantities, type Quantity, titleOf } from './quantity.ts';

/** What the names in an expression stand for. */
export interface ParameterValues {
  readonly get: (name: string) => Json;
  /** ISO 8601, without a zone. */
  readonly now: string;
}

type Call = Extract<ParameterExpression, { type: 'call' }>;

/**
 * A name alone is whatever it stands for; an expression comes to a number, a date or a time.
 * What cannot be computed is a DiagnosticError at its place.
 */
export function evaluateParameter(
  { expression, reader }: ParsedParameter,
  values: ParameterValues,
): Json {
  if (expression.type === 'name') return values.get(expression.name);
  const result = evaluate(expression);
  switch (result.type) {
    case 'number':
      return result.value;
    case 'duration':
      return reader.refuseToken(expression.token, 'the result is a duration, and no value');
    case 'time': {
      const text = microsText(result.micros);
      if (text === undefined) {
        return reader.refuseToken(expression.token, 'the result lies beyond the years 1 to 9999');
      }
      return result.isDate ? text.slice(0, 10) : text;
    }
  }

  function evaluate(part: ParameterExpression): Quantity {
    switch (part.type) {
      case 'number':
        return numberAt(part.value, part);
      case 'name':
        return quantityOf(values.get(part.name), part);
      case 'negation': {
        const of = evaluate(part.of);
        if (of.type === 'number') return { type: 'number', value: -of.value };
        if (of.type === 'duration') return { type: 'duration', micros: -of.micros };
        return reader.refuseToken(part.token, 'a time has no negative');
      }
      case 'operation': {
        const [left, right] = [evaluate(part.left), evaluate(part.right)];
        if (part.operator === '/' && isZero(right)) {
          return reader.refuseToken(part.token, 'something is divided by zero');
        }
        const found = joinQuantities(part.operator, left, right);
        if (found === undefined) {
          const message = `"${part.operator}" does not join ${titleOf(left)} and ${titleOf(right)}`;
          return reader.refuseToken(part.token, message);
        }
        return found.type === 'number' ? numberAt(found.value, part) : found;
      }
      case 'call':
        return call(part);
    }
  }

  function numberAt(value: number, { token }: ParameterExpression): Quantity {
    if (Number.isFinite(value)) return { type: 'number', value };
    return reader.refuseToken(token, 'the result is no finite number');
  }

  function quantityOf(value: Json, { token }: ParameterExpression): Quantity {
    if (typeof value === 'number') return { type: 'number', value };
    if (typeof value === 'string') {
      if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) {
        return { type: 'number', value: Number(value) };
      }
      const micros = readMicros(value);
      if (micros !== undefined) return { type: 'time', micros, isDate: value.length === 10 };
    }
    const message = `"${token.text}" must be a number, a date or a time to be computed with`;
    return reader.refuseToken(token, message);
  }

  function call(part: Call): Quantity {
    switch (part.name) {
      case 'now':
        argumentsOf(part, []);
        return timeOf(values.now, part);
      case 'datetime':
        return datetime(part);
      case 'timedelta':
        return timedelta(part);
      case 'abs':
      case 'trunc':
      case 'round':
        return rounded(part, part.name);
      default:
        return reader.refuseToken(part.token, `there is no function "${part.name}"`);
    }
  }

  function timeOf(text: string, { token }: ParameterExpression): Quantity {
    const micros = readMicros(text);
    if (micros === undefined) return reader.refuseToken(token, 'there is no such time');
    return { type: 'time', micros, isDate: false };
  }

  function datetime(part: Call): Quantity {
    const given = argumentsOf(part, [
      'year',
      'month',
      'day',
      'hour',
      'minute',
      'second',
      'microsecond',
    ]);
    const [year, month, day] = ['year', 'month', 'day'].map((key) => {
      const value = given.get(key);
      return value ?? reader.refuseToken(part.token, `datetime() needs "${key}"`);
    });
    const pad = (value = 0, digits = 2): string =>
      Number.isInteger(value) ? String(value).padStart(digits, '0') : 'x';
    const clock = ['hour', 'minute', 'second'].map((key) => pad(given.get(key))).join(':');
    const date = [pad(year, 4), pad(month), pad(day)].join('-');
    return timeOf(`${date}T${clock}.${pad(given.get('microsecond'), 6)}`, part);
  }

  function timedelta(part: Call): Quantity {
    let micros = 0n;
    for (const [key, value] of argumentsOf(part, Object.keys(DURATIONS))) {
      const unit = DURATIONS[key] ?? 0n;
      micros += Number.isInteger(value)
        ? BigInt(value) * unit
        : BigInt(Math.round(value * Number(unit)));
    }
    if (micros > LONGEST || micros < -LONGEST) {
      return reader.refuseToken(part.token, 'the duration is longer than it can be');
    }
    return { type: 'duration', micros };
  }

  function rounded(part: Call, how: 'abs' | 'trunc' | 'round'): Quantity {
    const given = argumentsOf(part, how === 'round' ? ['number', 'ndigits'] : ['number']);
    const value = given.get('number');
    if (value === undefined) return reader.refuseToken(part.token, `${how}() needs a number`);
    if (how === 'abs') return numberAt(Math.abs(value), part);
    if (how === 'trunc') return numberAt(Math.trunc(value), part);
    const digits = given.get('ndigits') ?? 0;
    if (!Number.isInteger(digits) || digits < 0 || digits > 15) {
      return reader.refuseToken(part.token, 'round() takes 0 to 15 digits');
    }
    return numberAt(roundHalfEven(value, digits), part);
  }

  /** Numbers by name, whichever way they are given. */
  function argumentsOf(part: Call, names: readonly string[]): ReadonlyMap<string, number> {
    const extra = part.positional[names.length];
    if (extra !== undefined) {
      reader.refuseToken(extra.token, `${part.name}() takes ${names.length || 'no'} arguments`);
    }
    const positional = part.positional.map((value, index): NamedArgument => {
      return { name: names[index] ?? '', value, token: value.token };
    });
    const found = new Map<string, number>();
    for (const { name: key, value, token } of [...positional, ...part.named]) {
      if (!names.includes(key)) {
        reader.refuseToken(token, `${part.name}() takes no argument "${key}"`);
      }
      if (found.has(key)) reader.refuseToken(token, `"${key}" is given twice`);
      const quantity = evaluate(value);
      if (quantity.type !== 'number') {
        return reader.refuseToken(value.token, `"${key}" must be a number`);
      }
      found.set(key, quantity.value);
    }
    return found;
  }
}

/** What the arguments of `timedelta()` are in microseconds, in their order. */
const DURATIONS: Readonly<Record<string, bigint>> = {
  days: DAY,
  seconds: 1_000_000n,
  microseconds: 1n,
  milliseconds: 1000n,
  minutes: 60_000_000n,
  hours: 3_600_000_000n,
  weeks: 7n * DAY,
};

/** As long as a duration of Python. */
const LONGEST = 999_999_999n * DAY;

/** As Python rounds: halves go to the even neighbour. */
function roundHalfEven(value: number, digits: number): number {
  const scale = 10 ** digits;
  const shiftedValue = value * scale;
  const floor = Math.floor(shiftedValue);
  if (shiftedValue - floor !== 0.5) return Math.round(shiftedValue) / scale;
  return (floor % 2 === 0 ? floor : floor + 1) / scale;
}
