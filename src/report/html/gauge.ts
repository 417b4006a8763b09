import { isJsonMap, type Json } from '../../core/diagnostics/json.ts';
import type { Expectation, Limit } from '../../core/expectation/expectation.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { toleratedPercent } from '../tolerance.ts';

/** What was found against what is allowed, as places on a line from 0 to 1. */
export type Gauge =
  | {
      readonly type: 'share';
      readonly value: number;
      /** Where it begins to warn or to fail. */
      readonly limits: readonly number[];
    }
  | {
      readonly type: 'range';
      readonly value: number;
      /** The allowed stretch; open ends lie at 0 and 1. */
      readonly from: number;
      readonly to: number;
    };

/** undefined where there is nothing to measure. */
export function gaugeOf(
  result: ExpectationResult,
  declared: Expectation | undefined,
): Gauge | undefined {
  if (declared === undefined || result.status === 'error') return undefined;
  const limits = historyLimits(result.details);
  if (limits !== undefined) {
    return rangeGauge(result.unexpectedPercent ?? result.observedValue, limits);
  }
  return result.unexpectedPercent === undefined
    ? rangeGauge(result.observedValue, declared.kwargs)
    : shareGauge(result.unexpectedPercent, result.unexpectedCount ?? 0, declared);
}

/** What the comparison with earlier values came to; undefined where there was none. */
function historyLimits(details: Json | undefined): Readonly<Record<string, Json>> | undefined {
  const history = isJsonMap(details) ? details['history'] : undefined;
  if (!isJsonMap(history) || history['baseline'] === null) return undefined;
  return { min_value: history['lowest'] ?? null, max_value: history['highest'] ?? null };
}

function shareGauge(
  percent: number,
  count: number,
  { threshold, mostly }: Expectation,
): Gauge | undefined {
  if (threshold.type === 'severity') return share(percent, [toleratedPercent(mostly)], 100);
  const limits = [threshold.warnIf, threshold.errorIf].filter((limit) => limit !== undefined);
  if (!limits.every(isUpper)) return undefined;
  const [first] = limits;
  // two scales do not go on one line
  if (first === undefined || limits.some((limit) => limit.isPercent !== first.isPercent)) {
    return undefined;
  }
  const amounts = limits.map((limit) => limit.amount);
  return first.isPercent ? share(percent, amounts, 100) : share(count, amounts, undefined);
}

function isUpper({ operator }: Limit): boolean {
  return operator === '>' || operator === '>=';
}

/** A limit stands in the middle; without one the line is all there can be. */
function share(found: number, amounts: readonly number[], whole: number | undefined): Gauge {
  const greatest = Math.max(...amounts);
  const end = greatest === 0 ? (whole ?? found) : Math.max(2 * greatest, 1.1 * found);
  const scale = Math.max(Math.min(end, whole ?? end), Number.MIN_VALUE);
  return { type: 'share', value: found / scale, limits: amounts.map((amount) => amount / scale) };
}

function rangeGauge(
  observed: Json | undefined,
  kwargs: Readonly<Record<string, Json>>,
): Gauge | undefined {
  const value = measure(observed);
  const exact = 'min_value' in kwargs || 'max_value' in kwargs ? undefined : kwargs['value'];
  const min = measure(kwargs['min_value'] ?? exact);
  const max = measure(kwargs['max_value'] ?? exact);
  if (value === undefined || (min === undefined && max === undefined)) return undefined;
  const marks = [value, min, max].filter((each) => each !== undefined);
  const least = Math.min(...marks);
  const greatest = Math.max(...marks);
  const margin = 0.15 * (greatest - least) || 0.1 * Math.abs(greatest) || 1;
  const at = (mark: number) => (mark - least + margin) / (greatest - least + 2 * margin);
  const gauge = {
    value: at(value),
    from: min === undefined ? 0 : at(min),
    to: max === undefined ? 1 : at(max),
  };
  // beyond what a float can tell apart
  return Object.values(gauge).every(Number.isFinite) ? { type: 'range', ...gauge } : undefined;
}

/** A number, or a date or time as one. */
export function measure(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return measure(Number(value));
  if (!/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
