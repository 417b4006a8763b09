import type { LocatedEntry } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { Location } from '../../diagnostics/source-file.ts';
import type { Threshold } from '../expectation.ts';
import { bracketed } from '../facts/condition.ts';
import type { HistoryRule } from '../history/history-rule.ts';
import { isNull } from './parse-argument.ts';
import { parseSample, parseStoring } from './parse-evidence.ts';
import { parseHistory } from './parse-history.ts';
import { parseQuarantine } from './parse-quarantine.ts';
import { parseSeverity, parseThreshold } from './parse-threshold.ts';
import { NOT_TAKEN, refuseWhatHasNoMeaning, type Settled } from './refuse-settings.ts';
import { parseRowCondition } from './row-condition/parse-row-condition.ts';
import {
  parseCount,
  parseFlag,
  parseNames,
  parseSqlEntry,
  parseText,
  refuse,
} from './setting-value.ts';
import type { Spelling } from './spelling.ts';

/** What every check takes beside its own arguments. */
export interface ExpectationSettings {
  readonly name: string | undefined;
  readonly where: string | undefined;
  readonly groupBy: readonly string[];
  readonly mostly: number;
  readonly threshold: Threshold;
  /** How the value must stand to what earlier runs observed. */
  readonly history?: HistoryRule;
  readonly gate: boolean;
  /** Where `on_fail: quarantine` stands; undefined: unexpected rows are not moved. */
  readonly quarantine: Location | undefined;
  /** Whether all rows that it finds are kept in `asof_failures`. */
  readonly storesFailures: boolean;
  /** At most so many unexpected rows are shown. */
  readonly sample: number;
  /** Columns that are shown with the key of an unexpected row. */
  readonly contextColumns: readonly string[];
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly owner: string | undefined;
  /** dbt's way to switch a test off. */
  readonly enabled: boolean;
  /** dbt's: at most so many rows are counted, and shown. */
  readonly limit: number | undefined;
  /** dbt's: what is computed over the rows that a select returns, in place of their number. */
  readonly failCalc: string | undefined;
}

const KNOWN = [
  'name',
  'where',
  'group_by',
  'row_condition',
  'condition_parser',
  'mostly',
  'severity',
  'warn_if',
  'error_if',
  'history',
  'gate',
  'on_fail',
  'store_failures',
  'store_failures_as',
  'sample',
  'context_columns',
  'description',
  'tags',
  'owner',
  'enabled',
  'limit',
  'fail_calc',
] as const;

/**
 * Say nothing about the outcome: documents, how dbt or Great Expectations report, and how older
 * versions of the latter read bounds, which here are always values of the column's type.
 */
const WITHOUT_MEANING = [
  'meta',
  'notes',
  'id',
  'ge_cloud_id',
  'batch_id',
  'rendered_content',
  'expectation_context',
  'success_on_last_run',
  'result_format',
  'output_strftime_format',
  'include_config',
  'include_rendered_content',
  'catch_exceptions',
  'interactive_evaluation',
  'auto',
  'profiler_config',
  'allow_cross_type_comparisons',
  'parse_strings_as_datetimes',
  'alias',
  'schema',
  'database',
  'group',
] as const;

export const SETTING_NAMES: readonly string[] = KNOWN;

export function isSetting(key: string): boolean {
  return [...KNOWN, ...WITHOUT_MEANING, ...Object.keys(NOT_TAKEN)].some((each) => each === key);
}

/** The settings among the entries; what is wrong with one is reported, and its default taken. */
export function parseSettings(
  entries: readonly LocatedEntry[],
  check: Settled,
  spelling: Spelling,
  problems: Problems,
): ExpectationSettings {
  for (const entry of entries) refuseWhatHasNoMeaning(entry, check, spelling, problems);
  const given = (key: (typeof KNOWN)[number]): LocatedEntry | undefined => {
    const entry = entries.find((each) => each.key === key);
    return entry === undefined || isNull(entry.value) ? undefined : entry;
  };
  const severity = parseSeverity(given('severity'), problems);
  const gate = parseFlag(given('gate'), true, problems);
  const groupBy = parseNames(given('group_by'), 'a column or a list of columns', problems);
  const quarantine = parseQuarantine(
    given('on_fail'),
    { check, severity, gate, others: given },
    problems,
  );
  const where = parseSqlEntry(given('where'), problems);
  // in packages of dbt a row_condition is SQL
  const condition =
    spelling === 'dbt'
      ? parseSqlEntry(given('row_condition'), problems)
      : parseRowCondition(given('row_condition'), given('condition_parser'), problems);
  const history = parseHistory(given('history'), problems);
  return {
    name: parseText(given('name'), problems),
    where: bothHold(where, condition),
    groupBy,
    mostly: parseMostly(given('mostly'), problems),
    threshold: parseThreshold(
      { warnIf: given('warn_if'), errorIf: given('error_if'), mostly: given('mostly') },
      {
        severity,
        isDbt: spelling === 'dbt' || given('severity') !== undefined,
        isQuarantine: quarantine !== undefined,
      },
      problems,
    ),
    ...(history !== undefined && { history }),
    gate,
    quarantine,
    storesFailures: parseStoring(given('store_failures'), given('store_failures_as'), problems),
    sample: parseSample(given('sample'), problems),
    contextColumns: parseNames(given('context_columns'), 'a column or a list of columns', problems),
    description: parseText(given('description'), problems),
    tags: parseNames(given('tags'), 'a tag or a list of tags', problems),
    owner: parseText(given('owner'), problems),
    enabled: parseFlag(given('enabled'), true, problems),
    limit: parseCount(given('limit'), problems),
    failCalc: parseSqlEntry(given('fail_calc'), problems),
  };
}

function bothHold(where: string | undefined, condition: string | undefined): string | undefined {
  if (where === undefined || condition === undefined) return where ?? condition;
  return `${bracketed(where)} and ${bracketed(condition)}`;
}

function parseMostly(entry: LocatedEntry | undefined, problems: Problems): number {
  if (entry === undefined) return 1;
  const { value } = entry;
  const share = value.type === 'scalar' ? value.value : undefined;
  if (typeof share === 'number' && share >= 0 && share <= 1) return share;
  refuse('mostly', 'a share between 0 and 1', value, problems);
  return 1;
}
