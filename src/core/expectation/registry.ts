import type { Json } from '../diagnostics/json.ts';
import type { Check } from './check.ts';
import { nameUnderTable } from './check-name.ts';
import { aggregationToBeBetween } from './checks/aggregation-to-be-between.ts';
import { aggregationToEqualOtherTable } from './checks/aggregation-to-equal-other-table.ts';
import { atLeastOne } from './checks/at-least-one.ts';
import { beBetween } from './checks/be-between.ts';
import { beDateutilParseable } from './checks/be-dateutil-parseable.ts';
import { beDecreasing } from './checks/be-decreasing.ts';
import { beInSet } from './checks/be-in-set.ts';
import { beInTypeList } from './checks/be-in-type-list.ts';
import { beIncreasing } from './checks/be-increasing.ts';
import { beJsonParseable } from './checks/be-json-parseable.ts';
import { beNull } from './checks/be-null.ts';
import { beOfType } from './checks/be-of-type.ts';
import { beUnique } from './checks/be-unique.ts';
import { columnCountToBeBetween } from './checks/column-count-to-be-between.ts';
import { columnCountToEqual } from './checks/column-count-to-equal.ts';
import { columnPairValuesAToBeGreaterThanB } from './checks/column-pair-values-a-to-be-greater-than-b.ts';
import { columnPairValuesToBeEqual } from './checks/column-pair-values-to-be-equal.ts';
import { columnPairValuesToBeInSet } from './checks/column-pair-values-to-be-in-set.ts';
import { columnsToMatchLastRun } from './checks/columns-to-match-last-run.ts';
import { columnsToMatchOrderedList } from './checks/columns-to-match-ordered-list.ts';
import { columnsToMatchSchema } from './checks/columns-to-match-schema.ts';
import { columnsToMatchSet } from './checks/columns-to-match-set.ts';
import { compoundColumnsToBeUnique } from './checks/compound-columns-to-be-unique.ts';
import { compoundRelationships } from './checks/compound-relationships.ts';
import { distinctValuesToBeInSet } from './checks/distinct-values-to-be-in-set.ts';
import { distinctValuesToContainSet } from './checks/distinct-values-to-contain-set.ts';
import { distinctValuesToEqualSet } from './checks/distinct-values-to-equal-set.ts';
import { expressionIsTrue } from './checks/expression-is-true.ts';
import { flagsToBeMutuallyExclusive } from './checks/flags-to-be-mutually-exclusive.ts';
import { klDivergenceToBeLessThan } from './checks/kl-divergence-to-be-less-than.ts';
import { matchJsonSchema } from './checks/match-json-schema.ts';
import { matchLikePattern } from './checks/match-like-pattern.ts';
import { matchLikePatternList } from './checks/match-like-pattern-list.ts';
import { matchRegex } from './checks/match-regex.ts';
import { matchRegexList } from './checks/match-regex-list.ts';
import { matchStrftimeFormat } from './checks/match-strftime-format.ts';
import { maxToBeBetween } from './checks/max-to-be-between.ts';
import { meanToBeBetween } from './checks/mean-to-be-between.ts';
import { medianToBeBetween } from './checks/median-to-be-between.ts';
import { minToBeBetween } from './checks/min-to-be-between.ts';
import { mostCommonValueToBeInSet } from './checks/most-common-value-to-be-in-set.ts';
import { multicolumnSumToEqual } from './checks/multicolumn-sum-to-equal.ts';
import { multicolumnValuesToBeEqual } from './checks/multicolumn-values-to-be-equal.ts';
import { mutuallyExclusiveRanges } from './checks/mutually-exclusive-ranges.ts';
import { noMissingBuckets } from './checks/no-missing-buckets.ts';
import { noRowsAfter } from './checks/no-rows-after.ts';
import { notBeInSet } from './checks/not-be-in-set.ts';
import { notBeNull } from './checks/not-be-null.ts';
import { notBeOutliers } from './checks/not-be-outliers.ts';
import { notConstant } from './checks/not-constant.ts';
import { notMatchLikePattern } from './checks/not-match-like-pattern.ts';
import { notMatchLikePatternList } from './checks/not-match-like-pattern-list.ts';
import { notMatchRegex } from './checks/not-match-regex.ts';
import { notMatchRegexList } from './checks/not-match-regex-list.ts';
import { proportionOfNonNullValuesToBeBetween } from './checks/proportion-of-non-null-values-to-be-between.ts';
import { proportionOfUniqueValuesToBeBetween } from './checks/proportion-of-unique-values-to-be-between.ts';
import { quantileValuesToBeBetween } from './checks/quantile-values-to-be-between.ts';
import { queryResultsToMatchComparison } from './checks/query-results-to-match-comparison.ts';
import { recency } from './checks/recency.ts';
import { relationships } from './checks/relationships.ts';
import { rowCountToBeBetween } from './checks/row-count-to-be-between.ts';
import { rowCountToEqual } from './checks/row-count-to-equal.ts';
import { rowCountToEqualOtherTable } from './checks/row-count-to-equal-other-table.ts';
import { rowsToEqualOtherTable } from './checks/rows-to-equal-other-table.ts';
import { selectColumnValuesToBeUniqueWithinRecord } from './checks/select-column-values-to-be-unique-within-record.ts';
import { sequentialValues } from './checks/sequential-values.ts';
import { stdevToBeBetween } from './checks/stdev-to-be-between.ts';
import { sumToBeBetween } from './checks/sum-to-be-between.ts';
import { toExist } from './checks/to-exist.ts';
import { typeToBe } from './checks/type-to-be.ts';
import { unexpectedRowsExpectation } from './checks/unexpected-rows-expectation.ts';
import { uniqueValueCountToBeBetween } from './checks/unique-value-count-to-be-between.ts';
import { valueLengthsToBeBetween } from './checks/value-lengths-to-be-between.ts';
import { valueLengthsToEqual } from './checks/value-lengths-to-equal.ts';
import { valueZScoresToBeLessThan } from './checks/value-z-scores-to-be-less-than.ts';

/** Every check there is: a new one is its file and its line here. */
export const CHECKS: readonly Check[] = [
  columnsToMatchSet,
  columnsToMatchOrderedList,
  columnsToMatchSchema,
  columnsToMatchLastRun,
  columnCountToBeBetween,
  columnCountToEqual,
  toExist,
  beOfType,
  typeToBe,
  beInTypeList,
  rowCountToBeBetween,
  rowCountToEqual,
  rowCountToEqualOtherTable,
  aggregationToBeBetween,
  aggregationToEqualOtherTable,
  rowsToEqualOtherTable,
  notBeNull,
  atLeastOne,
  beNull,
  beUnique,
  compoundColumnsToBeUnique,
  selectColumnValuesToBeUniqueWithinRecord,
  beBetween,
  beInSet,
  notBeInSet,
  matchRegex,
  notMatchRegex,
  matchRegexList,
  notMatchRegexList,
  matchLikePattern,
  notMatchLikePattern,
  matchLikePatternList,
  notMatchLikePatternList,
  matchStrftimeFormat,
  beDateutilParseable,
  beJsonParseable,
  matchJsonSchema,
  valueLengthsToBeBetween,
  valueLengthsToEqual,
  beIncreasing,
  beDecreasing,
  sequentialValues,
  noMissingBuckets,
  recency,
  mutuallyExclusiveRanges,
  valueZScoresToBeLessThan,
  notBeOutliers,
  relationships,
  compoundRelationships,
  columnPairValuesAToBeGreaterThanB,
  columnPairValuesToBeEqual,
  columnPairValuesToBeInSet,
  multicolumnSumToEqual,
  multicolumnValuesToBeEqual,
  flagsToBeMutuallyExclusive,
  noRowsAfter,
  minToBeBetween,
  maxToBeBetween,
  meanToBeBetween,
  medianToBeBetween,
  sumToBeBetween,
  stdevToBeBetween,
  quantileValuesToBeBetween,
  uniqueValueCountToBeBetween,
  notConstant,
  proportionOfUniqueValuesToBeBetween,
  proportionOfNonNullValuesToBeBetween,
  distinctValuesToBeInSet,
  distinctValuesToContainSet,
  distinctValuesToEqualSet,
  mostCommonValueToBeInSet,
  klDivergenceToBeLessThan,
  expressionIsTrue,
  unexpectedRowsExpectation,
  queryResultsToMatchComparison,
];

/** A name that dbt users know, for a check with some of its arguments given or named otherwise. */
export interface CheckAlias {
  readonly name: string;
  readonly check: string;
  /** dbt's names of arguments → ours. */
  readonly renamed: Readonly<Record<string, string>>;
  readonly given: Readonly<Record<string, Json>>;
  /** dbt's arguments that say nothing here: literals have the type of the column. */
  readonly ignored?: readonly string[];
  /** Settings that go by another name there. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A flag that, where it is `when`, means that others are true. */
  readonly spelled?: Readonly<
    Record<string, { readonly when: boolean; readonly means: readonly string[] }>
  >;
}

export const CHECK_ALIASES: readonly CheckAlias[] = [
  { name: 'not_null', check: 'not_be_null', renamed: {}, given: {} },
  { name: 'unique', check: 'be_unique', renamed: {}, given: {} },
  {
    name: 'accepted_values',
    check: 'be_in_set',
    renamed: { values: 'value_set' },
    given: {},
    ignored: ['quote'],
  },
  { name: 'relationships', check: 'relationships', renamed: {}, given: {} },
  { name: 'non_negative', check: 'be_between', renamed: {}, given: { min_value: 0 } },
];

/** An item of `rows:`. */
const ROW: CheckAlias = {
  name: 'rows',
  check: 'expression_is_true',
  renamed: { sql: 'expression' },
  given: {},
};

/** The places in YAML where checks are declared; `columns` gives them a column. */
export type CheckPlace = 'columns' | 'table' | 'rows';

export interface SpelledCheck {
  readonly check: Check;
  readonly alias: CheckAlias | undefined;
  /** As ids and messages say it: the alias, or the short name. */
  readonly title: string;
}

const BY_NAME = new Map(CHECKS.map((check) => [check.name, check]));
const BY_PLACE = {
  columns: spellings('columns'),
  table: spellings('table'),
  rows: spellings('rows'),
} as const satisfies Record<CheckPlace, ReadonlyMap<string, SpelledCheck>>;

/** The check of that name in the registry, as `Expectation.check` has it. */
export function checkNamed(name: string): Check | undefined {
  return BY_NAME.get(name);
}

/** The check that users may write so at that place. */
export function findCheck(spelled: string, place: CheckPlace): SpelledCheck | undefined {
  return BY_PLACE[place].get(spelled);
}

/** What may be written at that place, short names and aliases. */
export function namesAt(place: CheckPlace): readonly string[] {
  return [...BY_PLACE[place].keys()];
}

function spellings(place: CheckPlace): ReadonlyMap<string, SpelledCheck> {
  const found = new Map<string, SpelledCheck>();
  for (const check of place === 'rows' ? [] : CHECKS) {
    const entry = { check, alias: undefined, title: check.name };
    const isAtHome = (check.scope === 'column') === (place === 'columns');
    if (isAtHome) found.set(check.name, entry);
    if (place === 'table') found.set(nameUnderTable(check.fullName), entry);
    if (place === 'table' || isAtHome) found.set(check.fullName, entry);
  }
  for (const alias of aliasesAt(place)) {
    const check = BY_NAME.get(alias.check);
    if (check !== undefined) found.set(alias.name, { check, alias, title: alias.name });
  }
  return found;
}

function aliasesAt(place: CheckPlace): readonly CheckAlias[] {
  switch (place) {
    case 'columns':
      return CHECK_ALIASES;
    case 'table':
      return [];
    case 'rows':
      return [ROW];
  }
}
