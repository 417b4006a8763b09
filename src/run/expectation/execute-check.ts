import { bug } from '../../core/diagnostics/bug.ts';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { versionedInputs } from '../../core/plan/inputs-of.ts';
import { isInlined, type RelationNode } from '../../core/plan/node-rows.ts';
import type { CheckTask } from '../../core/plan/plan.ts';
import type { NodeStatus } from '../../core/plan/run-result.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { around } from '../../core/sql/statement.ts';
import { recordExpectations } from '../../journal/expectation-results.ts';
import { newestAsOf } from '../../journal/newest-as-of.ts';
import { readRelations } from '../../postgres/catalog.ts';
import { describeQuery } from '../../postgres/describe-query.ts';
import type { Session } from '../../postgres/session.ts';
import { inTransaction } from '../../postgres/transaction.ts';
import { prematureResult } from '../premature-result.ts';
import type { RunContext, TaskOutcome } from '../run-context.ts';
import { checkNode } from './check-gates.ts';
import { type Catalog, compileSelect } from './compile-select.ts';
import { storeFailures } from './store-failures.ts';
import { relationNode } from './subject-of.ts';

/** Checks the expectations of a node on what is there: of a dated one, on the rows of one as_of. */
export async function executeCheck(task: CheckTask, context: RunContext): Promise<TaskOutcome> {
  const node = relationNode(context.manifest, task.node);
  const startedMs = context.clock.monotonicMs();
  const expectations = await context.sessions.use(
    (session) =>
      inTransaction(session, { isolation: 'repeatable read' }, async () => {
        const results = await checkHeld(session, node, context);
        const at = context.clock.now().toISOString();
        return recordExpectations({ session, schema: context.journal }, context.runId, results, {
          checkedAt: at,
          isDated: node.temporality === 'dated',
        });
      }),
    context.signal,
  );
  const durationMs = context.clock.monotonicMs() - startedMs;
  return prematureResult(task, context, {
    status: statusOf(expectations),
    expectations,
    durationMs,
  });
}

async function checkHeld(
  session: Session,
  node: RelationNode,
  context: RunContext,
): Promise<readonly ExpectationResult[]> {
  const asOf = await asOfToCheck(session, node, context);
  const above = versionedInputs(context.manifest.nodes, [
    node.id,
    ...node.parents.map((edge) => edge.to),
  ]);
  const relations = above.flatMap((each) =>
    each.kind === 'expectation' ? [] : (each.relation ?? []),
  );
  const catalog = await readRelations(session, [
    ...relations,
    ...(node.relation === undefined ? [] : [node.relation]),
  ]);
  const columns = await columnsOf(session, node, { asOf, catalog, context });
  const question = { node, asOf, columns, from: undefined, isHeld: true, catalog, context };
  return storeFailures(session, question, await checkNode(session, question));
}

/** The as_of that is given, else the newest that is held. */
async function asOfToCheck(
  session: Session,
  node: RelationNode,
  { plan, journal: schema }: RunContext,
): Promise<string | undefined> {
  if (node.temporality === 'timeless') return undefined;
  return plan.asOf ?? (await newestAsOf({ session, schema }, [node.id, ...node.reads]));
}

async function columnsOf(
  session: Session,
  node: RelationNode,
  {
    asOf,
    catalog,
    context,
  }: { readonly asOf: string | undefined; readonly catalog: Catalog; readonly context: RunContext },
): Promise<readonly Column[]> {
  if (isInlined(node)) {
    return describeQuery(
      session,
      around('', await compileSelect(node, context, { asOf, catalog })),
    );
  }
  const relation = node.relation ?? bug(`${node.id} has no relation`);
  return (
    catalog.get(formatRelation(relation))?.columns ??
    fail('node-not-built', `"${formatRelation(relation)}" is not built yet`, {
      location: node.location,
      hint: 'build it first: run build',
    })
  );
}

function statusOf(expectations: readonly ExpectationResult[]): NodeStatus {
  if (expectations.some((each) => each.status === 'fail' || each.status === 'error')) return 'fail';
  return expectations.some((each) => each.status === 'warn') ? 'warn' : 'success';
}
