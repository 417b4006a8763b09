import { migrate } from '../../../src/journal/migrate.ts';
import { parseConnectionUrl } from '../../../src/postgres/connection-settings.ts';
import { openSessions } from '../../../src/postgres/sessions.ts';
import { connect, query } from '../../support/database.ts';
import { until } from './until.ts';

/**
 * Makes the journal of a database with gates in it. A node that is built and about to be committed
 * waits while the gate of its name, `model.shop.orders 2024-01-31`, is shut; a run that has done its
 * work waits at `the end of a run`.
 */
export async function installGates(url: string): Promise<void> {
  await using sessions = await openSessions({ settings: parseConnectionUrl(url, {}), size: 1 });
  await sessions.use((session) => migrate({ session, schema: 'asof' }));
  await query(
    url,
    `create schema gate;
    create function gate.node() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(hashtext(concat_ws(' ', new.node_id, new.as_of)));
      return new;
    end $$;
    create trigger gate before insert on asof.node_runs for each row
    when (new.status <> 'interrupted') execute function gate.node();
    create function gate.run() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(hashtext('the end of a run'));
      return new;
    end $$;
    create trigger gate before update on asof.runs for each row
    when (new.status <> 'interrupted') execute function gate.run()`,
  );
}

export interface ShutGate extends AsyncDisposable {
  /** Resolves with the backend that waits at it, once there is one. */
  arrival(): Promise<number>;
  open(): Promise<void>;
}

/** Shuts a gate, until it is opened or disposed of. */
export async function shutGate(url: string, name: string): Promise<ShutGate> {
  const client = await connect(url);
  // the server may be killed while the gate is shut
  client.on('error', () => {});
  const { rows } = await client.query(
    'select hashtext($1)::text as key, pg_advisory_lock(hashtext($1))',
    [name],
  );
  const key = rows[0].key;
  return {
    async arrival() {
      let found: number | undefined;
      await until(async () => {
        const waiting = await client.query(WAITING, [key]);
        found = waiting.rows[0]?.pid;
        return found !== undefined;
      });
      return found ?? 0;
    },
    async open() {
      await client.query('select pg_advisory_unlock($1)', [key]);
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

const WAITING = `select pid
from pg_catalog.pg_locks
where locktype = 'advisory' and objsubid = 1 and not granted
  and database = (select oid from pg_catalog.pg_database where datname = current_database())
  and (classid::bigint << 32 | objid::bigint) = $1`;
