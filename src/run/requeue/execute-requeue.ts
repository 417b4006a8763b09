import { bug } from '../../core/diagnostics/bug.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { quarantineTable } from '../../core/expectation/quarantine/quarantine-table.ts';
import type { Node, SeedNode } from '../../core/manifest/node.ts';
import type { RequeueTask } from '../../core/plan/plan.ts';
import type { NodeResult } from '../../core/plan/run-result.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import type { Session } from '../../postgres/session.ts';
import type { StoredModel } from '../model/stored-model.ts';
import { inNodeTransaction } from '../node-transaction.ts';
import { findQuarantine } from '../quarantine/keep-rows.ts';
import type { RunContext, TaskOutcome } from '../run-context.ts';
import { relationOfUnit } from '../seed/seed-unit.ts';
import { describeRefusal } from './describe-refusal.ts';
import { recordRequeue } from './record-requeue.ts';
import { modelRequeue } from './requeue-model.ts';
import type { Written } from './requeue-rows.ts';
import { seedRequeue } from './requeue-seed.ts';
import { holdQuarantined } from './take-held.ts';

/** What came of the rows of a node, and what is journalled with it. */
export interface RequeueOutcome
  extends Pick<NodeResult, 'status' | 'rows' | 'message' | 'diagnostics'>,
    Written {
  readonly expectations: readonly ExpectationResult[];
}

/** Puts the quarantined rows of one as_of of a node back, where they hold now. */
export async function executeRequeue(task: RequeueTask, context: RunContext): Promise<TaskOutcome> {
  const node = storedNode(task, context);
  // as for what builds it: as_ofs of a seed are dealt with side by side
  const [lock, isolation] =
    node.kind === 'seed'
      ? ([relationOfUnit({ node, asOf: unitOf(node, task) }), 'read committed'] as const)
      : ([node.relation, 'repeatable read'] as const);
  return inNodeTransaction(context, lock, (session) => execute(session, task, node, context), {
    isolation,
  });
}

async function execute(
  session: Session,
  task: RequeueTask,
  node: StoredModel | SeedNode,
  context: RunContext,
): Promise<TaskOutcome> {
  const startedMs = context.clock.monotonicMs();
  const outcome = await requeueNode(session, task, node, context);
  const result: NodeResult = {
    node: node.id,
    kind: node.kind,
    relation: formatRelation(node.relation),
    materialized: node.kind === 'model' ? node.config.materialized : 'seed',
    status: outcome.status,
    asOf: task.asOf,
    rows: outcome.rows,
    durationMs: context.clock.monotonicMs() - startedMs,
    message: outcome.message,
    diagnostics: outcome.diagnostics,
  };
  const expectations = await recordRequeue(session, { node, result, ...outcome }, context);
  return { result, expectations, version: undefined };
}

async function requeueNode(
  session: Session,
  task: RequeueTask,
  node: StoredModel | SeedNode,
  context: RunContext,
): Promise<RequeueOutcome> {
  const table = quarantineTable(node.relation);
  const { asOf } = task;
  const heldCount = (await findQuarantine(session, table, node))
    ? await holdQuarantined(session, table, asOf)
    : 0;
  if (heldCount === 0) {
    return nothing({ status: 'unchanged', message: 'nothing is quarantined', diagnostics: [] });
  }
  const prepared =
    node.kind === 'seed'
      ? await seedRequeue(session, { node, asOf, heldCount }, context)
      : await modelRequeue(session, { node, asOf, heldCount }, context);
  const { decision, strayInputs } = prepared;
  if (decision.type !== 'requeue') {
    const described = describeRefusal(decision, node, { asOf, strayInputs, table });
    return { ...nothing(described), rows: { quarantined: heldCount } };
  }
  const { written, ...requeued } = await prepared.carryOut(decision.isSealed);
  return {
    ...requeued,
    message: undefined,
    version: written?.version,
    record: written?.record ?? (async () => {}),
  };
}

function nothing(said: Pick<NodeResult, 'status' | 'message' | 'diagnostics'>): RequeueOutcome {
  return { ...said, rows: {}, expectations: [], version: undefined, record: async () => {} };
}

/** A seed that knows no as_of has rows of none, whatever is in its quarantine. */
function unitOf({ temporality }: SeedNode, { asOf }: RequeueTask): string | undefined {
  return temporality === 'dated' ? asOf : undefined;
}

function storedNode(task: RequeueTask, { manifest }: RunContext): StoredModel | SeedNode {
  const node: Node | undefined = manifest.nodes[task.node];
  if (node?.kind === 'seed') return node;
  if (node?.kind !== 'model') return bug(`${task.node} holds no rows`);
  return { ...node, relation: node.relation ?? bug(`${task.node} has no relation`) };
}
