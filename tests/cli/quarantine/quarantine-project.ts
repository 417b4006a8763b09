import { runCli } from '../../support/cli.ts';
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
): Promise<Finished> {
  const { stdout, stderr } = await runCli([...words, '--json'], {
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
