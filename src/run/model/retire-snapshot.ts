import { forgetHeld } from '../../core/expectation/quarantine/keep-moved.ts';
import { quarantineTable } from '../../core/expectation/quarantine/quarantine-table.ts';
import { dropPartition } from '../../core/sql/as-of-partition.ts';
import { expiredAsOfs, formatRetention } from '../../core/time/retention.ts';
import { readSeals, retireSeals } from '../../journal/seals.ts';
import type { Session } from '../../postgres/session.ts';
import { publish, sendAll } from '../publish.ts';
import { hasQuarantine } from '../quarantine/keep-rows.ts';
import type { RunContext } from '../run-context.ts';
import type { StoredModel } from './stored-model.ts';

/** Lets go of the rows that are older than a snapshot retains; what was sealed stays on record. */
export async function retireSnapshot(
  session: Session,
  { id, relation, config }: StoredModel,
  { journal: schema, runId, signal }: RunContext,
): Promise<void> {
  if (config.materialized !== 'snapshot' || config.retain === undefined) return;
  const journal = { session, schema };
  const seals = await readSeals(journal, id);
  const expired = expiredAsOfs(
    seals.map((seal) => seal.asOf),
    config.retain,
  );
  if (expired.length === 0) return;
  const statements = expired.flatMap((asOf) => dropPartition(relation, asOf));
  await publish(session, () => sendAll(session, statements), { relation, signal });
  const quarantine = quarantineTable(relation);
  if (await hasQuarantine(session, quarantine)) {
    for (const asOf of expired) {
      await session.query(forgetHeld(quarantine, { type: 'as-of' }, asOf));
    }
  }
  const reason = `retain: ${formatRetention(config.retain)}`;
  await retireSeals(journal, id, expired, { runId, reason });
}
