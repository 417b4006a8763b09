import type { Seal } from '../core/time/node-state.ts';
import type { SealInputs } from '../core/time/stale.ts';
import { number, oneOf, text, texts, textsByName } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';
import { isoTime } from './runs.ts';

/** What a snapshot held at an as_of when it was taken. */
export interface SealRecord extends Seal {
  readonly nodeId: string;
  readonly relation: string;
  /** Those under the checksum, in its order. */
  readonly columns: readonly string[];
  /** Of every column of the table, by name. */
  readonly columnTypes: Readonly<Record<string, string>>;
  /** Of the SQL that took it. */
  readonly compiledHash: string;
  /** What it was taken from, by node: see core/time/stale.ts. */
  readonly inputs: SealInputs;
  readonly runId: string;
  /** ISO 8601. */
  readonly sealedAt: string;
}

export interface RecordSealOptions {
  /** Why a sealed snapshot is replaced; without a reason only an unsealed one can be. */
  readonly restateReason?: string | undefined;
  /** The table that keeps the rows of the one that is replaced. */
  readonly keptAs?: string | undefined;
}

/** Records a snapshot that was taken. The record of the one it replaces stays, as restated. */
export async function recordSeal(
  journal: Journal,
  seal: SealRecord,
  { restateReason, keptAs }: RecordSealOptions = {},
): Promise<void> {
  const snapshots = table(journal, 'snapshots');
  await journal.session.query({
    sql: `update ${snapshots}
set status = 'restated', restated_by = $3, restated_reason = $4, kept_as = $5
where node_id = $1 and as_of = $2
  and (status = 'unsealed' or status in ('sealed', 'retired') and $4::text is not null)`,
    values: [seal.nodeId, seal.asOf, seal.runId, restateReason, keptAs],
  });
  await journal.session.query({
    sql: `insert into ${snapshots} (node_id, relation, as_of, row_count, checksum, columns, column_types,
  compiled_hash, version, inputs, run_id, sealed_at, status)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      seal.nodeId,
      seal.relation,
      seal.asOf,
      seal.rowCount,
      seal.checksum,
      JSON.stringify(seal.columns),
      JSON.stringify(seal.columnTypes),
      seal.compiledHash,
      seal.version,
      JSON.stringify(seal.inputs),
      seal.runId,
      seal.sealedAt,
      seal.status,
    ],
  });
}

/** The seals in force of one snapshot, or of all, by node and as_of. */
export async function readSeals(journal: Journal, nodeId?: string): Promise<readonly SealRecord[]> {
  const { rows } = await journal.session.query({
    sql: `select node_id, relation, as_of, row_count, checksum, columns, column_types, compiled_hash, version,
  inputs, run_id, ${isoTime('sealed_at')} as sealed, status
from ${table(journal, 'snapshots')}
where status in ('sealed', 'unsealed') and ($1::text is null or node_id = $1)
order by node_id, as_of`,
    values: [nodeId],
  });
  return rows.map((row) => ({
    nodeId: text(row, 'node_id'),
    relation: text(row, 'relation'),
    asOf: text(row, 'as_of'),
    rowCount: number(row, 'row_count'),
    checksum: text(row, 'checksum'),
    columns: texts(row, 'columns'),
    version: text(row, 'version'),
    columnTypes: textsByName(row, 'column_types'),
    compiledHash: text(row, 'compiled_hash'),
    inputs: textsByName(row, 'inputs'),
    runId: text(row, 'run_id'),
    sealedAt: text(row, 'sealed'),
    status: oneOf(row, 'status', ['sealed', 'unsealed', 'retired']),
  }));
}

/** Records that the rows of these as_ofs were let go; their seals stay. */
export async function retireSeals(
  journal: Journal,
  nodeId: string,
  asOfs: readonly string[],
  { runId, reason }: { readonly runId: string; readonly reason: string },
): Promise<void> {
  await journal.session.query({
    sql: `update ${table(journal, 'snapshots')}
set status = 'retired', restated_by = $3, restated_reason = $4
where node_id = $1 and as_of = any ($2) and status in ('sealed', 'unsealed')`,
    values: [nodeId, asOfs, runId, reason],
  });
}
