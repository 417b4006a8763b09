import { type CliOptions, runCli } from '../../support/cli.ts';
import { query, type TestDatabase } from '../../support/database.ts';
import type { TemporaryProject } from '../temporary-project.ts';

/** The parts of a project that every test of quarantine begins with: items by month, as text. */
export const ITEMS = {
  'project.yml': `name: shop
vars:
  as_of: {type: date}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'seeds/items.yml': `seeds:
  - name: items
    files: "{day}/items.csv"
    as_of: "{{ day }}"
    columns: {id: integer, email: text, n: integer}
`,
} as const;

/** Checks that set negative numbers and repeated emails aside, of whatever node stands above them. */
export const CHECKS = `    columns:
      n: [{non_negative: {on_fail: quarantine}}]
      email: [{unique: {on_fail: quarantine}}]
`;

/** A model `users` of items. */
export function usersModel(config: string, checks = CHECKS) {
  return {
    ...ITEMS,
    'models/users.sql': `{{ config(${config}) }}\nselect id, email, n from {{ ref('items') }}\n`,
    'expectations/users.yml': `expectations:\n  - model: users\n${checks}`,
  };
}

/** 1 and 5 hold; 2, 3 and 4 are set aside: two for `n`, two for their email. */
export const JANUARY_ITEMS = 'id,email,n\n1,a,1\n2,b,-2\n3,c,3\n4,c,-4\n5,,5\n';

export const USERS = 'select id, email, n from public.users order by id';

/** A source of rows without an as_of. */
export const EVENTS = {
  'project.yml': ITEMS['project.yml'],
  'models/sources.yml': 'sources: [{name: app, schema: public, tables: [{name: events}]}]',
} as const;

/** The models of `eventModels`, by their materialization; each is the table `m_<name>`. */
export const EVENT_MODELS = ['table', 'upsert', 'incremental', 'history'] as const;

/** A model of events for each way to write rows. */
export function eventModels(): Readonly<Record<string, string>> {
  const models = EVENT_MODELS.map((materialized) => {
    const more = materialized === 'history' ? ", strategy='check', check_cols='all'" : '';
    return [
      `models/${materialized}.sql`,
      `{{ config(materialized='${materialized}', unique_key='id', on_empty='ok', alias='m_${materialized}'${more}) }}
select id, email, n from {{ source('app', 'events') }}`,
    ];
  });
  return { ...EVENTS, ...Object.fromEntries(models) };
}

/** A database that asof has never seen, but for these events. */
export async function startAnew(database: TestDatabase, events: readonly unknown[]): Promise<void> {
  await query(
    database.url,
    `drop schema if exists public, asof, asof_failures cascade; create schema public;
create table public.events (id int, email text, n int)`,
  );
  await query(
    database.url,
    'insert into public.events select * from json_populate_recordset(null::public.events, $1)',
    [JSON.stringify(events)],
  );
}

export const JANUARY = '2024-01-31';
export const FEBRUARY = '2024-02-29';

export interface Finished {
  readonly status: string;
  readonly stderr: string;
  readonly nodes: readonly {
    readonly node: string;
    readonly status: string;
    readonly rows: Readonly<Record<string, number>>;
    readonly message: string | null;
    readonly diagnostics: readonly {
      readonly code: string;
      readonly message: string;
      readonly hint: string | null;
      readonly notes: readonly { readonly message: string }[];
    }[];
  }[];
  readonly expectations: readonly {
    readonly id: string;
    readonly status: string;
    readonly message: string | null;
    readonly unexpected_count: number | null;
    readonly element_count: number | null;
    readonly unexpected_keys: readonly unknown[];
    readonly partial_unexpected_list: readonly unknown[];
    readonly kept_in: string | null;
    readonly stored_in: string | null;
    readonly quarantined_in: string | null;
    readonly sql: string | null;
  }[];
  readonly diagnostics: readonly { readonly message: string }[];
}

/** Runs a command of asof in the project, and answers what its last line of JSON says. */
export async function asof(
  project: TemporaryProject,
  database: TestDatabase,
  words: readonly string[],
  clock: Pick<CliOptions, 'now'> = {},
): Promise<Finished> {
  const { stdout, stderr } = await runCli([...words, '--json'], {
    ...clock,
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  return { stderr, ...JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') };
}

export function build(
  project: TemporaryProject,
  database: TestDatabase,
  asOf: string,
): Promise<Finished> {
  return asof(project, database, ['build', '--vars', `as_of=${asOf}`]);
}

/** The row of a node: its status and what became of its rows. */
export function outcome({ nodes, diagnostics, stderr }: Finished, name: string): string {
  const found = nodes?.find((each) => each.node.endsWith(`.${name}`));
  if (found === undefined || found.status === 'skipped' || found.status === 'error')
    return `${JSON.stringify([diagnostics, nodes])} ${stderr}`;
  const rows = Object.entries(found.rows).map(([fate, count]) => `${count} ${fate}`);
  return [found.status, ...rows.sort()].join(', ');
}

/** What `verify` finds wrong. */
export async function verifyFindings(
  project: TemporaryProject,
  database: TestDatabase,
): Promise<readonly string[]> {
  const { stdout } = await runCli(['verify', '--json'], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  const { findings } = JSON.parse(stdout);
  return findings.map((each: { readonly message: string }) => each.message);
}

/** What a query answers, each row as its values in one text. */
export async function lines(database: TestDatabase, sql: string): Promise<readonly string[]> {
  const rows = await query(database.url, sql);
  return rows.map((row) => Object.values(row).map(String).join(' '));
}

/** The rows in a quarantine: as_of, the expectations that each fails, and the row. */
export function quarantined(database: TestDatabase, table: string): Promise<readonly string[]> {
  return lines(
    database,
    `select coalesce(as_of::text, '-') as as_of, array_to_string(expectations, '+') as failed, row::text as row
    from public.${table}__quarantine order by as_of, (row ->> 'id')::integer`,
  );
}
