import { query, type TestDatabase } from '../../support/database.ts';
import {
  asof,
  build,
  type Finished,
  JANUARY,
  outcome,
  verifyFindings,
} from '../quarantine/quarantine-project.ts';
import type { TemporaryProject } from '../temporary-project.ts';

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

/** The reasons why rows stay. */
export function reasons({ nodes }: Finished): readonly string[] {
  return nodes.flatMap((node) =>
    node.diagnostics.flatMap(({ code, notes }) =>
      code === 'requeue-row' ? notes.map((note) => note.message) : [],
    ),
  );
}
