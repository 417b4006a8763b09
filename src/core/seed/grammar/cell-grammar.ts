import { bitCheck } from './bit.ts';
import { type CellCheck, countCharacters } from './bytes.ts';
import { dateCheck, declaredTimestampCheck, timeCheck } from './date-time.ts';
import { type NumericPrecision, numericCheck } from './decimal.ts';
import { floatCheck } from './float.ts';
import { integerCheck } from './integer.ts';
import { intervalCheck } from './interval.ts';
import { jsonbCheck, jsonCheck } from './json.ts';
import { booleanCheck, uuidCheck } from './word.ts';

/** What a cell of a column may look like, so that the value in the table is the one in the file. */
export interface CellGrammar {
  /** undefined: any text is right, or PostgreSQL decides. */
  readonly check: CellCheck | undefined;
  /** Ends the sentence "… must be": `a date such as 2024-01-31`. */
  readonly expected: string;
}

const ANY_TEXT: CellGrammar = { check: undefined, expected: 'text' };
const INTEGERS = {
  smallint: 'a whole number from -32768 to 32767, without leading zeros',
  integer: 'a whole number from -2147483648 to 2147483647, without leading zeros',
  bigint: 'a whole number from -9223372036854775808 to 9223372036854775807, without leading zeros',
} as const;

/** Whether the grammar of a type is known here; else only PostgreSQL can tell what it takes. */
export function hasGrammar(type: string): boolean {
  return cellGrammar(type) !== ANY_TEXT || type === 'text' || type === 'character varying';
}

/**
 * Types without a grammar here of which PostgreSQL keeps all that a cell says, in one spelling: an
 * address, bytes, a shape whose output is another notation than its input.
 */
const KEPT = new Set([
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'bytea',
  'pg_lsn',
  'citext',
  'geometry',
  'geography',
]);

/**
 * Whether PostgreSQL may make another value of a cell than it says, so that only what reads back
 * as it is written can be trusted: money is rounded, `{007}` loses its zeros, a tsvector its words.
 */
export function mayAlter(type: string): boolean {
  return !hasGrammar(type) && !KEPT.has(splitType(type).name);
}

/** The grammar of a type as `format_type` spells it. */
export function cellGrammar(type: string): CellGrammar {
  const { name, modifiers } = splitType(type);
  const [first, second] = modifiers;
  switch (name) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return { check: integerCheck(name), expected: INTEGERS[name] };
    case 'numeric':
      return first === undefined
        ? { check: numericCheck(undefined), expected: 'a number such as 1234.50' }
        : limitedNumeric({ precision: first, scale: second ?? 0 });
    case 'real':
    case 'double precision':
      return {
        check: floatCheck(name),
        expected: `a number that ${name} holds with all its digits`,
      };
    case 'boolean':
      return { check: booleanCheck, expected: 'true, false, t or f' };
    case 'date':
      return { check: dateCheck, expected: 'a date such as 2024-01-31' };
    case 'uuid':
      return {
        check: uuidCheck,
        expected: 'a UUID such as 7d444840-9dc0-11d1-b245-5ffdce74fad2',
      };
    case 'json':
      return { check: jsonCheck, expected: 'JSON' };
    case 'interval':
      return {
        check: intervalCheck(first),
        expected: `a span of time such as 1 day 02:03:04 or P1DT2H3M4S${fractionLimit(first)}`,
      };
    case 'bit':
      return {
        check: bitCheck({ min: first ?? 1, max: first ?? 1 }),
        expected: `${first ?? 1} zeros and ones`,
      };
    case 'bit varying':
      return {
        check: bitCheck({ min: 0, max: first ?? Number.POSITIVE_INFINITY }),
        expected: first === undefined ? 'zeros and ones' : `at most ${first} zeros and ones`,
      };
    case 'jsonb':
      return { check: jsonbCheck, expected: 'JSON without repeated keys' };
    default:
      return timeGrammar(name, first) ?? textGrammar(name, first) ?? ANY_TEXT;
  }
}

function limitedNumeric(limits: NumericPrecision): CellGrammar {
  const { precision, scale } = limits;
  const before = Math.max(0, precision - scale);
  return {
    check: numericCheck(limits),
    expected:
      scale > 0
        ? `a number with at most ${before} digits before and ${scale} behind the point`
        : `a whole number of at most ${before} digits`,
  };
}

const TIMES = new Map([
  ['timestamp without time zone', '2024-01-31 10:00:00, without an offset'],
  ['timestamp with time zone', '2024-01-31 10:00:00+00, with an offset'],
  ['time without time zone', '10:00:00, without an offset'],
  ['time with time zone', '10:00:00+00, with an offset'],
]);

function timeGrammar(name: string, fractionDigits: number | undefined): CellGrammar | undefined {
  const example = TIMES.get(name);
  if (example === undefined) return undefined;
  const limits = { fractionDigits, hasOffset: name.endsWith('with time zone') };
  const isTime = name.startsWith('time ');
  return {
    check: isTime ? timeCheck(limits) : declaredTimestampCheck(limits),
    expected: `a ${isTime ? 'time' : 'timestamp'} such as ${example}${fractionLimit(fractionDigits)}`,
  };
}

function fractionLimit(digits: number | undefined): string {
  return digits === undefined ? '' : ` and at most ${digits} digits behind the seconds`;
}

/** The types that would cut a longer text, silently in places. */
function textGrammar(name: string, limit: number | undefined): CellGrammar | undefined {
  if (name === 'name') return atMost(63, 'bytes', (_, start, end) => end - start);
  if (name === '"char"') return atMost(1, 'byte', (_, start, end) => end - start);
  if (limit === undefined) return undefined;
  if (name !== 'character varying' && name !== 'character') return undefined;
  return atMost(limit, limit === 1 ? 'character' : 'characters', countCharacters);
}

function atMost(
  limit: number,
  unit: string,
  lengthOf: (bytes: Uint8Array, start: number, end: number) => number,
): CellGrammar {
  return {
    check: (bytes, start, end) => lengthOf(bytes, start, end) <= limit,
    expected: `at most ${limit} ${unit} long`,
  };
}

/** `timestamp(3) with time zone` is `timestamp with time zone` with the modifier 3. */
function splitType(type: string): { readonly name: string; readonly modifiers: readonly number[] } {
  const match = /^([^(]*)\((-?\d+)(?:,(-?\d+))?\)(.*)$/.exec(type);
  if (match === null) return { name: type, modifiers: [] };
  const [, before = '', first, second, after = ''] = match;
  return {
    name: (before + after).trim(),
    modifiers: [first, second].filter((each) => each !== undefined).map(Number),
  };
}
