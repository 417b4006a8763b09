import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { to } from 'pg-copy-streams';

/** Runs `copy … to stdout` into the target, which is finished with it; the number of rows. */
export async function copyOut(client: Client, sql: string, target: Writable): Promise<number> {
  const rows = client.query(to(sql));
  try {
    await pipeline(rows, target);
  } catch (error) {
    // a server in the middle of its rows sends on: nothing else can be asked of this connection
    client.connection.stream.destroy();
    throw error;
  }
  // the rows end before the server has said how many they were
  await client.query('');
  return rows.rowCount;
}
