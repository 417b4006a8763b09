import { diagnosticJson } from '../core/diagnostics/diagnostic-json.ts';
import { NODE_STATUSES, type NodeResult, type NodeStatus } from '../core/plan/run-result.ts';
import { number, oneOf, optionalText, text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';
import { isoTime } from './runs.ts';

export interface NodeRecordDetails {
  /** undefined where nothing was built, or what was built is never to be skipped. */
  readonly version: string | undefined;
  /** ISO 8601. */
  readonly finishedAt: string;
}

/** Records what came of a node; a second record in the same run replaces the first. */
export async function recordNode(
  journal: Journal,
  runId: string,
  result: NodeResult,
  { version, finishedAt }: NodeRecordDetails,
): Promise<void> {
  const { rows } = result;
  await journal.session.query({
    sql: `insert into ${table(journal, 'node_runs')} (run_id, node_id, kind, relation, materialized,
  as_of, status, version, rows_inserted, rows_updated, rows_unchanged, rows_deleted, rows_missing,
  rows_rejected, rows_quarantined, rows_requeued, duration_ms, message, diagnostics, started_at,
  finished_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
  $20::timestamptz - make_interval(secs => $17::double precision / 1000), $20)
on conflict (run_id, node_id, as_of) do update
set (kind, relation, materialized, as_of, status, version, rows_inserted, rows_updated,
  rows_unchanged, rows_deleted, rows_missing, rows_rejected, rows_quarantined, rows_requeued,
  duration_ms, message, diagnostics, started_at, finished_at) = (excluded.kind, excluded.relation, excluded.materialized,
  excluded.as_of, excluded.status, excluded.version, excluded.rows_inserted, excluded.rows_updated,
  excluded.rows_unchanged, excluded.rows_deleted, excluded.rows_missing, excluded.rows_rejected,
  excluded.rows_quarantined, excluded.rows_requeued, excluded.duration_ms, excluded.message, excluded.diagnostics,
  excluded.started_at, excluded.finished_at)`,
    isRepeated: true,
    values: [
      runId,
      result.node,
      result.kind,
      result.relation,
      result.materialized,
      result.asOf,
      result.status,
      version,
      rows.inserted,
      rows.updated,
      rows.unchanged,
      rows.deleted,
      rows.missing,
      rows.rejected,
      rows.quarantined,
      rows.requeued,
      result.durationMs,
      result.message,
      JSON.stringify(result.diagnostics.map(diagnosticJson)),
      finishedAt,
    ],
  });
}

/** How many of the latest runs are looked at for durations. */
const RECENT_RUNS = 20;

/** How long each node took when it was last built, in ms by node id: to start the longest path first. */
export async function lastDurations(journal: Journal): Promise<ReadonlyMap<string, number>> {
  const { rows } = await journal.session.query(`select distinct on (node_id) node_id, duration_ms
from ${table(journal, 'node_runs')}
where status in ('success', 'warn') and run_id in (
  select run_id from ${table(journal, 'runs')} order by run_id desc limit ${RECENT_RUNS}
)
order by node_id, written desc`);
  return new Map(rows.map((row) => [text(row, 'node_id'), number(row, 'duration_ms')]));
}

/** The last time anything came of a node. */
export interface LastResult {
  readonly nodeId: string;
  readonly runId: string;
  readonly relation: string;
  readonly materialized: string;
  readonly asOf: string | undefined;
  readonly status: NodeStatus;
  readonly message: string | undefined;
  readonly finishedAt: string;
}

/** The last result of every node that the journal knows, whether or not the project still has it. */
export async function lastResults(journal: Journal): Promise<readonly LastResult[]> {
  const { rows } = await journal.session.query(`select distinct on (node_id) node_id, run_id,
  relation, materialized, as_of, status, message, ${isoTime('finished_at')} as finished
from ${table(journal, 'node_runs')}
where status <> 'skipped'
order by node_id, written desc`);
  return rows.map((row) => ({
    nodeId: text(row, 'node_id'),
    runId: text(row, 'run_id'),
    relation: text(row, 'relation'),
    materialized: text(row, 'materialized'),
    asOf: optionalText(row, 'as_of'),
    status: oneOf(row, 'status', NODE_STATUSES),
    message: optionalText(row, 'message'),
    finishedAt: text(row, 'finished'),
  }));
}
