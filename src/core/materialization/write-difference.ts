import type { Column } from '../sql/column.ts';
import { valuesDiffer } from '../sql/compared-value.ts';
import { columnList, quoteIdentifier } from '../sql/quote.ts';

export interface Difference {
  /** The table that changes, as SQL. */
  readonly live: string;
  /** The rows that it is to have, as SQL; their keys are unique and not NULL. */
  readonly batch: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  /** Whether a live row that the batch lacks is missing from it. */
  readonly isWhole: boolean;
  /** The date column that says since when a row is missing from the batch. */
  readonly missingSince?: string | undefined;
  /** True of a live row whose new version was kept back: the batch lacks it, and it is not missing. */
  readonly heldBack?: string | undefined;
}

/**
 * Writes only the rows that differ, and counts: inserted, updated, unchanged, missing (in the live
 * table and not in the batch). It joins first, because `on conflict … where distinct` would lock and
 * log every row; `on conflict` is left to settle a key that another session inserts meanwhile.
 */
export function writeDifference({
  live,
  batch,
  columns,
  key,
  isWhole,
  missingSince,
  heldBack,
}: Difference): string {
  const names = columns.map((column) => column.name);
  const keys = new Set(key);
  const values = columns.filter((column) => !keys.has(column.name));
  const isNew = `live.${quoteIdentifier(key[0] ?? '')} is null`;
  const differs = [
    isNew,
    ...(values.length === 0 ? [] : [valuesDiffer(values, 'batch', 'live')]),
    ...(missingSince === undefined ? [] : [`live.${quoteIdentifier(missingSince)} is not null`]),
  ];
  const updates = [
    ...values.map(({ name }) => `${quoteIdentifier(name)} = excluded.${quoteIdentifier(name)}`),
    ...(missingSince === undefined ? [] : [`${quoteIdentifier(missingSince)} = null`]),
  ];
  return [
    'with changed as materialized (',
    `  select ${columnList(names, 'batch')}, ${isNew} as "asof: is new"`,
    `  from ${batch} as batch`,
    `  left join ${live} as live on ${onKey(key, 'live', 'batch')}`,
    `  where ${differs.join('\n    or ')}`,
    '), written as (',
    `  insert into ${live} (${columnList(names)})`,
    `  select ${columnList(names)} from changed`,
    `  on conflict (${columnList(key)}) do ${updates.length === 0 ? 'nothing' : `update set ${updates.join(', ')}`}`,
    '), counts as (',
    `  select count(*) filter (where "asof: is new") as inserted, count(*) as written,`,
    `    (select count(*) from ${batch}) as batch`,
    '  from changed',
    ')',
    'select inserted, written - inserted as updated, batch - written as unchanged',
    // this select still sees the live table as it was before the insert
    ...(isWhole
      ? [
          `  , (select count(*) from ${live}) - (batch - inserted)${heldBack === undefined ? '' : `\n    - (${countHeldBack({ live, batch, key, heldBack })})`} as missing`,
        ]
      : []),
    'from counts',
  ].join('\n');
}

function countHeldBack({
  live,
  batch,
  key,
  heldBack,
}: Pick<Difference, 'live' | 'batch' | 'key' | 'heldBack'>): string {
  return [
    `select count(*) from ${live} as live`,
    `    where ${heldBack} and not exists (select from ${batch} as batch where ${onKey(key, 'live', 'batch')})`,
  ].join('\n');
}

/** Removes the rows whose key the batch no longer has. */
export function deleteMissing({ live, batch, key, heldBack }: Difference): string {
  return [
    `delete from ${live} as live`,
    `where not exists (select from ${batch} as batch where ${onKey(key, 'live', 'batch')})`,
    ...(heldBack === undefined ? [] : [`  and not ${heldBack}`]),
  ].join('\n');
}

export function onKey(key: readonly string[], left: string, right: string): string {
  return key
    .map((name) => `${left}.${quoteIdentifier(name)} = ${right}.${quoteIdentifier(name)}`)
    .join(' and ');
}
