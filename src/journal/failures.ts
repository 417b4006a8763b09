import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import { quoteLiteral } from '../core/sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../core/sql/relation.ts';
import { shortenName } from '../core/sql/shorten-name.ts';
import { lockInTransaction } from '../postgres/advisory-lock.ts';
import { text } from '../postgres/row.ts';
import { failuresSchema, type Journal } from './journal.ts';

/** The table that holds the rows of an expectation that did not pass its gate. */
export function failureTable(journal: Pick<Journal, 'schema'>, id: string): Relation {
  return { schema: failuresSchema(journal), name: shortenName(id) };
}

/** Keeps the rows that shut a gate, in the place of those that were kept for the same as_of before. */
export async function keepFailures(
  journal: Journal,
  runId: string,
  results: readonly ExpectationResult[],
  failedAt: string,
): Promise<void> {
  const { session } = journal;
  // always in the same order: two runs that fail alike wait for each other, and never in a circle
  const failed = results.filter((each) => each.failingRows.length > 0).toSorted(byId);
  for (const { id, asOf, location, failingRows } of failed) {
    const name = renderRelation(failureTable(journal, id));
    const about = `Rows that ${id} (${location.file}:${location.line}) kept from being published.`;
    await makeRoom(journal, id, { asOf, about });
    await session.query({
      sql: `insert into ${name} (run_id, as_of, failed_at, row)
select $1, $2::date, $3::timestamptz, row::jsonb from unnest($4::text[]) as row`,
      values: [runId, asOf ?? null, failedAt, failingRows],
    });
  }
}

/** All rows that an expectation finds unexpected, for its table. */
export interface StoredRows {
  readonly id: string;
  readonly asOf: string | undefined;
  readonly location: ExpectationResult['location'];
  /** A select of them. */
  readonly rows: string;
}

/** Keeps them in the place of those that were kept for the same as_of before. */
export async function storeRows(
  journal: Journal,
  runId: string,
  { id, asOf, location, rows }: StoredRows,
  foundAt: string,
): Promise<void> {
  const about = `Rows that ${id} (${location.file}:${location.line}) found unexpected.`;
  await makeRoom(journal, id, { asOf, about });
  await journal.session.query({
    sql: `insert into ${renderRelation(failureTable(journal, id))} (run_id, as_of, failed_at, row)
select $1, $2::date, $3::timestamptz, to_jsonb("asof unexpected") from (
${rows}
) as "asof unexpected"`,
    values: [runId, asOf ?? null, foundAt],
  });
}

/** Makes the table of an expectation, or takes the rows of the as_of out of it. */
async function makeRoom(
  journal: Journal,
  id: string,
  { asOf, about }: { readonly asOf: string | undefined; readonly about: string },
): Promise<void> {
  const { session } = journal;
  const relation = failureTable(journal, id);
  const name = renderRelation(relation);
  await lockInTransaction(session, `asof failures ${formatRelation(relation)}`);
  await session.query(`create table if not exists ${name} (
  run_id text not null,
  as_of date,
  failed_at timestamptz not null,
  row jsonb not null
);
comment on table ${name} is ${quoteLiteral(about)}`);
  await session.query({
    sql: `delete from ${name} where as_of is not distinct from $1::date`,
    values: [asOf ?? null],
  });
}

/** Lets go of the rows kept for expectations that hold now, or whose rows are in a quarantine instead. */
export async function forgetFailures(
  journal: Journal,
  results: readonly ExpectationResult[],
): Promise<void> {
  const passed = results.filter(
    ({ status, quarantinedIn, storedIn }) =>
      storedIn === undefined && (status === 'pass' || quarantinedIn !== undefined),
  );
  if (passed.length === 0) return;
  const { session } = journal;
  const tables = new Map(passed.map((each) => [failureTable(journal, each.id).name, each.asOf]));
  const { rows } = await session.query({
    sql: `select relname::text as name from pg_catalog.pg_class
where relnamespace = (select oid from pg_catalog.pg_namespace where nspname = $1)
  and relname = any ($2::text[])`,
    values: [failuresSchema(journal), [...tables.keys()]],
  });
  for (const name of rows.map((row) => text(row, 'name'))) {
    await session.query({
      sql: `delete from ${renderRelation({ schema: failuresSchema(journal), name })}
where as_of is not distinct from $1::date`,
      values: [tables.get(name) ?? null],
    });
  }
}

function byId(a: ExpectationResult, b: ExpectationResult): number {
  return a.id < b.id ? -1 : 1;
}
