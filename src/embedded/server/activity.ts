import { EMBEDDED_USER } from '../connection.ts';
import { errorCode } from '../failure.ts';

const APPLICATION_NAME = 'asof supervisor';

/** How busy the server is: two equal readings without connections mean that nobody was there in between. */
export interface Activity {
  readonly connections: number;
  /** Sessions ever begun, as text. */
  readonly sessions: string;
}

export interface ActivityOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string | undefined;
}

/** Asks the server; undefined where it could not answer, which may mean that it is very busy. */
export async function readActivity(options: ActivityOptions): Promise<Activity | undefined> {
  // Loaded by the supervisor alone, and there only after a while: joining must stay fast.
  const { Client } = (await import('pg')).default;
  const client = new Client({
    host: options.host,
    port: options.port,
    user: EMBEDDED_USER,
    // Not the project's database, which nobody could drop or copy while someone is in it.
    database: 'postgres',
    application_name: APPLICATION_NAME,
    connectionTimeoutMillis: 10_000,
    ...(options.password === undefined ? {} : { password: options.password }),
  });
  client.on('error', () => {
    // The server went away in between; its end is noticed elsewhere.
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ connections: number; sessions: string }>(ACTIVITY_SQL);
    const [row] = rows;
    return row;
  } catch (error) {
    // Without its socket nobody can come, and whoever was there is only waited for.
    if (errorCode(error) === 'ENOENT') return { connections: 0, sessions: '' };
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const ACTIVITY_SQL = `
select
  (
    select count(*)::int
    from pg_stat_activity
    where backend_type = 'client backend' and application_name <> '${APPLICATION_NAME}'
  ) as connections,
  (select coalesce(sum(sessions), 0)::text from pg_stat_database where datname <> 'postgres') as sessions
`;
