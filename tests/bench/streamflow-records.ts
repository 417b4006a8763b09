import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TABLES, type Table } from '../../bench/streamflow/tables.ts';

export const committedSeeds = fileURLToPath(new URL('../../seeds', import.meta.url));

/** The cells of one file, by column. */
export type Records = ReadonlyMap<string, readonly string[]>;

/** Reads a month as plain text; the files have no quotes, which a test of theirs asserts. */
export function readMonth(directory: string, folder: string): Readonly<Record<Table, Records>> {
  const [users, subscriptions, usage, payments, support, labels] = TABLES.map((table) =>
    readRecords(join(directory, folder, `${table}.csv`)),
  );
  if (!users || !subscriptions || !usage || !payments || !support || !labels) {
    throw new Error('a month has six files');
  }
  return {
    users,
    subscriptions,
    usage_agg_30d: usage,
    payments_agg_90d: payments,
    support_agg_90d: support,
    labels,
  };
}

function readRecords(path: string): Records {
  const [header, ...lines] = readFileSync(path, 'latin1').trimEnd().split('\n');
  const rows = lines.map((line) => line.split(','));
  return new Map(
    (header ?? '').split(',').map((name, i) => [name, rows.map((row) => row[i] ?? '')]),
  );
}

export function columnOf(records: Records, name: string): readonly string[] {
  const cells = records.get(name);
  if (cells === undefined) throw new Error(`there is no column "${name}"`);
  return cells;
}

export function numbersOf(records: Records, name: string): readonly number[] {
  return columnOf(records, name).map(Number);
}

/** How many rows have each combination of values, joined by a slash. */
export function countBy(records: Records, ...names: readonly string[]): Record<string, number> {
  const columns = names.map((name) => columnOf(records, name));
  const counts: Record<string, number> = {};
  for (let i = 0; i < (columns[0]?.length ?? 0); i += 1) {
    const key = columns.map((cells) => cells[i]).join('/');
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
