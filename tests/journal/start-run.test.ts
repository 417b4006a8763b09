import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import { table } from '../../src/journal/journal.ts';
import { fence, readRun } from '../../src/journal/runs.ts';
import { type LiveRun, startRun } from '../../src/journal/start-run.ts';
import { sqlState } from '../../src/postgres/postgres-error.ts';
import { inTransaction } from '../../src/postgres/transaction.ts';
import { query } from '../support/database.ts';
import { runStart, useJournal } from './use-journal.ts';

const journal = useJournal();

const DONE = { status: 'success', finishedAt: '2024-02-01T10:05:00.000Z' } as const;
const JANUARY = '2024-01-31';
const FEBRUARY = '2024-02-29';

function start(
  runId: string,
  asOf: string | undefined,
  options: Partial<Parameters<typeof startRun>[3]> = {},
) {
  return startRun(journal.sessions, journal.schema, runStart(runId, { asOf }), {
    waitMs: 0,
    ...options,
  });
}

async function diagnosticsOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof DiagnosticError ? error.diagnostics : error;
}

/** Ends the backend that holds a run's lock, as a crash would, and waits until it is gone. */
async function kill(runId: string): Promise<void> {
  const key = `(select lock_key from ${table(journal, 'runs')} where run_id = $1)`;
  const holder = `select pid from pg_locks
where locktype = 'advisory' and (classid::bigint << 32 | objid::bigint) = ${key}`;
  await query(journal.url, `select pg_terminate_backend(pid) from (${holder}) as holder`, [runId]);
  await expect.poll(() => query(journal.url, holder, [runId])).toEqual([]);
}

test('a run is entered, and its end is recorded', async () => {
  await using run = await start('A1', JANUARY);
  expect(run.interruptedRuns).toEqual([]);
  expect(await journal.use((each) => readRun(each, 'A1'))).toEqual({
    ...runStart('A1'),
    status: 'running',
    finishedAt: undefined,
    message: undefined,
    nodes: [],
  });
  await run.finish({ ...DONE, message: 'all well' });
  expect(await journal.use((each) => readRun(each, 'A1'))).toMatchObject({
    ...DONE,
    message: 'all well',
  });
});

test('builds of one as_of run side by side, as do runs that build none', async () => {
  await using one = await start('B1', JANUARY);
  await using two = await start('B2', JANUARY);
  await using three = await start('B3', undefined);
  await using four = await startRun(
    journal.sessions,
    journal.schema,
    runStart('B4', { asOf: FEBRUARY, builds: false }),
    { waitMs: 0 },
  );
  for (const run of [one, two, three, four]) await run.finish(DONE);
});

test('a build of another as_of is refused after the wait, naming the one at work', async () => {
  await using run = await start('C1', JANUARY);
  const waited: LiveRun[] = [];
  const began = performance.now();
  const refused = start('C2', FEBRUARY, { waitMs: 300, onWait: (other) => waited.push(other) });
  expect(await diagnosticsOf(refused)).toMatchObject([
    {
      code: 'run-waiting',
      message: 'run C1 is building as_of 2024-01-31, so 2024-02-29 has to wait',
      notes: [
        { message: expect.stringMatching(/^it began at 2024-02-01T10:00:00\.000Z, backend \d+/) },
      ],
    },
  ]);
  expect(performance.now() - began).toBeGreaterThan(290);
  expect(waited).toMatchObject([{ runId: 'C1', asOf: JANUARY }]);
  await run.finish(DONE);
  const { rows } = await journal.use(({ session }) =>
    session.query(`select run_id from ${table(journal, 'runs')} where run_id = 'C2'`),
  );
  expect(rows).toEqual([]);
});

test('a build of another as_of begins when the one at work has ended', async () => {
  const events: string[] = [];
  await using first = await start('D1', JANUARY);
  const second = start('D2', FEBRUARY, {
    waitMs: 10_000,
    onWait: () => events.push('waits'),
  }).then((run) => {
    events.push('begins');
    return run;
  });
  await expect.poll(() => events).toEqual(['waits']);
  await delay(250);
  events.push('first ends');
  await first.finish(DONE);
  await using run = await second;
  expect(events).toEqual(['waits', 'first ends', 'begins']);
  await run.finish(DONE);
});

test('waiting ends with an abort', async () => {
  await using run = await start('E1', JANUARY);
  const controller = new AbortController();
  const waiting = start('E2', FEBRUARY, {
    waitMs: 60_000,
    signal: controller.signal,
    onWait: () => controller.abort(),
  });
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  await run.finish(DONE);
});

test('of many builds of different as_ofs that start at once, one as_of gets in', async () => {
  const starts = await Promise.allSettled(
    Array.from({ length: 6 }, (_, n) => start(`F${n}`, n % 2 === 0 ? JANUARY : FEBRUARY)),
  );
  const entered = starts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const asOfs = new Set(entered.map((run) => Number(run.runId.slice(1)) % 2));
  expect(asOfs.size).toBe(1);
  expect(entered).toHaveLength(3);
  for (const run of entered) {
    await run.finish(DONE);
    await run[Symbol.asyncDispose]();
  }
});

test('a run whose session ended is marked interrupted by the next, and fails its fence', async () => {
  await using dead = await start('G1', JANUARY);
  await journal.use((each) => fence(each, 'G1'));
  await kill('G1');
  await using next = await start('G2', FEBRUARY);
  expect(next.interruptedRuns).toEqual(['G1']);
  expect(await journal.use((each) => readRun(each, 'G1'))).toMatchObject({
    status: 'interrupted',
    message: 'its session ended before it did',
  });
  expect(await diagnosticsOf(journal.use((each) => fence(each, 'G1')))).toMatchObject([
    { code: 'run-lost' },
  ]);
  await journal.use((each) => fence(each, 'G2'));
  await next.finish(DONE);
  expect(await diagnosticsOf(dead.finish(DONE))).toMatchObject([{ code: 'database-connection' }]);
});

test('a run that ends without a word is dead for the next one', async () => {
  {
    await using _run = await start('H1', JANUARY);
  }
  await expect
    .poll(async () => {
      await using next = await start('H2', JANUARY).catch(() => undefined);
      await next?.finish(DONE);
      return next?.interruptedRuns;
    })
    .toEqual(['H1']);
});

test('what passed the fence commits before its run can be marked dead', async () => {
  await using _dead = await start('I1', JANUARY);
  await using late = await journal.sessions.open();
  await late.query('create table public.late_work (n int)');
  await late.query('begin');
  await late.query('insert into late_work values (1)');
  await fence({ session: late, schema: journal.schema }, 'I1');
  await kill('I1');
  const next = start('I2', FEBRUARY);
  const first = await Promise.race([next.then(() => 'next'), delay(200, 'late')]);
  expect(first).toBe('late');
  await late.query('commit');
  await using run = await next;
  expect(run.interruptedRuns).toEqual(['I1']);
  await run.finish(DONE);
});

test('a fence in a transaction that began before its run was marked dead fails to commit', async () => {
  await using _dead = await start('J1', JANUARY);
  const work = journal.use((each) =>
    inTransaction(each.session, { isolation: 'repeatable read' }, async () => {
      await each.session.query('select 1');
      await kill('J1');
      await using next = await start('J2', FEBRUARY);
      await next.finish(DONE);
      await fence(each, 'J1');
    }),
  );
  // the row changed after the snapshot was taken: to be tried again, and then refused
  expect(sqlState(await work.catch((thrown: unknown) => thrown))).toBe('40001');
});
