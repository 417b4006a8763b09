import { fail } from '../../diagnostics/diagnostic.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { asNumber } from '../arithmetic.ts';
import { isTrue } from '../compare.ts';
import { centerText, fixed } from '../number-format.ts';
import { formatPercent } from '../percent-format.ts';
import { charactersOf, lengthOf } from '../python-text.ts';
import { describeType, toText, tupleOf, type Value } from '../value.ts';
import { type Builtin, integerOf, textOf } from './builtin.ts';
import { jsonText } from './json-text.ts';
import { capitalize, replaceText, stripText } from './string-methods.ts';

type Filter = Builtin<Value>;

/** Jinja's filters of texts and numbers, and asof's own for SQL. */
export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  literal: plain((value) => quoteLiteral(rawText(value))),
  identifier: plain((value) =>
    quoteIdentifier(isGuarded(value) ? rawText(value) : textOf(value, 'an identifier')),
  ),
  string: plain(toText),
  upper: plain((value) => toText(value).toUpperCase()),
  lower: plain((value) => toText(value).toLowerCase()),
  capitalize: plain((value) => capitalize(toText(value))),
  title: plain((value) =>
    toText(value)
      .split(/([-\s({[<]+)/)
      .map(capitalize)
      .join(''),
  ),
  trim: {
    parameters: ['chars?'],
    apply: (value, { args }) => stripText(toText(value), args[0], 'both'),
  },
  replace: {
    parameters: ['old', 'new', 'count?'],
    apply: (value, call) => replaceText(toText(value), ...three(call.args), call),
  },
  center: {
    parameters: ['width?'],
    apply: (value, { args: [width = 80n], engine }) => {
      const count = integerOf(width, 'the width');
      engine.budget.spendText(count);
      return centerText(toText(value), count, ' ');
    },
  },
  indent: {
    parameters: ['width?', 'first?', 'blank?'],
    apply: (value, { args: [width = 4n, first = false, blank = false], engine }) => {
      const space = typeof width === 'string' ? width : spaces(integerOf(width, 'the width'));
      const text = textOf(value, 'what to indent');
      const lines = text.split('\n');
      engine.budget.spendText(lines.length * (space.length + 1) + text.length);
      return lines
        .map((line, index) => {
          const isIndented = index === 0 ? isTrue(first) : isTrue(blank) || line !== '';
          return isIndented ? space + line : line;
        })
        .join('\n');
    },
  },
  truncate: {
    parameters: ['length?', 'killwords?', 'end?', 'leeway?'],
    apply: (value, { args: [length = 255n, killwords = false, end = '...', leeway = 5n] }) => {
      const text = textOf(value, 'what to truncate');
      const most = integerOf(length, 'the length');
      const characters = charactersOf(text);
      if (characters.length <= most + integerOf(leeway, 'the leeway')) return text;
      const tail = textOf(end, 'the end');
      const cut = characters.slice(0, most - lengthOf(tail)).join('');
      return (isTrue(killwords) ? cut : cut.slice(0, lastSpace(cut))) + tail;
    },
  },
  wordcount: plain((value) => BigInt(toText(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)),
  format: {
    parameters: 'any',
    apply: (value, { given, engine }) => {
      if (given.named.size > 0) fail('template-type', '"format" takes values without names');
      return formatPercent(textOf(value, 'the format'), tupleOf(given.positional), engine.budget);
    },
  },
  tojson: {
    parameters: ['indent?'],
    apply: (value, { args: [indent] }) =>
      jsonText(
        value,
        indent === undefined || indent === null ? undefined : integerOf(indent, '"indent"'),
      ),
  },
  int: {
    parameters: ['default?', 'base?'],
    apply: (value, { args: [otherwise = 0n, base = 10n] }) =>
      integerFrom(value, integerOf(base, 'the base')) ?? otherwise,
  },
  float: {
    parameters: ['default?'],
    apply: (value, { args: [otherwise = 0] }) => floatFrom(value) ?? otherwise,
  },
  abs: plain((value) => {
    const number =
      asNumber(value) ?? fail('template-type', `"abs" needs a number, not ${describeType(value)}`);
    return number < 0 ? -number : number;
  }),
  round: { parameters: ['precision?', 'method?'], apply: (value, { args }) => round(value, args) },
};

function plain(apply: (value: Value) => Value): Filter {
  return { parameters: [], apply };
}

function three([first, second, third]: readonly (Value | undefined)[]): [
  Value | undefined,
  Value | undefined,
  Value | undefined,
] {
  return [first, second, third];
}

function spaces(count: number): string {
  return count > 10_000
    ? fail('template-type', 'the width is too large')
    : ' '.repeat(Math.max(0, count));
}

function lastSpace(text: string): number {
  const index = text.lastIndexOf(' ');
  return index === -1 ? text.length : index;
}

const INTEGER_TEXT = /^\s*[-+]?\d+(?:_\d+)*\s*$/;
const FLOAT_TEXT = /^\s*[-+]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

function integerFrom(value: Value, base: number): bigint | undefined {
  const based = typeof value === 'string' && base !== 10 ? integerWithBase(value, base) : undefined;
  if (based !== undefined) return based;
  if (typeof value === 'string' && INTEGER_TEXT.test(value)) {
    const digits = value.trim().replaceAll('_', '');
    if (digits.length > 9000) return fail('template-step-limit', 'the integer has too many digits');
    return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits.replace('+', ''));
  }
  const float = typeof value === 'string' ? floatFrom(value) : asNumber(value);
  if (float === undefined || typeof float === 'bigint') return float;
  return Number.isFinite(float) ? BigInt(Math.trunc(float)) : undefined;
}

function integerWithBase(text: string, base: number): bigint | undefined {
  const prefix = { 2: '0b', 8: '0o', 16: '0x' }[base];
  if (prefix === undefined)
    return fail('template-unsupported', `"int" with base ${base}`, {
      hint: 'write base 2, 8, 10 or 16',
    });
  const digits = text
    .trim()
    .toLowerCase()
    .replace(new RegExp(`^${prefix}`), '');
  try {
    return digits === '' ? undefined : BigInt(prefix + digits);
  } catch {
    return undefined; // BigInt() throws for what is not an integer of that base
  }
}

function floatFrom(value: Value): number | undefined {
  if (typeof value === 'string') {
    if (/^\s*[-+]?(?:inf(?:inity)?|nan)\s*$/i.test(value)) {
      return fail('template-unsupported', `"float" of "${value.trim()}" is not a finite number`);
    }
    return FLOAT_TEXT.test(value) ? Number(value.replaceAll('_', '')) : undefined;
  }
  const number = asNumber(value);
  return number === undefined ? undefined : Number(number);
}

function round(
  value: Value,
  [precision = 0n, method = 'common']: readonly (Value | undefined)[],
): Value {
  const number = asNumber(value);
  if (number === undefined)
    return fail('template-type', `"round" needs a number, not ${describeType(value)}`);
  const digits = integerOf(precision, 'the precision');
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    return fail('template-type', '"method" must be common, ceil or floor');
  }
  if (typeof number === 'bigint' && method === 'common' && digits >= 0) return number;
  if (digits < 0 || digits > 20)
    return fail('template-unsupported', '"round" to fewer than 0 or more than 20 digits');
  if (method === 'common')
    return Number.isFinite(number) ? Number(signed(Number(number), digits)) : number;
  const scale = 10 ** digits;
  return (
    (method === 'ceil' ? Math.ceil(Number(number) * scale) : Math.floor(Number(number) * scale)) /
    scale
  );
}

function signed(number: number, digits: number): string {
  return number < 0 || Object.is(number, -0) ? `-${fixed(-number, digits)}` : fixed(number, digits);
}

function isGuarded(value: Value): boolean {
  return typeof value === 'object' && value?.kind === 'object' && value.typeName === 'var';
}

/** The text of a value, also of one that must be quoted and so refuses to be printed bare. */
function rawText(value: Value): string {
  const raw =
    typeof value === 'object' && value?.kind === 'object' ? value.attribute('raw') : undefined;
  return typeof raw === 'string' ? raw : toText(value);
}
