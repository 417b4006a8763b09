import { expect, test } from 'vitest';
import {
  createMixed,
  mixedByHand,
  mixedExpectations,
} from '../../../bench/data/mixed-expectations.ts';
import type { Expectation } from '../../../src/core/expectation/expectation.ts';
import type { Session } from '../../../src/postgres/session.ts';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase } from './checked.ts';

const ROWS = 2000;

/** How often the table is read from end to end by `work`, and how many selects that sends. */
async function counted(
  session: Session,
  work: (watched: Session) => Promise<unknown>,
): Promise<{ readonly scans: number; readonly selects: number }> {
  let selects = 0;
  const watched: Session = {
    ...session,
    processId: session.processId,
    query(statement) {
      const sql = typeof statement === 'string' ? statement : statement.sql;
      if (sql.includes('"users"') && !sql.includes('set_config')) selects += 1;
      return session.query(statement);
    },
  };
  await session.query('begin; set local max_parallel_workers_per_gather = 0');
  const before = await rowsRead(session);
  await work(watched);
  const after = await rowsRead(session);
  await session.query('rollback');
  return { scans: (after - before) / ROWS, selects };
}

/** Of what earlier transactions read, the server may still count some. */
async function rowsRead(session: Session): Promise<number> {
  const { rows } = await session.query(
    "select seq_tup_read as read from pg_stat_xact_user_tables where relname = 'users'",
  );
  return Number(rows[0]?.['read']);
}

/** The fifty of the bench, on the table that `check` checks. */
function fifty(): readonly Expectation[] {
  const yaml = mixedExpectations('public', 'users')
    .replace('expectations:\n  - source: public.users', 'model: users')
    .replaceAll(/\{to: public\.\w+/g, '{to: orders')
    .replaceAll(/^ {4}/gm, '');
  return declared(yaml);
}

test('fifty mixed expectations are four statements, and four scans', async () => {
  await using database = await openDatabase(createMixed('public', 'users', ROWS));
  const { session } = database;
  await session.query(
    'create view orders as select n as account_id, n as product_id, n as city_id, n as campaign_id from generate_series(0, 100000) as n',
  );
  const expectations = fifty();
  expect(expectations).toHaveLength(50);
  const statuses: string[] = [];
  const { scans, selects } = await counted(session, async (watched) => {
    const results = await check(watched, expectations, { inTransaction: true });
    statuses.push(...results.map(({ id, status }) => `${id} ${status}`));
  });
  expect(statuses.filter((each) => !each.endsWith('pass'))).toEqual([]);
  expect({ scans, selects }).toEqual({ scans: 4, selects: 4 });
});

test('what is written by hand for the same facts is valid', async () => {
  await using database = await openDatabase(createMixed('public', 'users', ROWS));
  const { session } = database;
  const { scans } = await counted(session, async () => {
    for (const sql of mixedByHand('public', 'users').filter((each) => !each.startsWith('set')))
      await session.query(sql);
  });
  expect(scans).toBe(7);
});

test('a duplicate costs one scan more, and rows that are shown another', async () => {
  await using database = await openDatabase(createMixed('public', 'users', ROWS));
  const { session } = database;
  await session.query('update users set code = 1 where id in (5, 6)');
  const expectations = declared(
    '{model: users, columns: {id: [unique], code: [unique, not_null]}}',
  );
  const found: unknown[] = [];
  const { scans } = await counted(session, async (watched) => {
    const results = await check(watched, expectations, { inTransaction: true });
    found.push(...results.map(({ unexpectedCount }) => unexpectedCount));
  });
  expect(found).toEqual([0, 2, 0]);
  // counts; both sorts; the groups of "code"; its rows, and the duplicates that they are held against
  expect(scans).toBe(5);
});
