import { number, optionalText, text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';

/** What a relation holds now. */
export interface WatermarkRecord {
  readonly nodeId: string;
  readonly relation: string;
  readonly asOf: string | undefined;
  readonly version: string;
  readonly relationOid: number;
  readonly runId: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** Records what a node's relation holds from this transaction's commit on. */
export async function advanceWatermark(journal: Journal, mark: WatermarkRecord): Promise<void> {
  await journal.session.query({
    sql: `insert into ${table(journal, 'watermarks')} (node_id, relation, as_of, version,
  relation_oid, run_id, updated_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (node_id) do update
set relation = excluded.relation, as_of = excluded.as_of, version = excluded.version,
  relation_oid = excluded.relation_oid, run_id = excluded.run_id, updated_at = excluded.updated_at`,
    isRepeated: true,
    values: [
      mark.nodeId,
      mark.relation,
      mark.asOf,
      mark.version,
      mark.relationOid,
      mark.runId,
      mark.updatedAt,
    ],
  });
}

/** The watermarks of these nodes, or of all that the journal knows, by node id. */
export async function readWatermarks(
  journal: Journal,
  nodeIds?: readonly string[],
): Promise<ReadonlyMap<string, WatermarkRecord>> {
  const { rows } = await journal.session.query({
    sql: `select node_id, relation, as_of, version, relation_oid, run_id, updated_at
from ${table(journal, 'watermarks')}
where $1::text[] is null or node_id = any ($1)
order by node_id`,
    values: [nodeIds],
  });
  return new Map(
    rows.map((row) => [
      text(row, 'node_id'),
      {
        nodeId: text(row, 'node_id'),
        relation: text(row, 'relation'),
        asOf: optionalText(row, 'as_of'),
        version: text(row, 'version'),
        relationOid: number(row, 'relation_oid'),
        runId: text(row, 'run_id'),
        updatedAt: text(row, 'updated_at'),
      },
    ]),
  );
}
