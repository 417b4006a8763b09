import type { Json } from '../../src/core/diagnostics/json.ts';
import type { ExpectationResult } from '../../src/core/expectation/expectation-result.ts';
import type { ConformanceCase } from './conformance-case.ts';

/** What came of a case: a result, or the diagnostics that refused it. */
export type CaseOutcome =
  | { readonly type: 'result'; readonly result: ExpectationResult }
  | { readonly type: 'refused'; readonly messages: readonly string[] };

/** In what the outcome differs from Great Expectations' answer; nothing where they agree. */
export function compareWithCase(given: ConformanceCase, outcome: CaseOutcome): readonly string[] {
  const { expect } = given;
  const isError = outcome.type === 'refused' || outcome.result.status === 'error';
  if (expect.error === true)
    return isError ? [] : [`expected an error, found ${statusOf(outcome)}`];
  if (outcome.type === 'refused') return [`refused: ${outcome.messages.join('; ')}`];
  const { result } = outcome;
  if (isError) return [`error: ${result.message}`];
  return [
    ...difference('success', expect.success, result.status === 'pass'),
    ...difference('missing_count', expect.missing_count, result.missingCount),
    // of an empty table Great Expectations says null
    ...difference('unexpected_count', expect.unexpected_count ?? undefined, result.unexpectedCount),
    ...difference(
      'unexpected_list',
      sorted(expect.unexpected_list),
      sorted(result.partialUnexpectedList),
    ),
    ...difference(
      'unexpected_keys',
      sorted(expect.unexpected_keys),
      sorted(result.unexpectedKeys.map((key) => key['pk_index'] ?? null)),
    ),
    ...difference('observed_value', observedIn(given), result.observedValue),
  ];
}

/** Types by SQLAlchemy's names, which are PostgreSQL's in capitals. */
function observedIn({ expect, flags }: ConformanceCase): Json | undefined {
  const { observed_value: observed } = expect;
  if (typeof observed !== 'string' || !flags.includes('sqlalchemy_type_names')) return observed;
  return observed.toLowerCase().replaceAll('_', ' ');
}

function statusOf(outcome: CaseOutcome): string {
  return outcome.type === 'refused' ? 'a refusal' : outcome.result.status;
}

/** Nothing to compare where the case does not say. */
function difference(
  what: string,
  expected: Json | undefined,
  found: Json | undefined,
): readonly string[] {
  if (expected === undefined || same(expected, found ?? null)) return [];
  return [`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found ?? null)}`];
}

/** Numbers within 1e-7 of each other, and texts of numbers and times by what they mean. */
function same(one: Json, other: Json): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, index) => same(each, other[index]));
  }
  if (isRecord(one) && isRecord(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => same(one[key] ?? null, other[key] ?? null))
    );
  }
  if (one === null || other === null) return one === other;
  const [a, b] = [Number(one), Number(other)];
  if (typeof one !== 'boolean' && Number.isFinite(a) && Number.isFinite(b)) {
    return a === b || Math.abs(a - b) <= 1e-7 * Math.max(Math.abs(a), Math.abs(b));
  }
  return textOfTime(String(one)) === textOfTime(String(other));
}

/** A date is the midnight that begins it. */
function textOfTime(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d)T00:00:00$/, '$1');
}

function sorted(list: readonly Json[] | undefined): readonly Json[] | undefined {
  const key = (each: Json): string =>
    typeof each === 'number' ? String(each) : JSON.stringify(each);
  return list && [...list].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
