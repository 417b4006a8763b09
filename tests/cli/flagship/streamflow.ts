import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { generateMonth, HEADERS } from '../../../bench/streamflow/tables.ts';
import { asOfOf, monthFolder } from '../../../bench/streamflow/write-months.ts';
import { type CliOutcome, runCli } from '../../support/cli.ts';
import { query, type TestDatabase } from '../../support/database.ts';
import {
  LIVE,
  liveRows,
  type Month,
  type Row,
  SNAPSHOTS,
  snapshotRows,
  TABLES,
  type Table,
  trainingRows,
} from '../../support/streamflow-state.ts';
import { type TemporaryProject, temporaryProject } from '../temporary-project.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The repository's own project, with exports of the test's own. */
export async function flagshipProject(months: readonly Month[] = []): Promise<TemporaryProject> {
  const project = await temporaryProject();
  for (const part of ['project.yml', 'models', 'macros', 'expectations', 'seeds/streamflow.yml']) {
    await cp(join(ROOT, part), join(project.directory, part), { recursive: true });
  }
  for (const month of months) await writeMonth(project, month);
  return project;
}

/** A month of users that are nobody's: other than those of the committed seeds. */
export function generatedMonth(month: number, users: number): Month {
  const lines = [...generateMonth({ month, users, seed: 4711 })];
  const textOf = (table: Table) =>
    `${[HEADERS[table], ...lines.map((each) => each[table])].join('\n')}\n`;
  return { asOf: asOfOf(month), files: byTable(textOf) };
}

/** The month with some of its files' texts changed. */
export function changed(
  month: Month,
  changes: Partial<Readonly<Record<Table, (csv: string) => string>>>,
): Month {
  return {
    ...month,
    files: byTable((table) => changes[table]?.(month.files[table]) ?? month.files[table]),
  };
}

function byTable(textOf: (table: Table) => string): Month['files'] {
  return {
    users: textOf('users'),
    subscriptions: textOf('subscriptions'),
    usage_agg_30d: textOf('usage_agg_30d'),
    payments_agg_90d: textOf('payments_agg_90d'),
    support_agg_90d: textOf('support_agg_90d'),
    labels: textOf('labels'),
  };
}

/** Writes a month into the folder of its date, or into another one. */
export async function writeMonth(
  project: TemporaryProject,
  month: Month,
  folder = folderOf(month),
): Promise<void> {
  for (const table of TABLES) {
    await project.write(`seeds/${folder}/${table}.csv`, month.files[table]);
  }
}

function folderOf({ asOf }: Month): string {
  for (let month = 0; ; month += 1) if (asOfOf(month) === asOf) return monthFolder(month);
}

export interface FlagshipRun extends CliOutcome {
  /** The status of each node, by name, of the last run of the command. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly nodes: readonly FlagshipNode[];
  readonly expectations: readonly {
    readonly id: string;
    readonly status: string;
    readonly unexpected_count: number | null;
    readonly unexpected_keys: unknown;
  }[];
}

export interface FlagshipNode {
  readonly node: string;
  readonly status: string;
  readonly message: string | null;
  readonly rows: Readonly<Record<string, number>>;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly message: string;
    readonly location: { readonly file: string; readonly line: number } | null;
    readonly notes: readonly { readonly message: string }[];
  }[];
}

export async function runFlagship(
  { directory }: TemporaryProject,
  { url }: TestDatabase,
  ...words: readonly string[]
): Promise<FlagshipRun> {
  const outcome = await runCli([...words, '--target', 'warehouse', '--json'], {
    directory,
    env: { DATABASE_URL: url },
    now: () => new Date(),
  });
  const { nodes, expectations } = JSON.parse(outcome.stdout.trimEnd().split('\n').at(-1) ?? '{}');
  const statuses = Object.fromEntries(
    nodes.map(({ node, status }: FlagshipNode) => [node.split('.').at(-1), status]),
  );
  return { ...outcome, statuses, nodes, expectations };
}

export function nodeOf({ nodes }: FlagshipRun, name: string): FlagshipNode {
  const found = nodes.find(({ node }) => node.endsWith(`.${name}`));
  if (found === undefined) throw new Error(`the run had no ${name}`);
  return found;
}

export interface Expected {
  /** The months that the live tables saw, in order. */
  readonly live: readonly Month[];
  /** The months that were sealed. */
  readonly sealed: readonly Month[];
}

/** Compares every table, row by row and value by value, with what the exports say. */
export async function expectState(database: TestDatabase, { live, sealed }: Expected) {
  for (const table of TABLES) await expectLive(database, table, live);
  for (const snapshot of Object.keys(SNAPSHOTS).filter(isSnapshot)) {
    const { rows } = await readTable(database, snapshot);
    expect(rows, snapshot).toEqual(snapshotRows(sealed, snapshot));
  }
  const trainingSet = await readTable(database, 'training_set');
  expect(trainingSet.rows, 'training_set').toEqual(trainingRows(sealed));
}

/** Compares one live table with what the exports of these months say. */
export async function expectLive(database: TestDatabase, table: Table, months: readonly Month[]) {
  const found = await readTable(database, table);
  expect(found.columns, table).toEqual(LIVE[table]);
  expect(found.rows, table).toEqual(liveRows(months, table));
}

function isSnapshot(name: string): name is keyof typeof SNAPSHOTS {
  return name in SNAPSHOTS;
}

/** The columns in their order, and the rows by key with every value as text. */
async function readTable({ url }: TestDatabase, table: string) {
  const found = await query(
    url,
    `select attname::text as name from pg_catalog.pg_attribute
    where attrelid = $1::regclass and attnum > 0 and not attisdropped
    order by attnum`,
    [table],
  );
  const columns = found.map((row) => String(row['name']));
  const key = columns.includes('as_of') ? 'user_id || as_of' : 'user_id';
  const rows = await query(
    url,
    `select ${columns.map((name) => `"${name}"::text`).join(', ')}
    from ${table}
    order by (${key}) collate "C"`,
  );
  return { columns, rows };
}

/** Which rows of which tables were last written by which transaction. */
export async function readWriters({ url }: TestDatabase): Promise<Readonly<Record<string, Row[]>>> {
  const tables = await query(
    url,
    `select c.oid::regclass::text as name from pg_catalog.pg_class as c
    where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('public', 'raw')
    order by 1`,
  );
  const found: Record<string, Row[]> = {};
  for (const { name } of tables) {
    const rows = await query(url, `select ctid::text, xmin::text from ${name} order by ctid`);
    found[String(name)] = rows.map((row) => ({
      ctid: String(row['ctid']),
      xmin: String(row['xmin']),
    }));
  }
  return found;
}
