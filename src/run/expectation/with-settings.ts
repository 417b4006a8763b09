import { quoteLiteral } from '../../core/sql/quote.ts';
import type { QueryResult, Session } from '../../postgres/session.ts';

/**
 * Sends a statement with some of the server's settings off, and then puts them back; one that the
 * server does not have is left alone. Only within a transaction, whose end puts them back as well.
 */
export async function withSettings(
  session: Session,
  off: readonly string[],
  sql: string,
): Promise<QueryResult> {
  if (off.length === 0) return session.query(sql);
  const { rows } = await session.query(
    `select ${off.map((name, at) => `current_setting('${name}', true) as "${at}"`).join(', ')}`,
  );
  const known = off.flatMap((name, at) => {
    const value = rows[0]?.[String(at)];
    return typeof value === 'string' ? [{ name, value }] : [];
  });
  await set(
    session,
    known.map(({ name }) => ({ name, value: 'off' })),
  );
  const result = await session.query(sql);
  await set(session, known);
  return result;
}

async function set(
  session: Session,
  settings: readonly { readonly name: string; readonly value: string }[],
): Promise<void> {
  if (settings.length === 0) return;
  const calls = settings.map(
    ({ name, value }) => `set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, true)`,
  );
  await session.query(`select ${calls.join(', ')}`);
}
