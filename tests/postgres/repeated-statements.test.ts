import { expect, test } from 'vitest';
import type { Session } from '../../src/postgres/session.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase({ size: 1 });

const doubled = (session: Session, value: number) =>
  session.query({ sql: 'select $1::integer * 2 as twice', isRepeated: true, values: [value] });

async function preparedCount(session: Session): Promise<unknown> {
  const { rows } = await session.query(
    "select count(*)::integer as prepared from pg_prepared_statements where statement like '%twice%'",
  );
  return rows[0]?.['prepared'];
}

test('a repeated statement is prepared once a connection, and answers for each of its values', async () => {
  const answers = await database.sessions.use(async (session) => [
    (await doubled(session, 1)).rows,
    (await doubled(session, 21)).rows,
    await preparedCount(session),
  ]);
  expect(answers).toEqual([[{ twice: 2 }], [{ twice: 42 }], 1]);
});

test('another use of the connection finds it prepared, after a reset too', async () => {
  await database.sessions.use((session) => session.query("set timezone = 'Asia/Tokyo'"));
  expect(await database.sessions.use(preparedCount)).toBe(1);
});

test('a repeated statement still answers when somebody has deallocated what was prepared', async () => {
  const answer = await database.sessions.use(async (session) => {
    await session.query('deallocate all');
    return (await doubled(session, 4)).rows;
  });
  expect(answer).toEqual([{ twice: 8 }]);
});
