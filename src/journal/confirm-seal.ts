import type { SealInputs } from '../core/time/stale.ts';
import { type Journal, table } from './journal.ts';

export interface SealConfirmation {
  readonly nodeId: string;
  readonly asOf: string;
  readonly version: string;
  /** What it would be taken from now. */
  readonly inputs: SealInputs;
}

/** Records that a sealed snapshot, taken again from inputs of other versions, is the same. */
export async function confirmSeal(
  journal: Journal,
  { nodeId, asOf, version, inputs }: SealConfirmation,
): Promise<void> {
  await journal.session.query({
    sql: `update ${table(journal, 'snapshots')}
set version = $3, inputs = $4
where node_id = $1 and as_of = $2 and status = 'sealed'`,
    values: [nodeId, asOf, version, JSON.stringify(inputs)],
  });
}
