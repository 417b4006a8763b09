import type { Json } from '../core/diagnostics/json.ts';
import type { Kwargs } from '../core/expectation/check.ts';
import type { Expectation } from '../core/expectation/expectation.ts';
import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import { checkNamed } from '../core/expectation/registry.ts';
import { describeBounds } from '../core/expectation/shapes/bounds.ts';
import { describeHistory } from './describe-history.ts';

/** How many members of a set are named. */
const MAX_MEMBERS = 8;

/** What an expectation demands, as a sentence: `every value is at least 0 and at most 120`. */
export function describeDemand(
  result: Pick<ExpectationResult, 'expectation' | 'kwargs'>,
  declared: Pick<Expectation, 'check' | 'kwargs' | 'where' | 'history' | 'test'> | undefined,
): string {
  // a test of the project may have the name of a check
  const isCheck = declared !== undefined && declared.test === undefined;
  const check = isCheck ? checkNamed(declared.check) : undefined;
  if (check === undefined || declared === undefined) {
    return result.expectation === 'unexpected_rows_expectation'
      ? 'a select returns no row'
      : `${result.expectation.replaceAll('_', ' ')}${rest(result.kwargs, ['column', 'mostly'])}`;
  }
  const { kwargs, where, history } = declared;
  const wording = WORDINGS.find(
    ({ words, uses }) => words.test(check.description) && uses.some((name) => name in kwargs),
  );
  const sentence =
    wording === undefined
      ? check.description
      : check.description.replace(wording.words, () => wording.say(kwargs));
  const scope = where === undefined ? '' : `, of rows where ${where}`;
  const whole = `${sentence}${rest(kwargs, wording?.uses ?? [])}${scope}`;
  if (history === undefined) return whole;
  // bounds that are not given say nothing
  const limits = describeHistory(history);
  const without = whole.replace(/ lies between two bounds/, ` is ${limits}`);
  return without === whole ? `${whole}, ${limits}` : without;
}

interface Wording {
  /** In the description of a check. */
  readonly words: RegExp;
  /** The arguments that say it exactly; at least one is given. */
  readonly uses: readonly string[];
  readonly say: (kwargs: Kwargs) => string;
}

const BOUNDS = ['min_value', 'max_value', 'strict_min', 'strict_max'];

const WORDINGS: readonly Wording[] = [
  {
    words: /has a number of characters between two bounds/,
    uses: BOUNDS,
    say: (kwargs) => `has ${describeBounds(kwargs)} characters`,
  },
  {
    words: /lies between two bounds.*$/,
    uses: BOUNDS,
    say: (kwargs) => `is ${describeBounds(kwargs)}`,
  },
  {
    words: /has the same given number of characters/,
    uses: ['value'],
    say: (kwargs) => `has ${show(kwargs['value'])} characters`,
  },
  {
    words: /there are exactly so many rows/,
    uses: ['value'],
    say: (kwargs) => `there are exactly ${show(kwargs['value'])} rows`,
  },
  {
    words: /are members of a set/,
    uses: ['value_set'],
    say: (kwargs) => `are among ${show(kwargs['value_set'])}`,
  },
  {
    words: /is one of a set/,
    uses: ['value_set'],
    say: (kwargs) => `is one of ${show(kwargs['value_set'])}`,
  },
  { words: /a POSIX regular expression$/, uses: ['regex'], say: (kwargs) => show(kwargs['regex']) },
  {
    words: /a pattern of LIKE$/,
    uses: ['like_pattern'],
    say: (kwargs) => show(kwargs['like_pattern']),
  },
  {
    words: /a condition in SQL is true/,
    uses: ['expression'],
    say: (kwargs) => `${text(kwargs['expression'])} is true`,
  },
  {
    words: /exists in a column of another model, seed or source/,
    uses: ['to', 'field'],
    say: (kwargs) => `exists in ${text(kwargs['to'])}.${text(kwargs['field'])}`,
  },
  {
    words: /the value of one column is greater than that of another/,
    uses: ['column_A', 'column_B', 'or_equal'],
    say: (kwargs) =>
      `${text(kwargs['column_A'])} is greater than ${kwargs['or_equal'] === true ? 'or equal to ' : ''}${text(kwargs['column_B'])}`,
  },
  {
    words: /in all of some columns/,
    uses: ['column_list'],
    say: (kwargs) => `in ${show(kwargs['column_list'])}`,
  },
];

/** The arguments that the sentence does not say. */
function rest(kwargs: Kwargs, said: readonly string[]): string {
  const left = Object.entries(kwargs).filter(([name]) => !said.includes(name));
  if (left.length === 0) return '';
  return ` (${left.map(([name, value]) => `${name}: ${show(value)}`).join(', ')})`;
}

function show(value: Json | undefined): string {
  if (!isList(value))
    return typeof value === 'string' ? `"${value}"` : JSON.stringify(value ?? null);
  const members = value.slice(0, MAX_MEMBERS).map(show).join(', ');
  return value.length > MAX_MEMBERS ? `${members} … (${value.length} in all)` : members;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
