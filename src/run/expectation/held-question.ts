import { bug } from '../../core/diagnostics/bug.ts';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import { versionedInputs } from '../../core/plan/inputs-of.ts';
import { isInlined, type RelationNode } from '../../core/plan/node-rows.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { around } from '../../core/sql/statement.ts';
import { newestAsOf } from '../../journal/newest-as-of.ts';
import { readRelations } from '../../postgres/catalog.ts';
import { describeQuery } from '../../postgres/describe-query.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import { type Catalog, compileSelect } from './compile-select.ts';
import type { GateQuestion } from './gate-subject.ts';

/** What the expectations of a node ask of what is there: of a dated one, of the rows of one as_of. */
export async function heldQuestion(
  session: Session,
  node: RelationNode,
  context: RunContext,
): Promise<GateQuestion> {
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
  return { node, asOf, columns, from: undefined, isHeld: true, catalog, context };
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
