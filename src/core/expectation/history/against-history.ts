import { isJsonMap, type Json } from '../../diagnostics/json.ts';
import type { Threshold } from '../expectation.ts';
import type { ExpectationStatus, Finding } from '../expectation-result.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { whenBroken } from '../threshold-status.ts';
import { type Baseline, baselineOf } from './baseline.ts';
import { type ComparedValue, comparedValue } from './compared-value.ts';
import { type ExactNumber, formatExact } from './exact-number.ts';
import type { Centre, HistoryRule } from './history-rule.ts';
import { NO_HISTORY } from './no-history.ts';
import type { Observation, PastObservation } from './past-observation.ts';

export interface Comparison {
  readonly rule: HistoryRule;
  /** What was observed of the same rows before, oldest first. */
  readonly past: readonly PastOf[];
  /** Whether the value is the percentage of unexpected rows. */
  readonly isOfRows: boolean;
  readonly threshold: Threshold;
  /** Which rows the values are of. */
  readonly where: string | undefined;
}

export type PastOf = Pick<PastObservation, 'asOf' | 'checkedAt'> & {
  readonly observation: Observation;
};

/** The finding, held against what earlier runs found; with too few of them it says so, and holds. */
export function againstHistory(finding: Finding, comparison: Comparison): Finding {
  if (finding.status === 'error') return finding;
  const { rule, past, isOfRows } = comparison;
  const values = past.flatMap(({ asOf, checkedAt, observation }) => {
    const found = comparedValue(observation, { isOfRows });
    return found.type === 'number' ? [{ asOf, checkedAt, value: found.value }] : [];
  });
  const mine = comparedValue({ ...finding, observed: finding.observedValue }, { isOfRows });
  if (mine.type === 'other' && !/^-?(?:NaN|Infinity)$/.test(mine.text)) {
    const message = `"history" compares numbers, and the value is ${mine.text}`;
    return { ...finding, status: 'error', message };
  }
  if (values.length < rule.atLeast) {
    const noun = rule.atLeast === 1 ? 'value' : 'values';
    const message = `${NO_HISTORY}: ${values.length} of ${rule.atLeast} ${noun}`;
    return withMessage({ ...finding, ...details(finding, comparison, values) }, message);
  }
  const baseline = baselineOf(
    values.map(({ value }) => value),
    rule,
  );
  const compared = { ...finding, ...details(finding, comparison, values, baseline) };
  const unit = isOfRows ? ' %' : '';
  const show = (value: ExactNumber) => `${formatExact(value)}${unit}`;
  if (holds(mine, baseline, isOfRows)) return compared;
  const message = [
    `${describeValue(mine, show)}, expected ${describeLimits(baseline, show)}`,
    describeBaseline(values, rule.of, show(baseline.centre)),
  ].join(': ');
  const status = worse(finding.status, whenBroken(comparison.threshold));
  return withMessage({ ...compared, status }, message);
}

interface DatedValue {
  readonly asOf: string | undefined;
  readonly checkedAt: string;
  readonly value: ExactNumber;
}

/** Without rows to look at, a check of rows holds. */
function holds(mine: ComparedValue, { admits }: Baseline, isOfRows: boolean): boolean {
  switch (mine.type) {
    case 'number':
      return admits(mine.value);
    case 'none':
      return isOfRows;
    case 'other':
      return false;
  }
}

function worse(one: ExpectationStatus, other: ExpectationStatus): ExpectationStatus {
  return one === 'fail' || other === 'pass' ? one : other;
}

function withMessage(finding: Finding, message: string): Finding {
  return {
    ...finding,
    message: finding.message === undefined ? message : `${finding.message}; ${message}`,
  };
}

/** What a result shows of the comparison, beside what the check itself tells. */
function details(
  finding: Finding,
  { where }: Comparison,
  values: readonly DatedValue[],
  baseline?: Baseline,
): Pick<Finding, 'details'> {
  const history = {
    baseline: json(baseline?.centre),
    lowest: json(baseline?.lowest),
    highest: json(baseline?.highest),
    values: values.map(({ asOf, checkedAt, value }) => ({
      ...(asOf === undefined ? { checked_at: checkedAt } : { as_of: asOf }),
      value: json(value),
    })),
    ...(where !== undefined && { where }),
  };
  const own = isJsonMap(finding.details) ? finding.details : {};
  return { details: { ...own, history } };
}

function json(value: ExactNumber | undefined): Json {
  return value === undefined ? null : readExactJson(formatExact(value));
}

function describeValue(mine: ComparedValue, show: (value: ExactNumber) => string): string {
  switch (mine.type) {
    case 'number':
      return `it is ${show(mine.value)}`;
    case 'none':
      return 'there is no value';
    case 'other':
      return `it is ${mine.text}`;
  }
}

function describeLimits(
  { lowest, highest }: Baseline,
  show: (value: ExactNumber) => string,
): string {
  const from = lowest && show(lowest);
  const to = highest && show(highest);
  if (from !== undefined && from === to) return from;
  return [
    ...(from === undefined ? [] : [`at least ${from}`]),
    ...(to === undefined ? [] : [`at most ${to}`]),
  ].join(' and ');
}

const WORDS = {
  median: 'median',
  mean: 'mean',
  min: 'least',
  max: 'greatest',
} as const satisfies Record<Centre, string>;

/** `the median of 6 as_ofs from 2024-01-31 to 2024-06-30 is 1000` */
function describeBaseline(values: readonly DatedValue[], of: Centre, centre: string): string {
  const dates = values.flatMap(({ asOf }) => asOf ?? []).sort();
  const [first] = dates;
  if (values.length === 1) {
    return first === undefined ? `the last time it was ${centre}` : `at ${first} it was ${centre}`;
  }
  const which =
    first === undefined
      ? `${values.length} earlier values`
      : `${values.length} as_ofs from ${first} to ${dates.at(-1)}`;
  return `the ${WORDS[of]} of ${which} is ${centre}`;
}
