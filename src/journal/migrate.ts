import { fail } from '../core/diagnostics/diagnostic.ts';
import { quoteIdentifier, quoteLiteral } from '../core/sql/quote.ts';
import { lockKey, withAdvisoryLock } from '../postgres/advisory-lock.ts';
import { optionalNumber } from '../postgres/row.ts';
import { inTransaction } from '../postgres/transaction.ts';
import { failuresSchema, type Journal, table } from './journal.ts';
import { createTables } from './migrations/001-tables.ts';
import { createGuard } from './migrations/002-guard.ts';
import { createFailures } from './migrations/003-failures.ts';
import { createSeedStamps } from './migrations/004-seed-stamps.ts';
import { createSealEvidence } from './migrations/005-seals.ts';
import { createHistories } from './migrations/006-histories.ts';
import { orderResults } from './migrations/007-result-order.ts';
import { createQuarantineCount } from './migrations/008-quarantine.ts';
import { createRequeueCount } from './migrations/009-requeue.ts';
import { comments } from './migrations/comments.ts';

interface Migration {
  readonly name: string;
  /** The statements, for schemas that are already quoted. */
  readonly sql: (schema: string, failures: string) => string;
}

/** In order; the version of a journal is how many of them it has seen. */
const MIGRATIONS: readonly Migration[] = [
  { name: 'tables', sql: createTables },
  { name: 'guard', sql: createGuard },
  { name: 'failures', sql: (_, failures) => createFailures(failures) },
  { name: 'seed-stamps', sql: createSeedStamps },
  { name: 'seals', sql: createSealEvidence },
  { name: 'histories', sql: createHistories },
  { name: 'result-order', sql: orderResults },
  { name: 'quarantine', sql: createQuarantineCount },
  { name: 'requeue', sql: createRequeueCount },
];

/** Brings the journal to this version, or makes it. Several at once do it once. */
export async function migrate(journal: Journal): Promise<void> {
  if (isCurrent(await readVersion(journal))) return;
  const { session, schema } = journal;
  // the lock comes first: a transaction begun before it would not see what its holder committed
  await withAdvisoryLock(session, lockKey(`asof migrate ${schema}`), async () => {
    const version = await readVersion(journal);
    if (isCurrent(version)) return;
    await inTransaction(session, { isolation: 'read committed' }, () => apply(journal, version));
  });
}

/** The same within the caller's transaction, for one that is rolled back. */
export async function migrateWithin(journal: Journal): Promise<void> {
  const version = await readVersion(journal);
  if (!isCurrent(version)) await apply(journal, version);
}

/** Whether asof has worked on the database. */
export async function hasJournal(journal: Journal): Promise<boolean> {
  return (await readVersion(journal)) > 0;
}

function isCurrent(version: number): boolean {
  if (version <= MIGRATIONS.length) return version === MIGRATIONS.length;
  return fail(
    'journal-newer',
    `the journal is of version ${version}, and this asof knows versions up to ${MIGRATIONS.length}`,
    { hint: 'use the asof that wrote it, or a later one' },
  );
}

/** 0 where there is no journal. */
async function readVersion(journal: Journal): Promise<number> {
  const migrations = table(journal, 'migrations');
  const { rows } = await journal.session.query({
    sql: 'select pg_catalog.to_regclass($1) is not null as exists',
    values: [migrations],
  });
  if (rows[0]?.['exists'] !== true) return 0;
  const latest = await journal.session.query(`select max(version) as version from ${migrations}`);
  return optionalNumber(latest.rows[0] ?? {}, 'version') ?? 0;
}

async function apply(journal: Journal, version: number): Promise<void> {
  const schema = quoteIdentifier(journal.schema);
  const statements: string[] = [];
  if (version === 0) statements.push(createMigrationsTable(journal));
  MIGRATIONS.slice(version).forEach(({ name, sql }, index) => {
    statements.push(
      sql(schema, quoteIdentifier(failuresSchema(journal))),
      `insert into ${table(journal, 'migrations')} (version, name)
values (${version + index + 1}, ${quoteLiteral(name)});`,
    );
  });
  await journal.session.query(statements.join('\n'));
}

function createMigrationsTable(journal: Journal): string {
  const schema = quoteIdentifier(journal.schema);
  const migrations = table(journal, 'migrations');
  return `
create schema if not exists ${schema};
comment on schema ${schema} is 'The journal of asof: what it built here, when, from what.';
create table ${migrations} (
  version integer primary key,
  name text not null,
  applied_at timestamptz not null default now()
);
${comments(schema, {
  table: 'migrations',
  about: 'The versions of this schema, by when they came.',
  columns: {
    version: 'Counts from 1; the greatest one is the version of the journal.',
    name: 'What it brought.',
    applied_at: 'When it was applied.',
  },
})}`;
}
