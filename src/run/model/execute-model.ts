import { bug } from '../../core/diagnostics/bug.ts';
import { unreachable } from '../../core/diagnostics/unreachable.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { grantStatements } from '../../core/materialization/grants.ts';
import { stepsOf } from '../../core/materialization/steps.ts';
import type { ModelTask } from '../../core/plan/plan.ts';
import type { NodeResult } from '../../core/plan/run-result.ts';
import type { CompiledSql } from '../../core/sql/compiled-sql.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { around } from '../../core/sql/statement.ts';
import { type Decision, decide } from '../../core/time/decide.ts';
import { keptVersion } from '../../core/time/version.ts';
import { fence } from '../../journal/runs.ts';
import { readGrants } from '../../postgres/read-grants.ts';
import type { Session } from '../../postgres/session.ts';
import type { GateQuestion } from '../expectation/gate-subject.ts';
import { inNodeTransaction } from '../node-transaction.ts';
import { sendAll } from '../publish.ts';
import type { RunContext, TaskOutcome } from '../run-context.ts';
import { adoptHistory } from './adopt-history.ts';
import { carryOut, type StepResults } from './carry-out.ts';
import { describeDecision } from './describe-decision.ts';
import { gateModel } from './gate-model.ts';
import { type ModelFacts, readModelFacts } from './model-facts.ts';
import { planBuild } from './plan-build.ts';
import { quarantineModel } from './quarantine-model.ts';
import { recordModel } from './record-model.ts';
import { type ReplayedModel, replayedModel } from './replayed.ts';
import { retireSnapshot } from './retire-snapshot.ts';
import { compareSeal } from './seal-snapshot.ts';
import type { StoredModel } from './stored-model.ts';

/** What building a model does to its result. */
type Built = Pick<NodeResult, 'status' | 'rows' | 'message' | 'diagnostics'> & {
  readonly expectations: readonly ExpectationResult[];
  readonly sum: StepResults['sum'];
  readonly seal: StepResults['seal'];
};

/** Builds one model at the plan's as_of, or says why it is not built. */
export async function executeModel(task: ModelTask, context: RunContext): Promise<TaskOutcome> {
  const node = storedModel(task, context);
  return inNodeTransaction(context, node.relation, async (session) => {
    const startedMs = context.clock.monotonicMs();
    const facts = await readModelFacts(session, node, context);
    const replayed = await replayedModel(session, node, facts, context);
    const decision = decideModel(task, node, facts, { replayed, context });
    const built = await carryOutDecision(
      session,
      decision,
      replayed?.node ?? node,
      replayed?.facts ?? facts,
      context,
    );
    const result: NodeResult = {
      node: node.id,
      kind: 'model',
      relation: formatRelation(node.relation),
      materialized: node.config.materialized,
      status: built.status,
      asOf: facts.asOf,
      rows: built.rows,
      durationMs: context.clock.monotonicMs() - startedMs,
      message: built.message,
      diagnostics: built.diagnostics,
    };
    const version =
      decision.type === 'build' ? facts.version : keptVersion(facts.version, inForce(facts));
    const record = { ...built, node, facts: { ...facts, version }, decision, result };
    const expectations = await recordModel(session, record, context);
    await retireSnapshot(session, node, context);
    return { result, expectations, version };
  });
}

/** The version of what the model holds at the as_of. */
function inForce({ isSnapshot, history, state, asOf }: ModelFacts): string | undefined {
  if (isSnapshot) return state.seal?.version;
  if (history !== undefined) return history.version;
  return state.watermark?.asOf === asOf ? state.watermark?.version : state.versionAt;
}

function decideModel(
  task: ModelTask,
  node: StoredModel,
  facts: ModelFacts,
  {
    replayed,
    context: { plan },
  }: { readonly replayed: ReplayedModel | undefined; readonly context: RunContext },
): Decision {
  if (replayed?.isPassing === true) return { type: 'unchanged' };
  // what a replay has taken for a history is written where it differs
  const isTaken = replayed !== undefined && facts.history !== undefined;
  return decide({
    ...(replayed?.facts ?? facts),
    // a replay jumps over no as_of
    heldAsOfs: replayed === undefined ? task.heldAsOfs : [],
    isRestating: plan.restateReason !== undefined,
    isForced: plan.isFullRefresh && node.config.fullRefresh && !isTaken,
  });
}

function storedModel(task: ModelTask, { manifest }: RunContext): StoredModel {
  const node = manifest.nodes[task.node];
  if (node?.kind !== 'model') return bug(`${task.node} is no model`);
  return { ...node, relation: node.relation ?? bug(`${task.node} has no relation`) };
}

async function carryOutDecision(
  session: Session,
  decision: Decision,
  node: StoredModel,
  facts: ModelFacts,
  context: RunContext,
): Promise<Built> {
  switch (decision.type) {
    case 'unchanged':
    case 'superseded':
    case 'refused':
      return {
        ...describeDecision(decision, node, facts),
        rows: {},
        expectations: [],
        sum: undefined,
        seal: undefined,
      };
    case 'recheck': {
      const expectations = await gateModel(session, { type: 'held' }, { node, facts, context });
      const message = 'the rows are in force, and were checked again';
      return {
        status: 'unchanged',
        rows: {},
        message,
        diagnostics: [],
        expectations,
        sum: undefined,
        seal: undefined,
      };
    }
    case 'build':
      return build(session, node, facts, context);
    default:
      return unreachable(decision);
  }
}

async function build(
  session: Session,
  node: StoredModel,
  facts: ModelFacts,
  context: RunContext,
): Promise<Built> {
  const journal = { session, schema: context.journal };
  let fenced: Promise<void> | undefined;
  // the lock that it takes lasts until commit: asked once, it stays true
  const fenceOnce = (): Promise<void> => {
    fenced ??= fence(journal, context.runId);
    return fenced;
  };
  const plan = await planBuild(session, node, facts, context);
  await adoptHistory(session, node, facts, context);
  await runHooks(session, facts.hooks.pre);
  let known: GateQuestion['known'];
  const { rows, expectations, warnings, sum, seal } = await carryOut(session, stepsOf(plan), {
    node,
    relation: node.relation,
    signal: context.signal,
    quarantine: async (incoming) => {
      const moved = await quarantineModel(session, incoming, { node, facts, context, build: plan });
      known = moved.known;
      return moved.rowCount;
    },
    gate: (subject) =>
      // rows of an as_of that a replay has taken were checked beside the live tables of their time
      (facts.isSnapshot || facts.history !== undefined) && context.replay?.shadows.has(node.id)
        ? Promise.resolve([])
        : gateModel(session, subject, { node, facts, context, build: plan, known }),
    seal: (found, aside) =>
      compareSeal(session, found, {
        node,
        facts,
        aside,
        columns: plan.columns,
        isRestating: context.plan.restateReason !== undefined,
      }),
    fence: fenceOnce,
  });
  await applyGrants(session, node);
  await runHooks(session, facts.hooks.post);
  await fenceOnce();
  const missing = node.config.onMissing === 'keep' ? (rows.missing ?? 0) : 0;
  const isWarned =
    warnings.length > 0 ||
    missing > 0 ||
    (rows.quarantined ?? 0) > 0 ||
    expectations.some((each) => each.status === 'warn');
  return {
    status: isWarned ? 'warn' : 'success',
    rows,
    message:
      missing > 0
        ? `${missing} ${missing === 1 ? 'key is' : 'keys are'} no longer in the batch`
        : sealMessage(seal),
    diagnostics: warnings,
    expectations,
    sum,
    seal,
  };
}

function sealMessage(seal: StepResults['seal']): string | undefined {
  switch (seal) {
    case 'restated':
      return 'restated: what was sealed before stays on record';
    case 'restored':
      return 'the rows were gone, and are what was sealed again';
    case 'new':
    case 'same':
    case undefined:
      return undefined;
    default:
      return unreachable(seal);
  }
}

async function runHooks(session: Session, hooks: readonly CompiledSql[]): Promise<void> {
  for (const hook of hooks) await session.query(around('', hook));
}

async function applyGrants(session: Session, { relation, config }: StoredModel): Promise<void> {
  if (Object.keys(config.grants).length === 0) return;
  const held = await readGrants(session, relation);
  await sendAll(
    session,
    grantStatements(relation, config.grants, held).map((sql) => ({ sql })),
  );
}
