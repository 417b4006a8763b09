import { fail } from '../core/diagnostics/diagnostic.ts';
import type { Json } from '../core/diagnostics/json.ts';
import { NODE_STATUSES, type NodeStatus, type RunStatus } from '../core/plan/run-result.ts';
import { boolean, json, oneOf, optionalText, text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';

/** A run as the journal has it. Times are ISO 8601 in UTC. */
export interface RunRecord {
  readonly runId: string;
  readonly command: string;
  readonly target: string;
  readonly asOf: string | undefined;
  /** Whether it builds models: builds of another as_of wait for it. */
  readonly builds: boolean;
  readonly vars: Json;
  readonly fullRefresh: boolean;
  readonly status: RunStatus | 'running';
  readonly asofVersion: string;
  readonly gitCommit: string | undefined;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
  readonly message: string | undefined;
  readonly nodes: readonly RunNode[];
}

export interface RunNode {
  readonly nodeId: string;
  readonly status: NodeStatus;
}

export interface RunEnd {
  readonly status: RunStatus;
  readonly finishedAt: string;
  readonly message?: string | undefined;
}

/** Fails with `run-lost` unless the run is still the owner of its work; holds that until commit. */
export async function fence(journal: Journal, runId: string): Promise<void> {
  const { rowCount } = await journal.session.query({
    sql: `select run_id
from ${table(journal, 'runs')}
where run_id = $1 and status = 'running'
for share`,
    isRepeated: true,
    values: [runId],
  });
  if (rowCount > 0) return;
  fail('run-lost', `run ${runId} was taken for dead, so what it built now is not published`, {
    hint: 'run the command again',
  });
}

/** Records how a run ended; one that was marked interrupted meanwhile stays so. */
export async function finishRun(journal: Journal, runId: string, end: RunEnd): Promise<void> {
  await journal.session.query({
    sql: `update ${table(journal, 'runs')}
set status = $2, finished_at = $3, message = $4
where run_id = $1 and status = 'running'`,
    values: [runId, end.status, end.finishedAt, end.message],
  });
}

/** The run that began last, of those with one of the commands; undefined: there is none. */
export async function lastRun(
  journal: Journal,
  commands?: readonly string[],
): Promise<RunRecord | undefined> {
  const { rows } = await journal.session.query({
    sql: `select run_id
from ${table(journal, 'runs')}
where $1::text[] is null or command = any ($1)
order by run_id desc
limit 1`,
    values: [commands],
  });
  const found = rows[0];
  return found && readRun(journal, text(found, 'run_id'));
}

/** The run of an id, with what came of its nodes in the order of ending; undefined: there is none. */
export async function readRun(journal: Journal, runId: string): Promise<RunRecord | undefined> {
  const { rows } = await journal.session.query({
    sql: `select r.*, ${isoTime('r.started_at')} as started, ${isoTime('r.finished_at')} as finished,
  n.node_id, n.status as node_status
from ${table(journal, 'runs')} as r
left join ${table(journal, 'node_runs')} as n using (run_id)
where r.run_id = $1
order by n.finished_at, n.node_id`,
    values: [runId],
  });
  const [run] = rows;
  if (run === undefined) return undefined;
  return {
    runId,
    command: text(run, 'command'),
    target: text(run, 'target'),
    asOf: optionalText(run, 'as_of'),
    builds: boolean(run, 'builds'),
    vars: json(run, 'vars'),
    fullRefresh: boolean(run, 'full_refresh'),
    status: oneOf(run, 'status', RUN_STATUSES),
    asofVersion: text(run, 'asof_version'),
    gitCommit: optionalText(run, 'git_commit'),
    startedAt: text(run, 'started'),
    finishedAt: optionalText(run, 'finished'),
    message: optionalText(run, 'message'),
    nodes: rows.flatMap((row) => {
      const nodeId = optionalText(row, 'node_id');
      return nodeId === undefined
        ? []
        : [{ nodeId, status: oneOf(row, 'node_status', NODE_STATUSES) }];
    }),
  };
}

const RUN_STATUSES = ['running', 'success', 'fail', 'error', 'interrupted'] as const;

/** SQL that prints a time as ISO 8601 in UTC. */
export function isoTime(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
