import { query } from '../../support/database.ts';

/** The backends in a database that wait for a lock of this type. */
export async function lockWaiters(url: string, type: string): Promise<readonly number[]> {
  const rows = await query(
    url,
    `select l.pid
    from pg_catalog.pg_locks as l
    join pg_catalog.pg_stat_activity as a on a.pid = l.pid
    where not l.granted and l.locktype = $1 and a.datname = current_database()`,
    [type],
  );
  return rows.map((row) => Number(row['pid']));
}
