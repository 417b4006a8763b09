import { entryOf, type LocatedEntry, type LocatedValue } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { type Amount, parseAmount } from '../history/amount.ts';
import {
  CENTRES,
  COUNTED_VALUES,
  type HistoryRule,
  leastValues,
  SEASONS,
} from '../history/history-rule.ts';
import { isNull, oneOf } from './parse-argument.ts';
import { refuse } from './setting-value.ts';

export const HISTORY_KEYS = [
  'last',
  'of',
  'within',
  'max_rise',
  'max_fall',
  'same',
  'at_least',
  'values',
] as const;
type Key = (typeof HISTORY_KEYS)[number];

/** The rule of a `history:`; what is wrong with it is reported. */
export function parseHistory(
  entry: LocatedEntry | undefined,
  problems: Problems,
): HistoryRule | undefined {
  if (entry === undefined) return undefined;
  const { value: block } = entry;
  if (block.type !== 'map') {
    return refuse('history', 'a map such as {last: 6, within: 20%}', block, problems);
  }
  const before = problems.errorCount;
  for (const { key, keyLocation } of block.entries) {
    if (HISTORY_KEYS.some((each) => each === key)) continue;
    const hint = didYouMean(key, HISTORY_KEYS) ?? `it takes ${HISTORY_KEYS.join(', ')}`;
    const message = `"history" has no key "${key}"`;
    problems.error('expectation-argument', message, { location: keyLocation, hint });
  }
  const given = (key: Key) => {
    const found = entryOf(block, key);
    return found === undefined || isNull(found.value) ? undefined : found;
  };
  const limits = parseLimits(entry, given, problems);
  const rule: HistoryRule = {
    of: parseChoice(given('of'), CENTRES, problems) ?? 'median',
    ...limits,
    ...parseCounts(given, limits, problems),
    same: parseChoice(given('same'), SEASONS, problems),
    values: parseChoice(given('values'), COUNTED_VALUES, problems) ?? 'published',
  };
  return problems.errorCount > before ? undefined : rule;
}

type Given = (key: Key) => LocatedEntry | undefined;

function parseLimits(
  { keyLocation }: LocatedEntry,
  given: Given,
  problems: Problems,
): Pick<HistoryRule, 'maxRise' | 'maxFall'> {
  const both = given('within');
  const oneWay = given('max_rise') ?? given('max_fall');
  if (both === undefined && oneWay === undefined) {
    problems.error('expectation-argument', '"history" must say how far a value may be from it', {
      location: keyLocation,
      hint: 'write within: 20%, max_rise: 20% or max_fall: 20%',
    });
  }
  if (both !== undefined && oneWay !== undefined) {
    problems.error('expectation-argument', `"within" and "${oneWay.key}" both set a limit`, {
      location: oneWay.keyLocation,
      hint: 'write max_rise and max_fall',
    });
  }
  const within = parseAmounts(both, problems);
  return {
    maxRise: within ?? parseAmounts(given('max_rise'), problems),
    maxFall: within ?? parseAmounts(given('max_fall'), problems),
  };
}

/** One or several, of which the widest counts. */
function parseAmounts(
  entry: LocatedEntry | undefined,
  problems: Problems,
): readonly Amount[] | undefined {
  if (entry === undefined) return undefined;
  const values = entry.value.type === 'list' ? entry.value.items : [entry.value];
  const amounts = values.map((value) => parseAmountAt(entry.key, value, problems));
  if (values.length === 0) refuse(entry.key, WANTED, entry.value, problems);
  return amounts.filter((amount) => amount !== undefined);
}

const WANTED = 'a number, a percentage such as 20%, or deviations such as 3 sd';

function parseAmountAt(key: string, value: LocatedValue, problems: Problems): Amount | undefined {
  const amount = value.type === 'scalar' ? parseAmount(value.text) : undefined;
  return amount ?? refuse(key, WANTED, value, problems);
}

/** How many values are looked at, and with how few nothing is compared. */
function parseCounts(
  given: Given,
  { maxRise, maxFall }: Pick<HistoryRule, 'maxRise' | 'maxFall'>,
  problems: Problems,
): Pick<HistoryRule, 'last' | 'atLeast'> {
  const last = parsePositive(given('last'), problems) ?? 1;
  const amounts = given('within') ?? given('max_rise') ?? given('max_fall');
  const needed = leastValues([...(maxRise ?? []), ...(maxFall ?? [])]);
  if (last < needed) {
    problems.error('expectation-argument', `deviations are of several values, and "last" is 1`, {
      location: (given('last') ?? amounts)?.value.location,
      hint: 'write last: 6',
    });
    return { last, atLeast: last };
  }
  const least = given('at_least');
  const atLeast = parsePositive(least, problems) ?? needed;
  if (atLeast < needed || atLeast > last) {
    const message = `"at_least" must be between ${needed} and ${last}, the number of "last", not ${atLeast}`;
    problems.error('expectation-argument', message, { location: least?.value.location });
  }
  return { last, atLeast };
}

/** What is looked at is read into memory. */
const MAX_VALUES = 1000;

function parsePositive(entry: LocatedEntry | undefined, problems: Problems): number | undefined {
  if (entry === undefined) return undefined;
  const count = entry.value.type === 'scalar' ? entry.value.value : undefined;
  const isCount = typeof count === 'number' && Number.isInteger(count);
  if (isCount && count >= 1 && count <= MAX_VALUES) return count;
  return refuse(entry.key, `a whole number from 1 to ${MAX_VALUES}`, entry.value, problems);
}

function parseChoice<T extends string>(
  entry: LocatedEntry | undefined,
  choices: readonly T[],
  problems: Problems,
): T | undefined {
  if (entry === undefined) return undefined;
  const text = entry.value.type === 'scalar' ? entry.value.text : undefined;
  return (
    choices.find((choice) => choice === text) ??
    refuse(entry.key, oneOf(choices), entry.value, problems)
  );
}
