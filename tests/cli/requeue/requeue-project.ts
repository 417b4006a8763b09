import { runCli } from '../../support/cli.ts';
import { query, type TestDatabase } from '../../support/database.ts';
import {
  asof,
  build,
  type Finished,
  ITEMS,
  JANUARY,
  outcome,
} from '../quarantine/quarantine-project.ts';
import type { TemporaryProject } from '../temporary-project.ts';

/** A model `users` of items, which sets negative `n` and repeated emails aside. */
export function usersModel(config: string, checks = CHECKS) {
  return {
    ...ITEMS,
    'models/users.sql': `{{ config(${config}) }}\nselect id, email, n from {{ ref('items') }}\n`,
    'expectations/users.yml': `expectations:\n  - model: users\n${checks}`,
  };
}

export const CHECKS = `    columns:
      n: [{non_negative: {on_fail: quarantine}}]
      email: [{unique: {on_fail: quarantine}}]
`;

/** 1 and 5 hold; 2, 3 and 4 are set aside: two for `n`, two for their email. */
export const JANUARY_ITEMS = 'id,email,n\n1,a,1\n2,b,-2\n3,c,3\n4,c,-4\n5,,5\n';

export const USERS = 'select id, email, n from public.users order by id';

export function mend(
  database: TestDatabase,
  id: number,
  changes: Readonly<Record<string, unknown>>,
  table = 'users',
): Promise<unknown> {
  return query(
    database.url,
    `update public.${table}__quarantine set row = row || $1 where (row ->> 'id')::int = $2`,
    [JSON.stringify(changes), id],
  );
}

export function requeue(
  project: TemporaryProject,
  database: TestDatabase,
  words: readonly string[] = [],
): Promise<Finished> {
  return asof(project, database, ['requeue', ...words]);
}

/** What a build of the as_of and the commands that compare say when nothing is to be done. */
export async function afterwards(
  project: TemporaryProject,
  database: TestDatabase,
  name: string,
  asOf = JANUARY,
): Promise<readonly string[]> {
  const again = await build(project, database, asOf);
  return [outcome(again, name), ...(await verifyFindings(project, database))];
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

/** The reasons why rows stay. */
export function reasons({ nodes }: Finished): readonly string[] {
  return nodes.flatMap((node) =>
    node.diagnostics.flatMap(({ code, notes }) =>
      code === 'requeue-row' ? notes.map((note) => note.message) : [],
    ),
  );
}
