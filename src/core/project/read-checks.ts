import { entryOf, type LocatedValue } from '../diagnostics/located-value.ts';
import type { ColumnChecks, Spelling } from './project.ts';

/** Checks as they are written: of the table, of its columns, of its rows. */
export interface ReadChecks {
  readonly table: readonly LocatedValue[];
  readonly columns: readonly ColumnChecks[];
  readonly rows: readonly LocatedValue[];
}

const KEYS: Readonly<Record<Spelling, readonly string[]>> = {
  asof: ['expectations'],
  dbt: ['data_tests', 'tests'],
};

/** The checks written under the keys of one spelling in the map of a column. */
export function checksAt(value: LocatedValue, spelling: Spelling): readonly LocatedValue[] {
  return KEYS[spelling].flatMap((key) => listChecks(entryOf(value, key)?.value));
}

/**
 * The checks declared beside a node's columns: a list is about the table, and a map with `table:`,
 * `columns:` or `rows:` is a block like those of expectations/.
 */
export function blocksAt(value: LocatedValue, spelling: Spelling): ReadChecks {
  const blocks = KEYS[spelling].flatMap((key) => entryOf(value, key)?.value ?? []);
  const read = blocks.map((block) =>
    isBlock(block) ? readBlock(block) : { table: listChecks(block), columns: [], rows: [] },
  );
  return {
    table: read.flatMap((each) => each.table),
    columns: read.flatMap((each) => each.columns),
    rows: read.flatMap((each) => each.rows),
  };
}

/** `table:`, `columns:` and `rows:` of a map. */
export function readBlock(block: LocatedValue): ReadChecks {
  const columns = entryOf(block, 'columns')?.value;
  const rows = entryOf(block, 'rows')?.value;
  return {
    table: listChecks(entryOf(block, 'table')?.value),
    columns: (columns?.type === 'map' ? columns.entries : []).map((entry) => ({
      column: entry.key,
      location: entry.keyLocation,
      checks: listChecks(entry.value),
    })),
    rows: rows === undefined || isNothing(rows) ? [] : rows.type === 'list' ? rows.items : [rows],
  };
}

/** The items of a list; a map stands for a list of its entries, one check for itself. */
function listChecks(value: LocatedValue | undefined): readonly LocatedValue[] {
  if (value === undefined || isNothing(value)) return [];
  if (value.type === 'list') return value.items;
  const isOneCheck =
    value.type === 'scalar' ||
    entryOf(value, 'kwargs') !== undefined ||
    entryOf(value, 'test_name');
  if (isOneCheck) return [value];
  return value.entries.map((entry) => ({
    type: 'map',
    entries: [entry],
    location: entry.keyLocation,
  }));
}

function isBlock(value: LocatedValue): boolean {
  return (
    value.type === 'map' &&
    value.entries.length > 0 &&
    value.entries.every((entry) => ['table', 'columns', 'rows'].includes(entry.key))
  );
}

function isNothing(value: LocatedValue): boolean {
  return value.type === 'scalar' && value.value === null;
}
