import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { Session } from '../../postgres/session.ts';
import { checkExpectations } from './check-expectations.ts';
import { checkQuery } from './check-query.ts';
import type { CheckedSelect } from './check-sql-expectation.ts';
import { checkTest } from './check-test.ts';
import { type GateQuestion, gateSubject } from './gate-subject.ts';
import { readPast } from './read-past.ts';
import { type CheckedExpectations, storeFailures } from './store-failures.ts';

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
  const checked = await checkNode(session, question);
  const { results } = checked;
  const isShut = results.some(
    (each) => each.gate && (each.status === 'fail' || each.status === 'error'),
  );
  if (isShut && question.context.plan.isGated) throw new GateFailure(results);
  return storeFailures(session, question, checked);
}

/** Checks all expectations of a node, those in SQL files that are about it alone among them. */
export async function checkNode(
  session: Session,
  { node, asOf, columns, from, isHeld, catalog, context, known }: GateQuestion,
): Promise<CheckedExpectations> {
  const declared = context.expectationsOf.get(node.id) ?? [];
  const expectations = declared.filter((each) => each.test === undefined);
  const checked = { node, from, columns };
  const rows = await gateSubject({ node, asOf, columns, from, catalog, context });
  const past = await readPast(session, expectations, { node, asOf, isHeld }, context);
  const subject = { ...rows, past };
  const results = await checkExpectations(session, expectations, subject, {
    asOf,
    clock: context.clock,
    inTransaction: true,
  });
  const selects: CheckedSelect[] = [];
  for (const test of declared.filter((each) => each.test !== undefined)) {
    selects.push(await checkTest(session, test, { asOf, context, checked, subject }));
  }
  for (const query of context.queriesOf.get(node.id) ?? []) {
    selects.push(await checkQuery(session, query, { asOf, context, checked }));
  }
  return {
    results: [
      ...results.map((each) => worse(each, known?.get(each.id))),
      ...selects.map((each) => each.result),
    ],
    selects: new Map(selects.map(({ result, select }) => [result.id, select])),
  };
}

/** What was known before, unless more than that is wrong with the rows that are there. */
function worse(found: ExpectationResult, known: ExpectationResult | undefined): ExpectationResult {
  const isBroken = ({ status }: ExpectationResult) => status === 'fail' || status === 'error';
  return known === undefined || (isBroken(found) && !isBroken(known)) ? found : known;
}
