import {
  type AddedColumn,
  type IncomingRows,
  MOVED,
} from '../expectation/quarantine/incoming-rows.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import type { ModelBuild } from './model-build.ts';
import type { Step } from './step.ts';
import { onKey } from './write-difference.ts';

/** The step that moves failing rows away, where an expectation asks for it. */
export function quarantineSteps(
  { quarantines = false }: ModelBuild,
  incoming: () => IncomingRows,
): readonly Step[] {
  return quarantines ? [{ type: 'quarantine', incoming: incoming() }] : [];
}

/** The rows of a table that is built aside: nothing will stand beside them. */
export function asideRows(
  { columns, config }: ModelBuild,
  table: string,
  {
    key = config.uniqueKey,
    added = [],
  }: { readonly key?: readonly string[]; readonly added?: readonly AddedColumn[] } = {},
): IncomingRows {
  return {
    table,
    columns,
    key,
    added,
    beside: undefined,
    replaces: { type: 'as-of' },
  };
}

/** What a table that is written in place will hold beside a batch. */
export interface BatchRows {
  /** Columns that asof adds, and what they will be, over the table as `batch`. */
  readonly extra: readonly (AddedColumn & { readonly type: string })[];
  /** Live rows that stay: all, those whose key the batch lacks, or of these those that are held back. */
  readonly stays: 'all' | 'unlisted' | 'held-back';
  /** A condition on `live`: the others are not looked at. */
  readonly among?: string;
}

/** The rows of a batch that is written into a table in place. */
export function batchRows(build: ModelBuild, table: string, rows: BatchRows): IncomingRows {
  const { columns, config, existing } = build;
  const named = new Set([...columns, ...rows.extra].map((column) => column.name));
  // what the select no longer gives is NULL in new rows
  const lacking = (existing?.columns ?? [])
    .filter(({ name }) => !named.has(name))
    .map(({ name, type }) => ({ name, type, sql: `null::${type}` }));
  const added = [...rows.extra, ...lacking];
  return {
    table,
    columns,
    key: config.uniqueKey,
    added,
    beside: existing && {
      outputs: outputsOf(build, [...columns, ...added]),
      from: besideFrom(build, table, rows),
    },
    replaces: { type: build.readsItself === true ? 'same-rows' : 'as-of' },
  };
}

function outputsOf(
  { existing }: ModelBuild,
  columns: readonly { readonly name: string; readonly type: string }[],
): string {
  const held = new Set(existing?.columns.map((column) => column.name));
  return columns
    .map(({ name, type }) =>
      held.has(name) ? `live.${quoteIdentifier(name)}::${type}` : `null::${type}`,
    )
    .join(', ');
}

function besideFrom(
  build: ModelBuild,
  batch: string,
  { stays, among }: Pick<BatchRows, 'stays' | 'among'>,
): string {
  const key = build.config.uniqueKey;
  const conditions = [
    ...(among === undefined ? [] : [`(${among})`]),
    ...(stays === 'all'
      ? []
      : [`not exists (select from ${batch} as batch where ${onKey(key, 'live', 'batch')})`]),
    ...(stays === 'held-back' ? [isMoved(key, 'live')] : []),
  ];
  const where = conditions.length === 0 ? '' : `\nwhere ${conditions.join('\n  and ')}`;
  return `from ${renderRelation(build.relation)} as live${where}`;
}

/** True of a row of which a new version was moved away; undefined where none is. */
export function heldBack(
  { quarantines = false, config }: ModelBuild,
  qualifier: string,
): string | undefined {
  return quarantines ? isMoved(config.uniqueKey, qualifier) : undefined;
}

function isMoved(key: readonly string[], qualifier: string): string {
  return `exists (select from ${MOVED} as moved where ${onKey(key, qualifier, 'moved')})`;
}
