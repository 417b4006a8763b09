import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError, diagnostic, type Note } from '../core/diagnostics/diagnostic.ts';
import { formatRelation, type Relation, renderRelation } from '../core/sql/relation.ts';
import type { Statement } from '../core/sql/statement.ts';
import { sqlState } from '../postgres/postgres-error.ts';
import type { Session } from '../postgres/session.ts';

const LOCK_TIMEOUT_MS = 200;
/** A longer try, for which readers may have to wait, is made no more often than that. */
const LONG_TRY_EVERY_MS = 10_000;
const GIVE_UP_AFTER_MS = 60_000;
const LOCK_NOT_AVAILABLE = '55P03';

export interface PublishOptions {
  /** Whose lock holders are named when they do not let go. */
  readonly relation: Relation;
  readonly signal: AbortSignal;
  readonly giveUpAfterMs?: number;
}

/**
 * Carries out what takes locks that readers would wait for. Each try waits 200 ms for its locks, so
 * no reader queues behind it for longer; then it lets go, pauses and tries again, up to a minute.
 * Where a vacuum or an analyze is in the way, a try now and then waits until the server takes its
 * own maintenance for the obstacle, and ends it.
 */
export async function publish(
  session: Session,
  work: () => Promise<void>,
  { relation, signal, giveUpAfterMs = GIVE_UP_AFTER_MS }: PublishOptions,
): Promise<void> {
  const deadline = performance.now() + giveUpAfterMs;
  let lastLongTry = Number.NEGATIVE_INFINITY;
  for (let timeoutMs = LOCK_TIMEOUT_MS; ; ) {
    await session.query(`savepoint publish; set local lock_timeout = '${timeoutMs}ms'`);
    try {
      await work();
      await session.query('set local lock_timeout = 0; release savepoint publish');
      return;
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      await session.query('rollback to savepoint publish; release savepoint publish');
      if (performance.now() > deadline) throw await givenUp(session, relation, error);
      timeoutMs = LOCK_TIMEOUT_MS;
      if (performance.now() - lastLongTry > LONG_TRY_EVERY_MS) {
        const longMs = await maintenanceTimeout(session, relation);
        if (longMs !== undefined) {
          lastLongTry = performance.now();
          timeoutMs += longMs;
        }
      }
      await sleep(50 + Math.random() * 200, undefined, { signal });
    }
  }
}

/**
 * Milliseconds after which the server ends an autovacuum that somebody waits for; undefined where
 * neither that nor another maintenance of the table or of a part of it is under way.
 */
async function maintenanceTimeout(
  session: Session,
  relation: Relation,
): Promise<number | undefined> {
  // whose lock it is, others may not see; no reader and no writer takes this one
  const { rows } = await session.query({
    sql: `
      select setting::integer as timeout from pg_catalog.pg_settings
      where name = 'deadlock_timeout' and exists (
        select from (
          select to_regclass($1) as relid union select relid from pg_catalog.pg_partition_tree(to_regclass($1))
        ) as part
        join pg_catalog.pg_class as c on c.oid = part.relid
        join pg_catalog.pg_locks as l on l.relation in (c.oid, c.reltoastrelid)
        where l.granted and l.mode = 'ShareUpdateExclusiveLock' and l.pid <> pg_backend_pid()
          and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
      )`,
    values: [renderRelation(relation)],
  });
  return rows.length === 0 ? undefined : Number(rows[0]?.['timeout']);
}

/** As one message where all are plain text: of many small ones, each would wait for its answer. */
export async function sendAll(session: Session, statements: readonly Statement[]): Promise<void> {
  const isPlain = statements.every(
    ({ values, origin }) => values === undefined && origin === undefined,
  );
  if (isPlain && statements.length > 1) {
    // the separator on a line of its own: a statement may end in a comment
    await session.query(statements.map(({ sql }) => sql).join('\n;\n'));
    return;
  }
  for (const statement of statements) await session.query(statement);
}

async function givenUp(
  session: Session,
  relation: Relation,
  cause: unknown,
): Promise<DiagnosticError> {
  const name = formatRelation(relation);
  const problem = diagnostic('database-lock-timeout', `others hold "${name}" locked for too long`, {
    notes: await lockHolders(session, relation),
    hint: 'end those sessions, or run the command again when they are done',
  });
  return new DiagnosticError([problem], cause);
}

async function lockHolders(session: Session, relation: Relation): Promise<readonly Note[]> {
  const { rows } = await session.query({
    sql: `
      select distinct a.pid, a.usename, a.application_name, a.state,
        date_trunc('second', clock_timestamp() - a.xact_start)::text as since,
        left(regexp_replace(a.query, '\\s+', ' ', 'g'), 80) as query
      from pg_locks l
      join pg_stat_activity a using (pid)
      where l.relation = to_regclass($1) and l.granted and a.pid <> pg_backend_pid()
        -- a copy of this database has the same number for its own table
        and l.database = (select oid from pg_database where datname = current_database())
      order by a.pid`,
    values: [renderRelation(relation)],
  });
  return rows.map((row) => ({
    message:
      `process ${row['pid']} (${row['usename']}, ${row['application_name'] || 'no name'}) ` +
      `is ${row['state']} for ${row['since']}: ${row['query']}`,
    location: undefined,
  }));
}
