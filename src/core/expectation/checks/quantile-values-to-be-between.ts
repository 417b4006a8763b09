import { isJsonList, isJsonMap, type Json } from '../../diagnostics/json.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { AggregateCheck, ArgumentProblem, Kwargs, Verdict } from '../check.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { requireFamily } from '../shapes/require-family.ts';

/** So far beyond a bound, relative to it, a quantile still counts as inside. */
const TOLERANCE = 1e-4;

export const quantileValuesToBeBetween: AggregateCheck = {
  kind: 'aggregate',
  name: 'quantile_values_to_be_between',
  fullName: 'expect_column_quantile_values_to_be_between',
  scope: 'column',
  parameters: {
    quantile_ranges: {
      type: 'map',
      required: true,
      description:
        'quantiles: shares between 0 and 1; value_ranges: for each [least, greatest], null where open',
    },
    allow_relative_error: {
      type: 'scalar',
      description: 'without effect: quantiles are exact, values of the column',
    },
  },
  principal: undefined,
  description:
    'each of some quantiles of the column lies between its two bounds, or beyond them by no more than a ten-thousandth of the bound',
  nulls: 'NULLs are left out; without any value there is nothing to compare, and it fails',
  empty: 'there is nothing to compare, and it fails',
  example: `
- model: usage_agg_30d
  columns:
    watch_hours_30d:
      - quantile_values_to_be_between:
          quantile_ranges: {quantiles: [0.1, 0.5, 0.9], value_ranges: [[0, 20], [5, 60], [null, 200]]}`,
  verify: (kwargs) => problemsOf(kwargs['quantile_ranges'] ?? null),
  compile(kwargs, context) {
    const { column } = context;
    requireFamily(column, ['number']);
    const { quantiles, ranges } = rangesOf(kwargs);
    const order = `within group (order by ${quoteIdentifier(column.name)})${context.filter}`;
    const values = `percentile_disc(array[${quantiles.join(', ')}]::double precision[]) ${order}`;
    return {
      facts: [{ over: 'rows', sql: `to_json(${values})`, sorts: true }],
      judge: ([text]) => judgeQuantiles(column.name, quantiles, ranges, text ?? null),
    };
  },
};

type Range = readonly [least: number | null, greatest: number | null];

function judgeQuantiles(
  name: string,
  quantiles: readonly number[],
  ranges: readonly Range[],
  text: string | null,
): Verdict {
  const found = readExactJson(text ?? 'null');
  const values = quantiles.map((_, index) => (isJsonList(found) ? (found[index] ?? null) : null));
  const outside = quantiles.flatMap((quantile, index) =>
    isInside(values[index] ?? null, ranges[index] ?? [null, null])
      ? []
      : [
          `the ${quantile} quantile of "${name}" is ${values[index]}, expected ${describe(ranges[index])}`,
        ],
  );
  const observed = { quantiles, values };
  if (outside.length === 0) return { holds: true, observed };
  return { holds: false, observed, message: outside.join('; ') };
}

function isInside(value: Json, [least, greatest]: Range): boolean {
  const number = Number(value);
  if (value === null || Number.isNaN(number)) return false;
  const isNear = (bound: number): boolean =>
    Math.abs(number - bound) <= TOLERANCE * Math.abs(bound);
  return (
    (least === null || number >= least || isNear(least)) &&
    (greatest === null || number <= greatest || isNear(greatest))
  );
}

function describe(range: Range | undefined): string {
  const [least = null, greatest = null] = range ?? [];
  const parts = [
    ...(least === null ? [] : [`at least ${least}`]),
    ...(greatest === null ? [] : [`at most ${greatest}`]),
  ];
  return parts.join(' and ') || 'a value';
}

function rangesOf(kwargs: Kwargs): {
  readonly quantiles: readonly number[];
  readonly ranges: readonly Range[];
} {
  const given = kwargs['quantile_ranges'];
  const { quantiles, value_ranges: ranges } = isJsonMap(given) ? given : {};
  return {
    quantiles: isJsonList(quantiles) ? quantiles.map(Number) : [],
    ranges: isJsonList(ranges) ? ranges.filter(isRange) : [],
  };
}

function problemsOf(given: Json): readonly ArgumentProblem[] {
  const message = messageOf(given);
  return message === undefined ? [] : [{ parameter: 'quantile_ranges', message }];
}

function messageOf(given: Json): string | undefined {
  const { quantiles, value_ranges: ranges, ...others } = isJsonMap(given) ? given : {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `"quantile_ranges" holds no "${unknown}"`;
  if (!isJsonList(quantiles) || quantiles.length === 0) {
    return '"quantile_ranges" needs a list "quantiles"';
  }
  const share = quantiles.find((each) => typeof each !== 'number' || each < 0 || each > 1);
  if (share !== undefined) {
    return `a quantile must be a number between 0 and 1, not ${JSON.stringify(share)}`;
  }
  if (!isJsonList(ranges) || ranges.length !== quantiles.length) {
    return '"value_ranges" must be a list with one range for each of "quantiles"';
  }
  const range = ranges.find((each) => !isRange(each));
  if (range !== undefined) {
    return `a range must be [least, greatest], in that order, not ${JSON.stringify(range)}`;
  }
  return undefined;
}

function isRange(value: Json): value is Range {
  if (!isJsonList(value) || value.length !== 2) return false;
  const [least = null, greatest = null] = value;
  const areBounds = [least, greatest].every((each) => each === null || typeof each === 'number');
  return areBounds && (least === null || greatest === null || least <= greatest);
}
