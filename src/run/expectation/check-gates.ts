import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { Session } from '../../postgres/session.ts';
import { checkExpectations } from './check-expectations.ts';
import { type CheckedSelect, checkSelect } from './check-select.ts';
import { compileQuerySelect } from './compile-query-select.ts';
import { compileTestSelect } from './compile-test-select.ts';
import type { GateQuestion } from './gate-subject.ts';
import { nodeChecks } from './node-checks.ts';
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
  question: GateQuestion,
): Promise<CheckedExpectations> {
  const { node, asOf, columns, from, context, known } = question;
  const { subject, expectations, tests, queries } = await nodeChecks(session, question);
  const options = { asOf, clock: context.clock, inTransaction: true };
  const results = await checkExpectations(session, expectations, subject, options);
  const checked = { node, from, columns };
  const selects: CheckedSelect[] = [];
  for (const test of tests) {
    const compiled = await compileTestSelect(session, test, { asOf, context, checked, subject });
    selects.push(await checkSelect(session, compiled, options));
  }
  for (const query of queries) {
    const compiled = await compileQuerySelect(session, query, { asOf, context, checked });
    selects.push(await checkSelect(session, compiled, options));
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
