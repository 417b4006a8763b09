import { bug } from '../../core/diagnostics/bug.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { ModelNode, SeedNode } from '../../core/manifest/node.ts';
import type { NodeResult } from '../../core/plan/run-result.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { recordExpectations } from '../../journal/expectation-results.ts';
import { forgetFailures } from '../../journal/failures.ts';
import { readHistories, recordHistory } from '../../journal/histories.ts';
import type { Journal } from '../../journal/journal.ts';
import { recordNode } from '../../journal/node-runs.ts';
import { readSeals, recordSeal } from '../../journal/seals.ts';
import { advanceWatermark } from '../../journal/watermarks.ts';
import type { Session } from '../../postgres/session.ts';
import type { SealOutcome, SnapshotSum } from '../model/carry-out.ts';
import { countValid } from '../model/count-valid.ts';
import { keptTable } from '../model/kept-table.ts';
import type { StoredModel } from '../model/stored-model.ts';
import type { RunContext } from '../run-context.ts';
import type { RequeueFacts } from './requeue-facts.ts';
import type { Written } from './requeue-rows.ts';

export interface RequeueRecord extends Written {
  readonly node: ModelNode | SeedNode;
  readonly result: NodeResult;
  readonly expectations: readonly ExpectationResult[];
}

/**
 * Journals what came of the quarantined rows of a node, in the transaction that put them back.
 * Returns what came of its expectations with what has changed.
 */
export async function recordRequeue(
  session: Session,
  { node, result, expectations, version, record }: RequeueRecord,
  { journal: schema, runId, clock }: RunContext,
): Promise<readonly ExpectationResult[]> {
  const journal: Journal = { session, schema };
  const at = clock.now().toISOString();
  await recordNode(journal, runId, result, { version, finishedAt: at });
  const recorded = await recordExpectations(journal, runId, expectations, {
    checkedAt: at,
    isDated: node.temporality === 'dated',
  });
  await forgetFailures(journal, expectations);
  await record();
  return recorded;
}

export interface ModelState {
  readonly node: StoredModel;
  readonly facts: RequeueFacts;
  readonly version: string;
  readonly sum: SnapshotSum | undefined;
  readonly seal: SealOutcome | undefined;
}

/** Journals what a model holds now that rows went back into it. */
export async function recordModelState(
  session: Session,
  state: ModelState,
  context: RunContext,
): Promise<void> {
  const { node, facts, version } = state;
  const journal: Journal = { session, schema: context.journal };
  if (facts.isSnapshot) return sealAgain(journal, state, context);
  if (facts.history !== undefined) return countVersions(journal, state, context);
  const { relationOid } = facts.state.watermark ?? bug(`${node.id} stands at no as_of`);
  await advanceWatermark(journal, {
    nodeId: node.id,
    relation: formatRelation(node.relation),
    asOf: facts.asOf,
    version,
    relationOid,
    runId: context.runId,
    updatedAt: context.clock.now().toISOString(),
  });
}

/** What it was taken from stays what it was: its rows are those, and what was mended of them. */
async function sealAgain(
  journal: Journal,
  { node, facts, version, sum, seal }: ModelState,
  context: RunContext,
): Promise<void> {
  const before =
    (await readSeals(journal, node.id)).find((each) => each.asOf === facts.asOf) ??
    bug(`${node.id} has no seal of ${facts.asOf}`);
  const taken = sum ?? bug(`${node.id} has no rows to seal`);
  const isRestated = seal === 'restated';
  const keptAs = isRestated ? keptTable(node, facts, context) : undefined;
  await recordSeal(
    journal,
    {
      ...before,
      rowCount: taken.rowCount,
      checksum: taken.checksum,
      columns: taken.columns,
      columnTypes: Object.fromEntries(taken.types.map(({ name, type }) => [name, type])),
      version,
      runId: context.runId,
      sealedAt: context.clock.now().toISOString(),
      status: 'sealed',
    },
    {
      restateReason: isRestated ? context.plan.restateReason : undefined,
      keptAs: keptAs && formatRelation(keptAs),
    },
  );
}

async function countVersions(
  journal: Journal,
  { node, facts, version }: ModelState,
  { runId, clock }: RunContext,
): Promise<void> {
  const before =
    (await readHistories(journal, [node.id])).find((each) => each.asOf === facts.asOf) ??
    bug(`${node.id} does not hold ${facts.asOf}`);
  await recordHistory(
    journal,
    {
      ...before,
      version,
      // nobody counts where deleted rows are ignored
      rowCount:
        before.rowCount === undefined
          ? undefined
          : await countValid(journal.session, node, facts.asOf),
      runId,
      appliedAt: clock.now().toISOString(),
    },
    { isNewTable: false },
  );
}
