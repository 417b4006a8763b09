import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import { table } from '../../src/journal/journal.ts';
import { migrate } from '../../src/journal/migrate.ts';
import { parseConnectionUrl } from '../../src/postgres/connection-settings.ts';
import type { Session } from '../../src/postgres/session.ts';
import { openSessions } from '../../src/postgres/sessions.ts';
import { useDatabase } from '../postgres/use-database.ts';

const database = useDatabase({ size: 8 });

async function describeSchema(session: Session, schema: string): Promise<string> {
  const { rows } = await session.query({
    sql: `select format('%s.%s %s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then ' not null' else '' end) as line, 1 as part, c.relname, a.attnum
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = $1::regnamespace and c.relkind = 'r'
union all
select format('%s: %s', c.relname, pg_get_constraintdef(k.oid)), 2, c.relname, k.oid::int
from pg_constraint k join pg_class c on c.oid = k.conrelid
where c.relnamespace = $1::regnamespace and k.contype in ('p', 'f', 'u')
union all
select pg_get_indexdef(i.indexrelid), 3, c.relname, 0
from pg_index i join pg_class c on c.oid = i.indrelid
where c.relnamespace = $1::regnamespace and not i.indisprimary
order by part, relname, attnum, line`,
    values: [schema],
  });
  return `${rows.map((row) => row['line']).join('\n')}\n`;
}

test('the journal is made once, however many make it at once', async () => {
  await Promise.all(
    Array.from({ length: 8 }, () =>
      database.sessions.use((session) => migrate({ session, schema: 'asof' })),
    ),
  );
  const schema = await database.sessions.use((session) => describeSchema(session, 'asof'));
  await expect(schema).toMatchFileSnapshot('journal-schema.golden.txt');
});

test('making it again changes nothing, and a second one is apart from the first', async () => {
  await database.sessions.use(async (session) => {
    await migrate({ session, schema: 'asof' });
    const before = await session.query('select * from asof.migrations');
    await migrate({ session, schema: 'asof' });
    await migrate({ session, schema: 'dev_asof' });
    expect((await session.query('select * from asof.migrations')).rows).toEqual(before.rows);
    const one = await describeSchema(session, 'asof');
    const other = await describeSchema(session, 'dev_asof');
    expect(other.replaceAll('dev_asof', 'asof')).toBe(one);
  });
});

test('every table and every column is documented', async () => {
  const { rows } = await database.sessions.use((session) =>
    session.query(`select c.relname, a.attname
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0 and not a.attisdropped
where c.relnamespace = 'asof'::regnamespace and c.relkind = 'r'
  and (obj_description(c.oid) is null or col_description(c.oid, a.attnum) is null)`),
  );
  expect(rows).toEqual([]);
});

test('a journal of a later version is refused', async () => {
  await database.sessions.use(async (session) => {
    const journal = { session, schema: 'later' };
    await migrate(journal);
    await session.query(
      `insert into ${table(journal, 'migrations')} (version, name) values (99, 'unheard of')`,
    );
    const error = await migrate(journal).catch((thrown: unknown) => thrown);
    expect(error instanceof DiagnosticError && error.diagnostics).toMatchObject([
      { code: 'journal-newer', message: expect.stringContaining('the journal is of version 99') },
    ]);
  });
});

test('a failure on the way leaves no half of a journal', async () => {
  await using sessions = await openSessions({
    settings: parseConnectionUrl(database.url, {}),
    size: 1,
  });
  await sessions.use((session) =>
    session.query('create schema broken; create table broken.watermarks ()'),
  );
  const work = sessions.use((session) => migrate({ session, schema: 'broken' }));
  await expect(work).rejects.toThrow('relation "watermarks" already exists');
  const { rows } = await sessions.use((session) =>
    session.query("select relname from pg_class where relnamespace = 'broken'::regnamespace"),
  );
  expect(rows).toEqual([{ relname: 'watermarks' }]);
});
