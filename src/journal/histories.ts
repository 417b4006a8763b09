import { optionalNumber, text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';

/** An as_of that a history holds. */
export interface HistoryRecord {
  readonly nodeId: string;
  readonly asOf: string;
  readonly relation: string;
  readonly version: string;
  /** undefined: nobody counted, since deleted rows are ignored. */
  readonly rowCount: number | undefined;
  readonly runId: string;
  /** ISO 8601. */
  readonly appliedAt: string;
}

/** What these histories hold, or all, by node and as_of. */
export async function readHistories(
  journal: Journal,
  nodeIds?: readonly string[],
): Promise<readonly HistoryRecord[]> {
  const { rows } = await journal.session.query({
    sql: `select node_id, as_of, relation, version, row_count, run_id, applied_at
from ${table(journal, 'histories')}
where $1::text[] is null or node_id = any ($1)
order by node_id, as_of`,
    values: [nodeIds],
  });
  return rows.map((row) => ({
    nodeId: text(row, 'node_id'),
    asOf: text(row, 'as_of'),
    relation: text(row, 'relation'),
    version: text(row, 'version'),
    rowCount: optionalNumber(row, 'row_count'),
    runId: text(row, 'run_id'),
    appliedAt: text(row, 'applied_at'),
  }));
}

/** Records that a history holds an as_of; one whose table is new holds nothing else. */
export async function recordHistory(
  journal: Journal,
  record: HistoryRecord,
  { isNewTable }: { readonly isNewTable: boolean },
): Promise<void> {
  const histories = table(journal, 'histories');
  if (isNewTable) {
    await journal.session.query({
      sql: `delete from ${histories} where node_id = $1`,
      values: [record.nodeId],
    });
  }
  await journal.session.query({
    sql: `insert into ${histories} (node_id, as_of, relation, version, row_count, run_id, applied_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (node_id, as_of) do update
set relation = excluded.relation, version = excluded.version, row_count = excluded.row_count,
  run_id = excluded.run_id, applied_at = excluded.applied_at`,
    values: [
      record.nodeId,
      record.asOf,
      record.relation,
      record.version,
      record.rowCount,
      record.runId,
      record.appliedAt,
    ],
  });
}
