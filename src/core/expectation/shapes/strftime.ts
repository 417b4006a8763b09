import { quoteLiteral } from '../../sql/quote.ts';

/**
 * What Python's strptime reads for a directive of a format, in the C locale, and which part of a
 * date its digits or letters are.
 */
interface Directive {
  readonly pattern: string;
  readonly part?: DatePart;
}

type DatePart = 'year' | 'short-year' | 'month' | 'month-name' | 'day';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  Y: { pattern: String.raw`\d{4}`, part: 'year' },
  y: { pattern: String.raw`\d{2}`, part: 'short-year' },
  m: { pattern: '1[0-2]|0[1-9]|[1-9]', part: 'month' },
  d: { pattern: String.raw`3[01]|[12]\d|0[1-9]|[1-9]| [1-9]`, part: 'day' },
  B: {
    pattern:
      'january|february|march|april|may|june|july|august|september|october|november|december',
    part: 'month-name',
  },
  b: { pattern: MONTHS.join('|'), part: 'month-name' },
  A: { pattern: 'monday|tuesday|wednesday|thursday|friday|saturday|sunday' },
  a: { pattern: 'mon|tue|wed|thu|fri|sat|sun' },
  H: { pattern: String.raw`2[0-3]|[01]\d|\d` },
  I: { pattern: '1[0-2]|0[1-9]|[1-9]' },
  M: { pattern: String.raw`[0-5]\d|\d` },
  S: { pattern: String.raw`[0-5]\d|\d` },
  f: { pattern: String.raw`\d{1,6}` },
  p: { pattern: 'am|pm' },
  j: { pattern: String.raw`36[0-6]|3[0-5]\d|[12]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9]` },
  w: { pattern: '[0-6]' },
  U: { pattern: String.raw`5[0-3]|[0-4]\d|\d` },
  W: { pattern: String.raw`5[0-3]|[0-4]\d|\d` },
  z: { pattern: String.raw`[+-]\d\d:?[0-5]\d(?::?[0-5]\d(?:\.\d{1,6})?)?|z` },
  Z: { pattern: 'utc|gmt' },
  '%': { pattern: '%' },
};

/** Directives that stand for several, in the C locale. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  c: '%a %b %d %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** The directives that are read, for people. */
export const STRFTIME_DIRECTIVES = [...Object.keys(DIRECTIVES), ...Object.keys(SHORTHANDS)]
  .map((name) => `%${name}`)
  .join(' ');

/** A directive of the format that is not read; undefined where all are. */
export function unknownDirective(format: string): string | undefined {
  return [...spelledOut(format).matchAll(/%(.?)/gs)]
    .map(([directive]) => directive)
    .find((directive) => !Object.hasOwn(DIRECTIVES, directive.slice(1)));
}

/** SQL that is true where the text is not a time of the format; the day must be in its month. */
export function isNotOfFormat(value: string, format: string): string {
  const { pattern, parts } = compileFormat(format);
  const found = `regexp_match(${value}, ${quoteLiteral(pattern)}, 'i')`;
  if (!parts.includes('day')) return `${value} is not null and ${found} is null`;
  const part = (name: DatePart): string | undefined => {
    const at = parts.indexOf(name);
    return at < 0 ? undefined : `"asof match"."part"[${at + 1}]`;
  };
  const month = monthSql(part('month'), part('month-name'));
  const lastDay = `case ${month} when 2 then ${februarySql(part('year'), part('short-year'))} when 4 then 30 when 6 then 30 when 9 then 30 when 11 then 30 else 31 end`;
  const isWrong = `"asof match"."part" is null or ${part('day')}::integer > ${lastDay}`;
  // "offset 0" keeps the planner from matching anew at each place that reads it
  return `${value} is not null and (select ${isWrong} from (select ${found} as "part" offset 0) as "asof match")`;
}

function compileFormat(format: string): {
  readonly pattern: string;
  readonly parts: readonly DatePart[];
} {
  const parts: DatePart[] = [];
  const pattern = spelledOut(format).replace(/%(.)|(\s+)|([^%\s])/gs, (_, name, spaces, other) => {
    if (spaces !== undefined) return String.raw`\s+`;
    if (other !== undefined) return escaped(other);
    const directive = DIRECTIVES[name];
    if (directive?.part === undefined) return `(?:${directive?.pattern ?? ''})`;
    parts.push(directive.part);
    return `(${directive.pattern})`;
  });
  return { pattern: `^(?:${pattern})$`, parts };
}

function spelledOut(format: string): string {
  return format.replace(/%(.)/gs, (directive, name) => SHORTHANDS[name] ?? directive);
}

function escaped(character: string): string {
  return /[\\^$.|?*+()[\]{}]/.test(character) ? `\\${character}` : character;
}

/** Without one, January, as strptime has it. */
function monthSql(month: string | undefined, name: string | undefined): string {
  if (month !== undefined) return `${month}::integer`;
  if (name === undefined) return '1';
  const names = MONTHS.map((each) => quoteLiteral(each)).join(', ');
  return `array_position(array[${names}], lower(left(${name}, 3)))`;
}

/** The last day of February; without a year that of 1900, as strptime has it. */
function februarySql(year: string | undefined, short: string | undefined): string {
  if (year !== undefined) {
    const of = `${year}::integer`;
    return `case when ${of} % 4 = 0 and (${of} % 100 <> 0 or ${of} % 400 = 0) then 29 else 28 end`;
  }
  // 1969 to 2068, in which every fourth year is a leap year
  return short === undefined ? '28' : `case when ${short}::integer % 4 = 0 then 29 else 28 end`;
}
