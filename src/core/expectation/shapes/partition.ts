import { isJsonList, isJsonMap, type Json } from '../../diagnostics/json.ts';
import type { Scalar } from './kwargs.ts';

/** An expected distribution, as Great Expectations writes it in `partition_object`. */
export type Partition = ValuePartition | BinPartition;

export interface ValuePartition {
  readonly type: 'values';
  readonly values: readonly Scalar[];
  readonly weights: readonly number[];
}

export interface BinPartition {
  readonly type: 'bins';
  /** Finite and ascending: bin i holds what is at least bins[i] and below bins[i + 1]. */
  readonly bins: readonly number[];
  readonly weights: readonly number[];
  /** What lies below the first and above the last. */
  readonly tails: readonly [number, number];
  /** Whether each tail was written as a bin that ends at infinity. */
  readonly isOpen: readonly [boolean, boolean];
  readonly hasTailWeights: boolean;
}

/** How far from 1 the weights may come to. */
const TOLERANCE = 1e-5;

/** The partition, or in words why it is none. */
export function readPartition(given: Json): Partition | string {
  if (!isJsonMap(given)) return 'it must be a map';
  const { values, bins, weights, tail_weights: tails, ...others } = given;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `it holds no "${unknown}"`;
  if (!isNumbers(weights)) return 'it needs "weights", a list of numbers';
  if (weights.some((weight) => weight < 0)) return 'a weight must not be below 0';
  if (tails !== undefined && !(isNumbers(tails) && tails.length === 2)) {
    return '"tail_weights" must be two numbers';
  }
  const total = [...weights, ...(tails ?? [])].reduce((sum, weight) => sum + weight, 0);
  if (Math.abs(total - 1) > TOLERANCE) return `its weights come to ${total}, not to 1`;
  if (values !== undefined) return readValues(values, weights, bins ?? tails);
  return readBins(bins, weights, tails);
}

function readValues(
  values: Json,
  weights: readonly number[],
  beside: Json | undefined,
): Partition | string {
  if (beside !== undefined) return 'it has "values" or "bins", and tails only with bins';
  if (!isJsonList(values) || !values.every(isScalar)) return '"values" must be a list of values';
  if (values.length !== weights.length) return 'it must have a weight for each of "values"';
  return { type: 'values', values, weights };
}

function readBins(
  given: Json | undefined,
  weights: readonly number[],
  tails: readonly number[] | undefined,
): Partition | string {
  const bins = isJsonList(given) ? given.map(Number) : [];
  if (bins.length < 2 || bins.some(Number.isNaN)) {
    return 'it needs "values", or "bins" with two numbers at least';
  }
  if (bins.some((bin, index) => index > 0 && bin <= (bins[index - 1] ?? 0))) {
    return '"bins" must ascend';
  }
  if (bins.length !== weights.length + 1) return 'it must have a weight between any two of "bins"';
  const isBelow = bins[0] === Number.NEGATIVE_INFINITY;
  const isAbove = bins.at(-1) === Number.POSITIVE_INFINITY;
  if (tails !== undefined && (isBelow || isAbove)) {
    return 'it has "tail_weights" or bins that end at infinity, not both';
  }
  const finite = bins.filter(Number.isFinite);
  if (finite.length < 2) return '"bins" must hold two finite numbers at least';
  return {
    type: 'bins',
    bins: finite,
    weights: weights.slice(isBelow ? 1 : 0, isAbove ? -1 : undefined),
    tails: [
      isBelow ? (weights[0] ?? 0) : (tails?.[0] ?? 0),
      isAbove ? (weights.at(-1) ?? 0) : (tails?.[1] ?? 0),
    ],
    isOpen: [isBelow, isAbove],
    hasTailWeights: tails !== undefined,
  };
}

/** What is kept back for what the partition does not expect. */
export interface Holdout {
  readonly tail: number;
  readonly internal: number;
}

/** In words, why the shares cannot be kept back from it; undefined where they can. */
export function holdoutProblem(
  partition: Partition,
  { tail, internal }: Holdout,
): string | undefined {
  if (partition.type === 'values') {
    return internal > 0 ? '"internal_weight_holdout" is for bins, not for values' : undefined;
  }
  if (tail === 0) return undefined;
  if (partition.hasTailWeights) return '"tail_weight_holdout" must be 0 beside "tail_weights"';
  return partition.isOpen.every(Boolean)
    ? '"tail_weight_holdout" has no place where both ends are infinite'
    : undefined;
}

/** The expected weights of the bins, after what is kept back, and of the tails. */
export function binWeights(
  { weights, tails, isOpen, hasTailWeights }: BinPartition,
  { tail, internal }: Holdout,
): { readonly weights: readonly number[]; readonly tails: readonly [number, number] } {
  const left = 1 - tail - internal;
  // what ends at infinity is a bin like the others; what is empty shares what is kept back inside
  const inner = [...(isOpen[0] ? [tails[0]] : []), ...weights, ...(isOpen[1] ? [tails[1]] : [])];
  const empty = inner.filter((weight) => weight === 0).length;
  const adjusted = inner.map((weight) =>
    weight === 0 && internal > 0 ? internal / empty : weight * left,
  );
  const openTails = isOpen.filter(Boolean).length;
  const outside = (side: 0 | 1): number => {
    if (hasTailWeights) return tails[side];
    return openTails === 0 ? tail / 2 : tail;
  };
  return {
    weights: adjusted.slice(isOpen[0] ? 1 : 0, isOpen[1] ? -1 : undefined),
    tails: [
      isOpen[0] ? (adjusted[0] ?? 0) : outside(0),
      isOpen[1] ? (adjusted.at(-1) ?? 0) : outside(1),
    ],
  };
}

/** The sum of p × ln(p / q), both made to come to 1; undefined where it is infinite or there is nothing. */
export function divergence(
  observed: readonly number[],
  expected: readonly number[],
): number | undefined {
  const total = (weights: readonly number[]): number =>
    weights.reduce((sum, each) => sum + each, 0);
  const [p, q] = [total(observed), total(expected)];
  if (p === 0 || q === 0) return undefined;
  const sum = observed.reduce((so, weight, index) => {
    const share = weight / p;
    return share === 0 ? so : so + share * Math.log(share / ((expected[index] ?? 0) / q));
  }, 0);
  return Number.isFinite(sum) ? sum : undefined;
}

function isNumbers(value: Json | undefined): value is readonly number[] {
  return isJsonList(value) && value.length > 0 && value.every((each) => typeof each === 'number');
}

function isScalar(value: Json): value is Scalar {
  return value !== null && typeof value !== 'object';
}
