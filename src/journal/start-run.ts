import { setTimeout as delay } from 'node:timers/promises';
import { fail } from '../core/diagnostics/diagnostic.ts';
import type { Json } from '../core/diagnostics/json.ts';
import {
  lockKey,
  releaseAdvisoryLock,
  takeAdvisoryLock,
  withAdvisoryLock,
} from '../postgres/advisory-lock.ts';
import { boolean, optionalNumber, optionalText, text } from '../postgres/row.ts';
import type { Sessions } from '../postgres/session.ts';
import { type Journal, table } from './journal.ts';
import { finishRun, isoTime, type RunEnd } from './runs.ts';

export interface RunStart {
  readonly runId: string;
  readonly command: string;
  readonly target: string;
  readonly asOf: string | undefined;
  /** Whether it builds models: it then waits for builds of another as_of, and they for it. */
  readonly builds: boolean;
  /** As given, without secrets. */
  readonly vars: Json;
  readonly fullRefresh: boolean;
  readonly asofVersion: string;
  readonly gitCommit: string | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface StartOptions {
  /** How long to wait for a build of another as_of. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called once for each run that is waited for. */
  readonly onWait?: (run: LiveRun) => void;
}

/** A run that is at work now. */
export interface LiveRun {
  readonly runId: string;
  readonly asOf: string | undefined;
  readonly startedAt: string;
  /** The backend that keeps it alive, and where its client sits; unknown in the moment it ends. */
  readonly processId: number | undefined;
  readonly clientAddress: string | undefined;
}

/** A run while it is at work. It is taken for dead once its session ends. */
export interface ActiveRun extends AsyncDisposable {
  readonly runId: string;
  /** The runs that were found dead and marked interrupted: what they left aside may be swept. */
  readonly interruptedRuns: readonly string[];
  /** Records how it ended and frees its lock. */
  finish(end: RunEnd): Promise<void>;
}

const POLL_MS = 200;

/** Enters a run into the journal, once no build of another as_of is at work in it. */
export async function startRun(
  sessions: Sessions,
  schema: string,
  run: RunStart,
  options: StartOptions,
): Promise<ActiveRun> {
  const session = await sessions.open();
  const journal: Journal = { session, schema };
  try {
    const interruptedRuns = await enter(journal, run, options);
    return {
      runId: run.runId,
      interruptedRuns,
      finish: async (end) => {
        await finishRun(journal, run.runId, end);
        await releaseAdvisoryLock(session, runKey(run.runId));
      },
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

async function enter(journal: Journal, run: RunStart, options: StartOptions): Promise<string[]> {
  const { waitMs, signal, onWait } = options;
  const interruptedRuns: string[] = [];
  const told = new Set<string>();
  const deadline = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const blocking = await atTheGate(journal, async () => {
      const { dead, live } = await readRunning(journal);
      await markInterrupted(journal, dead, run.startedAt);
      interruptedRuns.push(...dead);
      const blocker = live.find((each) => isInTheWay(each, run));
      if (blocker === undefined) await insertRun(journal, run);
      return blocker;
    });
    if (blocking === undefined) return interruptedRuns;
    if (performance.now() >= deadline) refuse(blocking, run);
    if (!told.has(blocking.runId)) onWait?.(blocking);
    told.add(blocking.runId);
    await delay(Math.min(POLL_MS, Math.max(1, deadline - performance.now())), undefined, {
      ...(signal && { signal }),
    });
  }
}

/** One run at a time looks at the others and enters. */
function atTheGate<T>({ session, schema }: Journal, work: () => Promise<T>): Promise<T> {
  return withAdvisoryLock(session, lockKey(`asof gate ${schema}`), work);
}

function runKey(runId: string): string {
  return lockKey(`asof run ${runId}`);
}

function isInTheWay(other: LiveRun & { readonly builds: boolean }, run: RunStart): boolean {
  const isBuildOfAnAsOf = run.builds && run.asOf !== undefined;
  return isBuildOfAnAsOf && other.builds && other.asOf !== undefined && other.asOf !== run.asOf;
}

interface Running {
  readonly dead: readonly string[];
  readonly live: readonly (LiveRun & { readonly builds: boolean })[];
}

/** A run is dead when its lock can be taken. */
async function readRunning(journal: Journal): Promise<Running> {
  const { rows } = await journal.session.query(`select r.run_id, r.as_of, r.builds,
  ${isoTime('r.started_at')} as started, holder.pid, holder.client_addr::text as client_addr,
  case when holder.pid is null then pg_catalog.pg_try_advisory_lock(r.lock_key) end as is_dead
from ${table(journal, 'runs')} as r
left join lateral (
  select l.pid, a.client_addr
  from pg_catalog.pg_locks as l
  left join pg_catalog.pg_stat_activity as a using (pid)
  where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
    and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
    and l.classid::bigint = (r.lock_key >> 32) & 4294967295
    and l.objid::bigint = r.lock_key & 4294967295
  limit 1
) as holder on true
where r.status = 'running'
order by r.run_id`);
  const dead = rows.filter((row) => boolean(row, 'is_dead'));
  for (const row of dead) await releaseAdvisoryLock(journal.session, runKey(text(row, 'run_id')));
  return {
    dead: dead.map((row) => text(row, 'run_id')),
    live: rows
      .filter((row) => !boolean(row, 'is_dead'))
      .map((row) => ({
        runId: text(row, 'run_id'),
        asOf: optionalText(row, 'as_of'),
        builds: boolean(row, 'builds'),
        startedAt: text(row, 'started'),
        processId: optionalNumber(row, 'pid'),
        clientAddress: optionalText(row, 'client_addr'),
      })),
  };
}

/** Waits for what a dead run is just committing: after that, its fence refuses. */
async function markInterrupted(
  journal: Journal,
  runIds: readonly string[],
  at: string,
): Promise<void> {
  if (runIds.length === 0) return;
  await journal.session.query({
    sql: `update ${table(journal, 'runs')}
set status = 'interrupted', finished_at = greatest($2, started_at),
  message = 'its session ended before it did'
where run_id = any ($1) and status = 'running'`,
    values: [runIds, at],
  });
}

async function insertRun(journal: Journal, run: RunStart): Promise<void> {
  const key = runKey(run.runId);
  // the lock first: a run that others can see is never one that they could take for dead
  await takeAdvisoryLock(journal.session, key);
  await journal.session.query({
    sql: `insert into ${table(journal, 'runs')} (run_id, command, target, as_of, builds, vars,
  full_refresh, status, asof_version, git_commit, lock_key, started_at)
values ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10, $11)`,
    values: [
      run.runId,
      run.command,
      run.target,
      run.asOf,
      run.builds,
      JSON.stringify(run.vars),
      run.fullRefresh,
      run.asofVersion,
      run.gitCommit,
      key,
      run.startedAt,
    ],
  });
}

function refuse(other: LiveRun, run: RunStart): never {
  const backend = other.processId === undefined ? '' : `, backend ${other.processId}`;
  const from = other.clientAddress === undefined ? '' : ` from ${other.clientAddress}`;
  return fail(
    'run-waiting',
    `run ${other.runId} is building as_of ${other.asOf}, so ${run.asOf} has to wait`,
    {
      notes: [{ message: `it began at ${other.startedAt}${backend}${from}`, location: undefined }],
      hint: 'wait until it has ended, or give --wait more seconds',
    },
  );
}
