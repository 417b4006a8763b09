import { query } from '../../support/database.ts';

/** Everything a database holds that should not depend on what went wrong on the way to it. */
export interface DatabaseState {
  /** The rows of every table and view but the journal's, as text, by name. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Columns, constraints, indexes and triggers, one a line. */
  readonly catalog: readonly string[];
  readonly seals: readonly string[];
  readonly watermarks: readonly string[];
  readonly seedFiles: readonly string[];
  /** How often each seed and model was built at each as_of: once, or the work was done twice. */
  readonly timesBuilt: readonly string[];
}

/** The state, apart from times, object ids and the ids of runs. */
export async function readState(url: string): Promise<DatabaseState> {
  return {
    rows: await readRows(url),
    catalog: await lines(url, CATALOG),
    seals: await lines(
      url,
      `select concat_ws(' ', node_id, relation, as_of, row_count, checksum, columns, version,
        inputs, status)
      from asof.snapshots`,
    ),
    watermarks: await lines(
      url,
      `select concat_ws(' ', node_id, w.relation, as_of, version,
        case when w.relation_oid = w.relation::regclass then 'of the table that is there' end)
      from asof.watermarks as w`,
    ),
    seedFiles: await lines(
      url,
      `select concat_ws(' ', node_id, path, as_of, content_hash, settings_hash, size, row_count)
      from asof.seed_files`,
    ),
    timesBuilt: await lines(
      url,
      `select concat_ws(' ', node_id, as_of, count(*))
      from asof.node_runs
      where kind in ('seed', 'model') and status in ('success', 'warn')
      group by node_id, as_of`,
    ),
  };
}

export interface RunsState {
  readonly statuses: readonly string[];
  readonly advisoryLocks: number;
}

/** How the runs ended, in order, and whether one still holds a lock. */
export async function readRuns(url: string): Promise<RunsState> {
  const runs = await query(url, 'select status from asof.runs order by run_id');
  const locks = await query(
    url,
    `select 1 from pg_catalog.pg_locks as l join pg_catalog.pg_database as d on d.oid = l.database
    where l.locktype = 'advisory' and d.datname = current_database()`,
  );
  return { statuses: runs.map((row) => String(row['status'])), advisoryLocks: locks.length };
}

async function readRows(url: string): Promise<DatabaseState['rows']> {
  const relations = await lines(
    url,
    `select c.oid::regclass::text
    from pg_catalog.pg_class as c
    where c.relkind in ('r', 'p', 'v', 'm')
      and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'asof')`,
  );
  const rows: Record<string, readonly string[]> = {};
  for (const relation of relations) {
    rows[relation] = await lines(url, `select t::text from ${relation} as t`);
  }
  return rows;
}

const OURS =
  "relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'pg_toast', 'asof')";

// PostgreSQL 18 names NOT NULL after the table that it was first said of, which differs each time
const CATALOG = `select concat_ws(' ', c.relkind, c.oid::regclass, (
  select string_agg(
    concat_ws(' ', attname, format_type(atttypid, atttypmod), case when attnotnull then 'not null' end),
    ', ' order by attname)
  from pg_catalog.pg_attribute
  where attrelid = c.oid and attnum > 0 and not attisdropped
))
from pg_catalog.pg_class as c
where ${OURS}
union all
select concat_ws(' ', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
from pg_catalog.pg_constraint as k
join pg_catalog.pg_class as c on c.oid = k.conrelid
where k.contype <> 'n' and ${OURS}
union all
select concat_ws(' ', t.tgrelid::regclass, t.tgname, t.tgtype, p.proname, encode(t.tgargs, 'escape'))
from pg_catalog.pg_trigger as t
join pg_catalog.pg_class as c on c.oid = t.tgrelid
join pg_catalog.pg_proc as p on p.oid = t.tgfoid
where not t.tgisinternal and ${OURS}`;

async function lines(url: string, sql: string): Promise<readonly string[]> {
  const rows = await query(url, sql);
  return rows.flatMap((row) => Object.values(row).map(String)).sort();
}
