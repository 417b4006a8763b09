import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { NodeId } from '../../core/graph/node-id.ts';
import type { Column } from '../../core/sql/column.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import { checkExpectations } from './check-expectations.ts';
import { checkQuery } from './check-query.ts';
import { checkTest } from './check-test.ts';
import { type Catalog, compileSelect } from './compile-select.ts';
import { readPast } from './read-past.ts';
import { isInlined, type RelationNode, subjectOf } from './subject-of.ts';

export interface GateQuestion {
  readonly node: RelationNode;
  readonly asOf: string | undefined;
  readonly columns: readonly Column[];
  /** Where the rows are before they are published; undefined: they are published. */
  readonly from: string | undefined;
  /** Whether an earlier run published the rows, and nothing of this one is in them. */
  readonly isHeld: boolean;
  /** The relations whose columns inlined views may have to name. */
  readonly catalog: Catalog;
  readonly context: RunContext;
}

/** Thrown when an error expectation does not hold: what was found outlives the rollback. */
export class GateFailure extends Error {
  override readonly name = 'GateFailure';
  readonly results: readonly ExpectationResult[];

  constructor(results: readonly ExpectationResult[]) {
    super('an error expectation does not hold');
    this.results = results;
  }
}

/** Checks all expectations of a node; throws a GateFailure where one that gates does not hold. */
export async function checkGates(
  session: Session,
  question: GateQuestion,
): Promise<readonly ExpectationResult[]> {
  const results = await checkNode(session, question);
  const isShut = results.some(
    (each) => each.gate && (each.status === 'fail' || each.status === 'error'),
  );
  if (isShut && question.context.plan.isGated) throw new GateFailure(results);
  return results;
}

/** Checks all expectations of a node, those in SQL files that are about it alone among them. */
export async function checkNode(
  session: Session,
  { node, asOf, columns, from, isHeld, catalog, context }: GateQuestion,
): Promise<readonly ExpectationResult[]> {
  const declared = context.expectationsOf.get(node.id) ?? [];
  const expectations = declared.filter((each) => each.test === undefined);
  const checked = { node, from, columns };
  const past = await readPast(session, expectations, { node, asOf, isHeld }, context);
  const rows = subjectOf({
    manifest: context.manifest,
    node,
    asOf,
    now: context.clock.now().toISOString(),
    columns,
    selects: await selectsOf([
      node.id,
      ...expectations.flatMap((each) => Object.values(each.reads)),
    ]),
    ...(from === undefined ? {} : { from }),
  });
  const subject = { ...rows, past };
  const results = await checkExpectations(session, expectations, subject, {
    asOf,
    clock: context.clock,
    inTransaction: true,
  });
  const selects: ExpectationResult[] = [];
  for (const test of declared.filter((each) => each.test !== undefined)) {
    selects.push(await checkTest(session, test, { asOf, context, checked, subject }));
  }
  for (const query of context.queriesOf.get(node.id) ?? []) {
    selects.push(await checkQuery(session, query, { asOf, context, checked }));
  }
  return [...results, ...selects];

  async function selectsOf(read: readonly NodeId[]): Promise<ReadonlyMap<NodeId, string>> {
    const selects = new Map<NodeId, string>();
    for (const id of new Set(read)) {
      const each = context.manifest.nodes[id];
      if (each === undefined || !isInlined(each)) continue;
      selects.set(id, (await compileSelect(each, context, { asOf, catalog })).sql);
    }
    return selects;
  }
}
