import type { LocatedEntry, LocatedValue } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { Check } from '../check.ts';
import type { Limit, Threshold } from '../expectation.ts';
import { bracketed } from '../facts/condition.ts';
import { describeValue, isNull, parseSql } from './parse-argument.ts';
import { parseLimit } from './parse-limit.ts';
import { parseRowCondition } from './row-condition/parse-row-condition.ts';

/** Where a declaration stands: dbt's thresholds mean what they mean in dbt. */
export type Spelling = 'asof' | 'dbt';

/** What every check takes beside its own arguments. */
export interface ExpectationSettings {
  readonly name: string | undefined;
  readonly where: string | undefined;
  readonly groupBy: readonly string[];
  readonly mostly: number;
  readonly threshold: Threshold;
  readonly gate: boolean;
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

/** What settings are given to: a check, or a select of the user's own. */
export interface Settled {
  readonly name: string;
  readonly kind: Check['kind'] | 'select';
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
  'gate',
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
  'store_failures',
  'store_failures_as',
  'alias',
  'schema',
  'database',
  'group',
] as const;

/** Would change the outcome, so they are refused rather than passed over. */
const NOT_TAKEN: Readonly<Record<string, string>> = {
  on_fail: '"on_fail" is not built yet: unexpected rows are listed, never moved',
  windows: '"windows" is not taken: give the bounds themselves',
};

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
  const where = parseSqlEntry(given('where'), problems);
  // in packages of dbt a row_condition is SQL
  const condition =
    spelling === 'dbt'
      ? parseSqlEntry(given('row_condition'), problems)
      : parseRowCondition(given('row_condition'), given('condition_parser'), problems);
  return {
    name: parseText(given('name'), problems),
    where: bothHold(where, condition),
    groupBy: parseNames(given('group_by'), 'a column or a list of columns', problems),
    mostly: parseMostly(given('mostly'), problems),
    threshold: parseThreshold(
      { severity: given('severity'), warnIf: given('warn_if'), errorIf: given('error_if') },
      given('mostly'),
      spelling,
      problems,
    ),
    gate: parseFlag(given('gate'), true, problems),
    description: parseText(given('description'), problems),
    tags: parseNames(given('tags'), 'a tag or a list of tags', problems),
    owner: parseText(given('owner'), problems),
    enabled: parseFlag(given('enabled'), true, problems),
    limit: parseCount(given('limit'), problems),
    failCalc: parseSqlEntry(given('fail_calc'), problems),
  };
}

function refuseWhatHasNoMeaning(
  entry: LocatedEntry,
  check: Settled,
  spelling: Spelling,
  problems: Problems,
): void {
  const { key, keyLocation: location } = entry;
  if (isNull(entry.value)) return;
  if (check.kind === 'select') {
    refuseForSelects(entry, check, problems);
    return;
  }
  const refusal = NOT_TAKEN[key] ?? refusalOfCheck(key, check, spelling);
  if (refusal !== undefined) {
    problems.error('expectation-argument', refusal, { location });
    return;
  }
  const countsRows = key === 'mostly' || key === 'warn_if' || key === 'error_if';
  if (countsRows && check.kind !== 'rows') {
    problems.error('expectation-argument', `"${key}" counts rows, and ${check.name} has none`, {
      location,
      hint: key === 'mostly' ? undefined : 'use "severity"',
    });
  }
  const choosesRows = key === 'where' || key === 'row_condition' || key === 'group_by';
  if (choosesRows && check.kind === 'catalog') {
    const message = `"${key}" is about rows, and ${check.name} looks at none`;
    problems.error('expectation-argument', message, { location });
  }
}

/** What only a select of the user's own, or only dbt's spelling, gives a meaning to. */
function refusalOfCheck(key: string, { name, kind }: Settled, spelling: Spelling) {
  if (key === 'fail_calc') {
    return `"fail_calc" is computed over the rows of a test, and ${name} is none: it counts rows`;
  }
  if (key !== 'limit') return undefined;
  if (kind !== 'rows') return `"limit" counts rows, and ${name} has none`;
  return spelling === 'dbt'
    ? undefined
    : '"limit" is taken under data_tests: only: unexpected rows are counted in full';
}

/** Of a select nobody knows from how many rows it took its own. */
function refuseForSelects(entry: LocatedEntry, { name }: Settled, problems: Problems): void {
  const { key, keyLocation: location, value } = entry;
  const refusal = NOT_TAKEN[key];
  const isLimit = key === 'warn_if' || key === 'error_if';
  const isShare = isLimit && value.type === 'scalar' && value.text.includes('%');
  if (refusal !== undefined) {
    problems.error('expectation-argument', refusal, { location });
  } else if (key === 'group_by') {
    const message = `"group_by" is of the rows looked at, and "${name}" returns the wrong ones only`;
    problems.error('expectation-argument', message, {
      location,
      hint: 'write the group by into its select',
    });
  } else if (key === 'mostly' || isShare) {
    const what = key === 'mostly' ? '"mostly"' : `a percentage in "${key}"`;
    const message = `${what} is a share of the rows looked at, and "${name}" returns the wrong ones only`;
    problems.error('expectation-argument', message, {
      location,
      hint: `write error_if: "> 10"`,
    });
  }
}

function parseCount(entry: LocatedEntry | undefined, problems: Problems): number | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  const count = value.type === 'scalar' ? value.value : undefined;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  return refuse(entry.key, 'a whole number that is not negative', value, problems);
}

function parseSqlEntry(entry: LocatedEntry | undefined, problems: Problems): string | undefined {
  if (entry === undefined) return undefined;
  const sql = parseText(entry, problems);
  return sql === undefined ? undefined : parseSql(entry.key, sql, entry.value, problems);
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

interface ThresholdEntries {
  readonly severity: LocatedEntry | undefined;
  readonly warnIf: LocatedEntry | undefined;
  readonly errorIf: LocatedEntry | undefined;
}

function parseThreshold(
  entries: ThresholdEntries,
  mostly: LocatedEntry | undefined,
  spelling: Spelling,
  problems: Problems,
): Threshold {
  const severity = parseSeverity(entries.severity, problems);
  const warnIf = parseLimitEntry(entries.warnIf, problems);
  const errorIf = parseLimitEntry(entries.errorIf, problems);
  const limit = entries.warnIf ?? entries.errorIf;
  if (limit === undefined) return { type: 'severity', severity };
  if (mostly !== undefined) {
    problems.error('expectation-argument', `"mostly" and "${limit.key}" both set a limit`, {
      location: mostly.keyLocation,
      hint: 'keep one of them',
    });
  }
  // a severity beside limits is dbt's way to say them
  if (spelling === 'asof' && entries.severity === undefined) {
    return { type: 'limits', warnIf, errorIf };
  }
  return dbtLimits(severity, warnIf, errorIf);
}

/** In dbt each limit is `!= 0` unless given, and a test of severity warn never fails. */
function dbtLimits(
  severity: 'error' | 'warn',
  warnIf: Limit | undefined,
  errorIf: Limit | undefined,
): Threshold {
  const anyRow: Limit = { operator: '!=', amount: 0, isPercent: false };
  return {
    type: 'limits',
    warnIf: warnIf ?? anyRow,
    errorIf: severity === 'warn' ? undefined : (errorIf ?? anyRow),
  };
}

function parseSeverity(entry: LocatedEntry | undefined, problems: Problems): 'error' | 'warn' {
  if (entry === undefined) return 'error';
  const text = entry.value.type === 'scalar' ? String(entry.value.value).toLowerCase() : '';
  // Great Expectations says critical, warning and info
  if (text === 'error' || text === 'critical') return 'error';
  if (text === 'warn' || text === 'warning' || text === 'info') return 'warn';
  refuse('severity', 'error or warn', entry.value, problems);
  return 'error';
}

function parseLimitEntry(entry: LocatedEntry | undefined, problems: Problems): Limit | undefined {
  if (entry === undefined) return undefined;
  const limit = entry.value.type === 'scalar' ? parseLimit(entry.value.text) : undefined;
  if (limit !== undefined) return limit;
  return refuse(entry.key, 'a limit such as "> 10" or "> 1%"', entry.value, problems);
}

function parseText(entry: LocatedEntry | undefined, problems: Problems): string | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.type === 'scalar' && typeof value.value === 'string') return value.value;
  return refuse(entry.key, 'text', value, problems);
}

function parseFlag(
  entry: LocatedEntry | undefined,
  byDefault: boolean,
  problems: Problems,
): boolean {
  if (entry === undefined) return byDefault;
  const { value } = entry;
  if (value.type === 'scalar' && typeof value.value === 'boolean') return value.value;
  refuse(entry.key, 'true or false', value, problems);
  return byDefault;
}

/** One name or a list of them. */
function parseNames(
  entry: LocatedEntry | undefined,
  wanted: string,
  problems: Problems,
): readonly string[] {
  if (entry === undefined) return [];
  const values = entry.value.type === 'list' ? entry.value.items : [entry.value];
  const names: string[] = [];
  for (const value of values) {
    if (value.type === 'scalar' && typeof value.value === 'string') names.push(value.value);
    else refuse(entry.key, wanted, value, problems);
  }
  return names;
}

function refuse(name: string, wanted: string, value: LocatedValue, problems: Problems): undefined {
  const message = `"${name}" must be ${wanted}, not ${describeValue(value)}`;
  return problems.error('expectation-argument', message, { location: value.location });
}
