import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connectionUrl } from '../../src/embedded/connection.ts';
import { startEmbedded } from '../../src/embedded/embedded-server.ts';

/** A fresh, empty database of the test's own. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Also while others are connected. */
  drop(): Promise<void>;
}

export interface CreateDatabaseOptions {
  /** The name of a database to copy; nobody may be connected to it. */
  readonly template?: string;
}

/** On the run's throwaway cluster, or on the server that ASOF_TEST_URL names. */
export async function createDatabase({
  template = 'template1',
}: CreateDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `asof_test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await query(server, `create database ${name} template ${template}`);
  const drop = async () => {
    await query(server, `drop database if exists ${name} with (force)`);
  };
  return { name, url: databaseUrl(server, name), drop, [Symbol.asyncDispose]: drop };
}

/** Runs one statement on a connection of its own; several, separated by `;`, give no rows. */
export async function query(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = await connect(url);
  try {
    const { rows } = await (values.length > 0 ? client.query(sql, [...values]) : client.query(sql));
    return rows ?? [];
  } finally {
    await client.end();
  }
}

/** For tests that need a session to stay open; theirs to end. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** The server's maintenance database; starts the throwaway cluster, or joins it. */
async function serverUrl(): Promise<string> {
  const given = process.env['ASOF_TEST_URL'];
  if (given !== undefined && given !== '') return given;
  const connection = await startEmbedded({
    projectDirectory: inject('testClusterDirectory'),
    durable: false,
  });
  return connectionUrl({ ...connection, database: 'postgres' });
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
