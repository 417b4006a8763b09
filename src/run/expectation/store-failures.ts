import { compileExpectation } from '../../core/expectation/compile-expectations.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { selectUnexpected } from '../../core/expectation/unexpected-rows.ts';
import { renderRelation } from '../../core/sql/relation.ts';
import { failureTable, forgetFailures, storeRows } from '../../journal/failures.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import type { CheckedSelect } from './check-select.ts';
import { type GateQuestion, gateSubject } from './gate-subject.ts';

/** What was found of the expectations on a node. */
export interface CheckedExpectations {
  readonly results: readonly ExpectationResult[];
  /** Of those that are selects of the user's own: by id, as they were asked. */
  readonly selects: ReadonlyMap<string, string | undefined>;
}

/**
 * Keeps all rows that expectations with `store_failures` found, in the place of what they found
 * before: with the node where it is published, at once in `run test`. The results say where.
 */
export async function storeFailures(
  session: Session,
  question: GateQuestion,
  { results, selects }: CheckedExpectations,
): Promise<readonly ExpectationResult[]> {
  const { node, context, known } = question;
  const declared = (context.expectationsOf.get(node.id) ?? []).filter(
    (each) => each.storesFailures,
  );
  const queries = (context.queriesOf.get(node.id) ?? []).filter((each) => each.storesFailures);
  const ids = new Set([...declared.map((each) => each.id), ...queries.map((each) => each.name)]);
  if (ids.size === 0) return results;
  const subject = await gateSubject(question);
  const rowsOf = new Map(selects);
  for (const each of declared) {
    // what was moved is in the quarantine
    if (each.test !== undefined || known?.has(each.id)) continue;
    rowsOf.set(each.id, selectUnexpected(compileExpectation(each, subject), subject));
  }
  const storing = results.filter((each) => ids.has(each.id));
  const stored = await storeAll(session, storing, rowsOf, context);
  return results.map((each) =>
    ids.has(each.id) ? { ...each, storedIn: stored.get(each.id) } : each,
  );
}

/** The same for an expectation that belongs to no single node. */
export async function storeFailuresOf(
  session: Session,
  { result, select }: CheckedSelect,
  context: RunContext,
): Promise<ExpectationResult> {
  const rowsOf = new Map([[result.id, select]]);
  const stored = await storeAll(session, [result], rowsOf, context);
  return { ...result, storedIn: stored.get(result.id) };
}

/** Stores what each found, by the select that lists it; answers in which table, by id. */
async function storeAll(
  session: Session,
  results: readonly ExpectationResult[],
  rowsOf: ReadonlyMap<string, string | undefined>,
  { journal: schema, runId, clock }: RunContext,
): Promise<ReadonlyMap<string, string>> {
  const journal = { session, schema };
  const stored = new Map<string, string>();
  // always in the same order: two runs that store alike wait for each other, and never in a circle
  for (const { id, asOf, location, status, unexpectedCount } of results.toSorted(byId)) {
    const rows = rowsOf.get(id);
    if (status === 'error' || rows === undefined || !unexpectedCount) continue;
    const found = { id, asOf, location, rows };
    await storeRows(journal, runId, found, clock.now().toISOString());
    stored.set(id, renderRelation(failureTable(journal, id)));
  }
  await forgetFailures(
    journal,
    results.filter((each) => each.unexpectedCount === 0),
  );
  return stored;
}

function byId(a: ExpectationResult, b: ExpectationResult): number {
  return a.id < b.id ? -1 : 1;
}
