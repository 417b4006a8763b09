import { columnList, quoteIdentifier, quoteLiteral } from '../../core/sql/quote.ts';
import { type JournalTable, table } from '../../journal/journal.ts';
import { migrate } from '../../journal/migrate.ts';
import { lockKey, takeAdvisoryLock, tryAdvisoryLock } from '../../postgres/advisory-lock.ts';
import { text } from '../../postgres/row.ts';
import type { Session, Sessions } from '../../postgres/session.ts';
import { inTransaction } from '../../postgres/transaction.ts';

/** Schemas of a replay's own, with a journal; gone when it is disposed of. */
export interface Shadow extends AsyncDisposable {
  /** Goes before every schema: `asof_1a2b3c4d_`. */
  readonly prefix: string;
  /** The schema of its journal. */
  readonly journal: string;
}

export interface ShadowOptions {
  /** Eight letters and digits that no other replay has. */
  readonly token: string;
  /** The schema of the journal that it begins with. */
  readonly journal: string;
  /** The nodes that it knows nothing of yet: those that are built in it. */
  readonly nodeIds: readonly string[];
}

const PREFIX = /^(asof_[0-9a-z]{8}_)/;

/** Makes the journal of a shadow, and removes what replays that died have left. */
export async function openShadow(
  sessions: Sessions,
  { token, journal, nodeIds }: ShadowOptions,
): Promise<Shadow> {
  const session = await sessions.open();
  const prefix = `asof_${token}_`;
  const schema = `${prefix}asof`;
  try {
    await sweep(session);
    await takeAdvisoryLock(session, lockOf(prefix));
    await migrate({ session, schema });
    await inTransaction(session, { isolation: 'repeatable read' }, () =>
      copyJournal(session, journal, schema, nodeIds),
    );
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
  return {
    prefix,
    journal: schema,
    async [Symbol.asyncDispose]() {
      try {
        await dropShadow(session, prefix);
      } finally {
        await session[Symbol.asyncDispose]();
      }
    },
  };
}

/** Held as long as the replay lives. */
function lockOf(prefix: string): string {
  return lockKey(`asof shadow ${prefix}`);
}

async function sweep(session: Session): Promise<void> {
  const { rows } = await session.query(
    `select nspname::text as name from pg_catalog.pg_namespace where nspname ~ '^asof_[0-9a-z]{8}_'`,
  );
  const prefixes = new Set(rows.map((row) => PREFIX.exec(text(row, 'name'))?.[1] ?? ''));
  for (const prefix of prefixes) {
    if (await tryAdvisoryLock(session, lockOf(prefix))) await dropShadow(session, prefix);
  }
}

/** Every row about what is not built in the shadow: the versions of its inputs. */
async function copyJournal(
  session: Session,
  from: string,
  to: string,
  nodeIds: readonly string[],
): Promise<void> {
  const others = `node_id <> all (array[${nodeIds.map(quoteLiteral).join(', ')}]::text[])`;
  await copyRows(session, 'runs', { from, to, where: 'true' });
  await session.query(
    `update ${table({ schema: to }, 'runs')} set status = 'interrupted' where status = 'running'`,
  );
  await copyRows(session, 'node_runs', { from, to, where: others, orderBy: 'written' });
  await copyRows(session, 'watermarks', { from, to, where: others });
  await copyRows(session, 'snapshots', { from, to, where: others, orderBy: 'seal_id' });
  await copyRows(session, 'histories', { from, to, where: others });
  await copyRows(session, 'seed_files', { from, to, where: 'true' });
}

async function copyRows(
  session: Session,
  name: JournalTable,
  {
    from,
    to,
    where,
    orderBy,
  }: {
    readonly from: string;
    readonly to: string;
    readonly where: string;
    readonly orderBy?: string;
  },
): Promise<void> {
  const source = table({ schema: from }, name);
  // an identity counts on in the copy
  const { rows } = await session.query({
    sql: `select attname::text as name from pg_catalog.pg_attribute
where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = ''
order by attnum`,
    values: [source],
  });
  const columns = columnList(rows.map((row) => text(row, 'name')));
  await session.query(
    `insert into ${table({ schema: to }, name)} (${columns})
select ${columns} from ${source} where ${where}${orderBy === undefined ? '' : ` order by ${orderBy}`}`,
  );
}

/** Everything in the schemas was made by the replay; what others hung on it makes this fail. */
async function dropShadow(session: Session, prefix: string): Promise<void> {
  const { rows } = await session.query({
    sql: `select n.nspname::text as schema,
  coalesce(string_agg(format('%I.%I', n.nspname, c.relname), ', ') filter (where c.relkind = 'v'), '') as views,
  coalesce(string_agg(format('%I.%I', n.nspname, c.relname), ', ')
    filter (where c.relkind in ('r', 'p') and not c.relispartition), '') as tables,
  coalesce((select string_agg(p.oid::regprocedure::text, ', ')
    from pg_catalog.pg_proc as p where p.pronamespace = n.oid), '') as functions
from pg_catalog.pg_namespace as n
left join pg_catalog.pg_class as c on c.relnamespace = n.oid
where starts_with(n.nspname, $1)
group by n.oid, n.nspname`,
    values: [prefix],
  });
  const listed = (column: string) =>
    rows
      .map((row) => text(row, column))
      .filter((list) => list !== '')
      .join(', ');
  const statements = [
    ['drop view', listed('views')],
    ['drop table', listed('tables')],
    ['drop function', listed('functions')],
    ['drop schema', rows.map((row) => quoteIdentifier(text(row, 'schema'))).join(', ')],
  ].flatMap(([drop, names]) => (names === '' ? [] : [`${drop} ${names}`]));
  if (statements.length === 0) return;
  await session.query(`begin; ${statements.join('; ')}; commit`);
}
