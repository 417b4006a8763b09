import { bug } from '../../core/diagnostics/bug.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { NodeResult, RowCounts } from '../../core/plan/run-result.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import type { Decision } from '../../core/time/decide.ts';
import { formatVersion, hashOf } from '../../core/time/version.ts';
import { confirmSeal } from '../../journal/confirm-seal.ts';
import { recordExpectations } from '../../journal/expectation-results.ts';
import { forgetFailures } from '../../journal/failures.ts';
import { recordHistory } from '../../journal/histories.ts';
import type { Journal } from '../../journal/journal.ts';
import { recordNode } from '../../journal/node-runs.ts';
import { recordSeal, type SealRecord } from '../../journal/seals.ts';
import { advanceWatermark } from '../../journal/watermarks.ts';
import { readOid } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import type { SealOutcome, SnapshotSum } from './carry-out.ts';
import { countValid } from './count-valid.ts';
import { keptTable } from './kept-table.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

export interface ModelRecord {
  readonly node: StoredModel;
  readonly facts: ModelFacts;
  readonly decision: Decision;
  readonly result: NodeResult;
  readonly expectations: readonly ExpectationResult[];
  readonly sum: SnapshotSum | undefined;
  /** Of a snapshot that was taken. */
  readonly seal: SealOutcome | undefined;
}

/**
 * Journals what came of a model, in the transaction that made it. Returns what came of its
 * expectations with what has changed.
 */
export async function recordModel(
  session: Session,
  record: ModelRecord,
  context: RunContext,
): Promise<readonly ExpectationResult[]> {
  const { node, facts, result, expectations } = record;
  const journal: Journal = { session, schema: context.journal };
  const at = context.clock.now().toISOString();
  const version = facts.version === undefined ? undefined : formatVersion(facts.version);
  await recordNode(journal, context.runId, result, { version, finishedAt: at });
  const recorded = await recordExpectations(journal, context.runId, expectations, {
    checkedAt: at,
    isDated: node.temporality === 'dated',
  });
  await forgetFailures(journal, expectations);
  await recordState(session, { ...record, version, at }, context);
  return recorded;
}

/** Journals where the model stands now. */
async function recordState(
  session: Session,
  record: ModelRecord & { readonly version: string | undefined; readonly at: string },
  context: RunContext,
): Promise<void> {
  const { node, facts, decision, version, at } = record;
  const journal: Journal = { session, schema: context.journal };
  if (decision.type !== 'build' && decision.type !== 'recheck') return;
  // what has no version of its own never equals that of another run
  const inForce = version ?? `run ${context.runId}.`;
  if (facts.isSnapshot) return sealModel(journal, { ...record, version: inForce }, context);
  const relation = formatRelation(node.relation);
  if (facts.history !== undefined) {
    return recordVersions(journal, { ...record, version: inForce }, context);
  }
  await advanceWatermark(journal, {
    nodeId: node.id,
    relation,
    asOf: facts.asOf,
    version: inForce,
    relationOid: (await readOid(session, node.relation)) ?? bug(`${relation} was not built`),
    runId: context.runId,
    updatedAt: at,
  });
}

/** A history stands at no as_of: it holds several. */
async function recordVersions(
  journal: Journal,
  {
    node,
    facts,
    result: { rows },
    decision,
    version,
    at,
  }: ModelRecord & { readonly version: string; readonly at: string },
  { runId }: RunContext,
): Promise<void> {
  const asOf = facts.asOf ?? bug(`${node.id} holds an as_of that nobody gave`);
  const isCounted = decision.type === 'build' && node.config.history?.hardDeletes !== 'ignore';
  await recordHistory(
    journal,
    {
      nodeId: node.id,
      asOf,
      relation: formatRelation(node.relation),
      version,
      rowCount: isCounted ? await rowsRead(journal, node, asOf, rows) : facts.history?.rowCount,
      runId,
      appliedAt: at,
    },
    { isNewTable: !facts.isRelationInForce },
  );
}

async function rowsRead(
  { session }: Journal,
  node: StoredModel,
  asOf: string,
  { inserted = 0, updated = 0, unchanged = 0, quarantined = 0 }: RowCounts,
): Promise<number> {
  // versions of rows that were quarantined may go on beside those of the batch
  return quarantined > 0 ? countValid(session, node, asOf) : inserted + updated + unchanged;
}

async function sealModel(
  journal: Journal,
  {
    node,
    facts,
    sum,
    seal,
    version,
    at,
  }: ModelRecord & { readonly version: string; readonly at: string },
  context: RunContext,
): Promise<void> {
  const asOf = facts.asOf ?? bug(`${node.id} is sealed without an as_of`);
  const inputs = facts.sealInputs;
  const { runId, plan } = context;
  if (seal === undefined || seal === 'same' || seal === 'restored') {
    return confirmSeal(journal, { nodeId: node.id, asOf, version, inputs });
  }
  const taken = sum ?? bug(`${node.id} has no rows to seal`);
  const record: SealRecord = {
    nodeId: node.id,
    relation: formatRelation(node.relation),
    asOf,
    rowCount: taken.rowCount,
    checksum: taken.checksum,
    columns: taken.columns,
    columnTypes: Object.fromEntries(taken.types.map(({ name, type }) => [name, type])),
    compiledHash: hashOf(facts.select.sql),
    version,
    inputs,
    runId,
    sealedAt: at,
    status: plan.isGated ? 'sealed' : 'unsealed',
  };
  const isRestated = seal === 'restated';
  const keptAs = isRestated ? keptTable(node, facts, context) : undefined;
  await recordSeal(journal, record, {
    restateReason: isRestated ? plan.restateReason : undefined,
    keptAs: keptAs && formatRelation(keptAs),
  });
}
