import { bug } from '../diagnostics/bug.ts';
import type { Column } from '../sql/column.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { addToDate } from '../time/add-to-date.ts';
import type { ModelBuild } from './model-build.ts';
import type { HistoryConfig, ModelConfig } from './model-config.ts';

/** When a version of a row began, and when the next one did: NULL while it is the newest. */
export const VALID_FROM = 'valid_from';
export const VALID_TO = 'valid_to';
/** Of `hard_deletes: mark`: whether the version says that the row is gone. */
export const IS_DELETED = 'is_deleted';

/** The columns that asof adds to the versions of a history. */
export const HISTORY_COLUMNS = [VALID_FROM, VALID_TO, IS_DELETED] as const;

export function historyOf({ config }: Pick<ModelBuild, 'config'>): HistoryConfig {
  return config.history ?? bug('a model that is no history is built as one');
}

export function marksDeleted({ history }: Pick<ModelConfig, 'history'>): boolean {
  return history?.hardDeletes === 'mark';
}

/** The type of `valid_from` and `valid_to`: that of `updated_at`, else that of what builds are told apart by. */
export function validityType(build: Pick<ModelBuild, 'config' | 'columns' | 'asOf'>): string {
  const { change } = historyOf(build);
  if (change.strategy === 'check') {
    return build.asOf === undefined ? 'timestamp with time zone' : 'date';
  }
  const column = build.columns.find(({ name }) => name === change.updatedAt);
  return column?.type ?? bug(`the select lacks ${change.updatedAt}`);
}

export function validityColumns(
  build: Pick<ModelBuild, 'config' | 'columns' | 'asOf'>,
): readonly Column[] {
  const type = validityType(build);
  return [
    { name: VALID_FROM, type },
    { name: VALID_TO, type },
    ...(marksDeleted(build.config) ? [{ name: IS_DELETED, type: 'boolean' }] : []),
  ];
}

/** The start of a day in UTC, as a value of the type. */
export function startOf(date: string, type: string): string {
  return type === 'date' ? `date ${quoteLiteral(date)}` : `${startLiteral(date)}::${type}`;
}

/** The first moment that is no longer of the day. */
export function endOf(date: string, type: string): string {
  return startOf(addToDate(date, 1, 'day'), type);
}

/** The same without a type: a date, a timestamp and a timestamptz alike take it for theirs. */
function startLiteral(date: string): string {
  return quoteLiteral(`${date} 00:00:00+00`);
}

/**
 * The versions that are valid at the end of an as_of; without one, the newest. What is marked as
 * deleted is not there.
 */
export function validAt(config: ModelConfig, asOf: string | undefined, qualifier?: string): string {
  const prefix = qualifier === undefined ? '' : `${qualifier}.`;
  const isThere = marksDeleted(config)
    ? ` and ${prefix}${quoteIdentifier(IS_DELETED)} is not true`
    : '';
  return `${covers(asOf, prefix)}${isThere}`;
}

function covers(asOf: string | undefined, prefix: string): string {
  const to = `${prefix}${quoteIdentifier(VALID_TO)}`;
  if (asOf === undefined) return `${to} is null`;
  const end = startLiteral(addToDate(asOf, 1, 'day'));
  return `${prefix}${quoteIdentifier(VALID_FROM)} < ${end} and (${to} is null or ${to} >= ${end})`;
}

/** What was known of `valid_to` at the end of an as_of, and which versions had begun by then. */
export function knownAt(asOf: string): { readonly validTo: string; readonly hasBegun: string } {
  const end = startLiteral(addToDate(asOf, 1, 'day'));
  const to = quoteIdentifier(VALID_TO);
  return {
    validTo: `case when ${to} < ${end} then ${to} end as ${to}`,
    hasBegun: `${quoteIdentifier(VALID_FROM)} < ${end}`,
  };
}
