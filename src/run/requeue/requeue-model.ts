import { bug } from '../../core/diagnostics/bug.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { ModelBuild } from '../../core/materialization/model-build.ts';
import {
  obstacles,
  requeuedRows,
  requeueSteps,
  rowColumns,
} from '../../core/materialization/requeue.ts';
import { partitionOf } from '../../core/sql/as-of-partition.ts';
import { quoteIdentifier } from '../../core/sql/quote.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import type { StrayInput } from '../../core/time/decide.ts';
import { decideRequeue, type RequeueDecision } from '../../core/time/decide-requeue.ts';
import { formatVersion, parseVersion } from '../../core/time/version.ts';
import { guardFunction } from '../../journal/journal.ts';
import { fence } from '../../journal/runs.ts';
import { type CatalogRelation, readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { checkGates } from '../expectation/check-gates.ts';
import { carryOut, type StepResults } from '../model/carry-out.ts';
import { keptTable } from '../model/kept-table.ts';
import { heldHistory, relationsAbove } from '../model/model-facts.ts';
import type { StoredModel } from '../model/stored-model.ts';
import type { RunContext } from '../run-context.ts';
import { checkedInputs } from './checked-inputs.ts';
import { recordModelState } from './record-requeue.ts';
import type { RequeueFacts } from './requeue-facts.ts';
import { type Known, type Requeued, requeueRows } from './requeue-rows.ts';

export interface HeldRows<Node> {
  readonly node: Node;
  readonly asOf: string | undefined;
  readonly heldCount: number;
}

/** Whether rows may go back, and what puts them there. */
export interface PreparedRequeue {
  readonly decision: RequeueDecision;
  readonly strayInputs: readonly StrayInput[];
  readonly carryOut: (isSealed: boolean) => Promise<Requeued>;
}

/** Finds out how rows get back into a model of an as_of. */
export async function modelRequeue(
  session: Session,
  held: HeldRows<StoredModel>,
  context: RunContext,
): Promise<PreparedRequeue> {
  const { node, asOf } = held;
  const isSnapshot = node.config.materialized === 'snapshot';
  const table = isSnapshot && asOf !== undefined ? partitionOf(node.relation, asOf) : node.relation;
  const catalog = await readRelations(session, [
    node.relation,
    table,
    ...relationsAbove(context.manifest.nodes, node),
  ]);
  const { state, strayInputs } = await checkedInputs(session, node, asOf, context);
  const found = catalog.get(formatRelation(table));
  const history = await heldHistory(
    { session, schema: context.journal },
    node,
    asOf,
    found?.kind === 'table',
  );
  const isDated = isSnapshot || history !== undefined;
  const facts: RequeueFacts = {
    asOf,
    state,
    history,
    isSnapshot,
    isRelationInForce:
      found !== undefined && (isDated || found.oid === state.watermark?.relationOid),
    catalog,
  };
  const decision = decideRequeue({
    ...facts,
    history: history && { isHeld: history.version !== undefined, after: history.after },
    strayInputs,
    isRestating: context.plan.restateReason !== undefined,
  });
  return {
    decision,
    strayInputs,
    carryOut: async (isSealed) => {
      const build = requeueBuild(node, facts, found ?? bug(`${node.id} has no table`), context);
      return putBack(session, { held, facts, build, isSealed }, context);
    },
  };
}

function requeueBuild(
  node: StoredModel,
  facts: RequeueFacts,
  found: CatalogRelation,
  context: RunContext,
): ModelBuild {
  const { relation, config } = node;
  const existing = facts.catalog.get(formatRelation(relation)) ?? found;
  const { history } = facts;
  return {
    relation,
    config,
    // what is written is what stands and what goes back: see core/materialization/requeue.ts
    select: { sql: '', pieces: [] },
    columns: rowColumns(
      node,
      found.columns.filter((column) => !column.isGenerated),
    ),
    asOf: facts.asOf,
    existing: {
      ...existing,
      notNullColumns: existing.columns.filter((each) => each.notNull).map((each) => each.name),
    },
    onEmpty: 'ok',
    referred: context.relations,
    isFullRefresh: false,
    isPartitionHeld: true,
    keepAs: keptTable(node, facts, context),
    guardFunction: guardFunction(context.journal),
    runToken: context.runToken,
    ...(config.history && {
      place: {
        before: history?.before,
        after: history?.after,
        isHeld: history !== undefined,
        now: context.clock.now().toISOString(),
      },
    }),
  };
}

interface Putting {
  readonly held: HeldRows<StoredModel>;
  readonly facts: RequeueFacts;
  readonly build: ModelBuild;
  readonly isSealed: boolean;
}

function putBack(
  session: Session,
  { held, facts, build, isSealed }: Putting,
  context: RunContext,
): Promise<Requeued> {
  const { node, asOf } = held;
  const { relation, config } = node;
  const { columns } = build;
  const question = { isHeld: true, node, asOf, columns, catalog: facts.catalog, context };
  let ofAside: readonly ExpectationResult[] | undefined;
  const write = (known: Known): Promise<StepResults> =>
    carryOut(session, requeueSteps(build), {
      node,
      relation,
      signal: context.signal,
      quarantine: () => bug('rows that go back were asked before'),
      gate: async (subject) => {
        if (subject.type !== 'relation') return bug('only what is aside is checked on the way');
        const from = `${renderRelation(subject.relation)} as ${quoteIdentifier(node.name)}`;
        ofAside = await checkGates(session, { ...question, from, known });
        return ofAside;
      },
      seal: async () => (facts.state.seal?.status === 'sealed' ? 'restated' : 'new'),
      fence: () => fence({ session, schema: context.journal }, context.runId),
    });
  const inForce = versionInForce(facts) ?? bug(`${node.id} holds rows of no version`);
  const version = formatVersion({ ...parseVersion(inForce), requeued: context.runId });
  return requeueRows(
    session,
    {
      ...held,
      relation,
      columns,
      key: config.uniqueKey,
      obstacles: obstacles(build),
      incoming: requeuedRows(build),
      catalog: facts.catalog,
      isSealed,
      write: async (known) => {
        const { sum, seal } = await write(known);
        const record = () =>
          recordModelState(session, { node, facts, version, sum, seal }, context);
        return { version, record };
      },
      // a snapshot was checked before it was sealed
      gate: async (known) =>
        ofAside ?? checkGates(session, { ...question, from: undefined, known }),
    },
    context,
  );
}

/** Of the rows that a model holds. */
function versionInForce({ isSnapshot, history, state }: RequeueFacts): string | undefined {
  if (isSnapshot) return state.seal?.version;
  return history === undefined ? state.watermark?.version : history.version;
}
