import { bug } from '../../core/diagnostics/bug.ts';
import {
  type CompiledExpectation,
  compileExpectation,
  questionOf,
} from '../../core/expectation/compile-expectations.ts';
import { readEvidence } from '../../core/expectation/evidence.ts';
import type { Expectation } from '../../core/expectation/expectation.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { ALL_ROWS, textAbout } from '../../core/expectation/fact-answers.ts';
import type { Fact } from '../../core/expectation/facts/fact.ts';
import { fuseFacts } from '../../core/expectation/facts/fuse-facts.ts';
import { type CountedRows, countOf } from '../../core/expectation/find.ts';
import { withEvidence } from '../../core/expectation/judge.ts';
import {
  fromIncoming,
  type IncomingRows,
} from '../../core/expectation/quarantine/incoming-rows.ts';
import { judgeMoved } from '../../core/expectation/quarantine/judge-moved.ts';
import { keptRowsSql } from '../../core/expectation/quarantine/keep-moved.ts';
import {
  comparesRows,
  countMoved,
  createMoved,
  firstMoved,
  moveFailing,
} from '../../core/expectation/quarantine/move-failing.ts';
import { quarantineTable } from '../../core/expectation/quarantine/quarantine-table.ts';
import type { Subject } from '../../core/expectation/subject.ts';
import type { Relation } from '../../core/sql/relation.ts';
import { number, text } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import { answerFacts } from '../expectation/answer-facts.ts';
import { checkGates } from '../expectation/check-gates.ts';
import { expectationFault } from '../expectation/fault.ts';
import { type GateQuestion, gateSubject } from '../expectation/gate-subject.ts';
import { keepRows } from './keep-rows.ts';
import { quarantining } from './quarantining.ts';

export interface QuarantineQuestion extends Omit<GateQuestion, 'from' | 'isHeld' | 'known'> {
  /** Of the node. */
  readonly relation: Relation;
  readonly incoming: IncomingRows;
}

export interface Quarantined {
  readonly rowCount: number;
  /** What is known now of the expectations whose rows were moved, by id. */
  readonly known: NonNullable<GateQuestion['known']>;
}

/**
 * Moves the rows that fail a check with `on_fail: quarantine` from those that are about to be
 * written into the quarantine of the node. Where they are more than a limit allows, or one cannot be
 * checked, nothing is moved: the gate shuts, and says so of all expectations.
 */
export async function quarantineRows(
  session: Session,
  question: QuarantineQuestion,
): Promise<Quarantined> {
  const { node, relation, incoming, asOf, context } = question;
  const results = await moveRows(session, question, quarantining(node.id, context));
  if (results === undefined) return { rowCount: 0, known: new Map() };
  const rowCount = await keepRows(session, {
    table: quarantineTable(relation),
    incoming,
    ids: results.map((each) => each.id),
    node,
    asOf,
    context,
  });
  return { rowCount, known: movedById(results) };
}

/**
 * Takes the rows that fail one of the expectations away from those that are about to be written, and
 * answers what came of each expectation. undefined: nothing was moved, and no gate is in the way.
 */
export async function moveRows(
  session: Session,
  question: QuarantineQuestion,
  expectations: readonly Expectation[],
): Promise<readonly ExpectationResult[] | undefined> {
  await session.query(createMoved(question.incoming));
  await session.query('savepoint asof_quarantine');
  const outcome = await tryToMove(session, question, expectations);
  if (outcome.type === 'moved') {
    await session.query('release savepoint asof_quarantine');
    return outcome.results;
  }
  await session.query('rollback to savepoint asof_quarantine; release savepoint asof_quarantine');
  await shutGate(session, question, outcome);
  return undefined;
}

/** What is known of expectations that rows were moved for. */
export function movedById(results: readonly ExpectationResult[]): Quarantined['known'] {
  return byId(results.filter((each) => each.status === 'warn'));
}

type Outcome =
  | { readonly type: 'moved' | 'too-many'; readonly results: readonly ExpectationResult[] }
  /** One of the expectations cannot be checked; `error` where the database said so. */
  | { readonly type: 'unchecked'; readonly error: unknown };

/** Checks all expectations on the rows as they would be written, which must not hold. */
async function shutGate(
  session: Session,
  question: QuarantineQuestion,
  outcome: Exclude<Outcome, { readonly type: 'moved' }>,
): Promise<void> {
  const { node, incoming, context } = question;
  const known = outcome.type === 'unchecked' ? [] : outcome.results;
  await checkGates(session, {
    ...question,
    from: fromIncoming(incoming, node.name, true),
    isHeld: false,
    known: byId(known.filter((each) => each.status === 'fail')),
  });
  if (!context.plan.isGated) return;
  throw outcome.type === 'unchecked'
    ? outcome.error
    : bug(`rows of ${node.id} were not moved, and hold`);
}

async function tryToMove(
  session: Session,
  question: QuarantineQuestion,
  expectations: readonly Expectation[],
): Promise<Outcome> {
  const { node, incoming, context } = question;
  const startedMs = context.clock.monotonicMs();
  const subject = await gateSubject({
    ...question,
    from: fromIncoming(incoming, node.name, false),
  });
  const compiled = expectations.map((each) => compileExpectation(each, subject));
  if (compiled.some(({ asked }) => asked.type === 'impossible')) {
    return { type: 'unchecked', error: undefined };
  }
  try {
    const incomingCounts = await countIncoming(session, compiled, subject, question);
    if (incomingCounts === undefined) return { type: 'unchecked', error: undefined };
    await moveAll(session, compiled, subject, question);
    const moved = await countMovedRows(session);
    const durationMs = (context.clock.monotonicMs() - startedMs) / compiled.length;
    const results: ExpectationResult[] = [];
    for (const [index, each] of compiled.entries()) {
      const unexpected = moved.get(index + 1) ?? 0;
      const counts = { ...(incomingCounts[index] ?? bug('a count is missing')), unexpected };
      const judged = { each, ordinal: index + 1, counts, durationMs };
      results.push(await movedResult(session, judged, subject, question));
    }
    const isTooMany = results.some((each) => each.status === 'fail');
    return { type: isTooMany ? 'too-many' : 'moved', results };
  } catch (error) {
    if (expectationFault(error) === undefined) throw error;
    return { type: 'unchecked', error };
  }
}

/** How many rows each expectation looks at; undefined where the database refuses one of them. */
async function countIncoming(
  session: Session,
  compiled: readonly CompiledExpectation[],
  subject: Subject,
  { asOf, context }: QuarantineQuestion,
): Promise<readonly Omit<CountedRows, 'unexpected'>[] | undefined> {
  const looked = compiled.map(({ expectation, asked }) => ({
    expectation,
    counts: asked.type === 'rows' ? asked.counts : bug('only rows can be moved'),
  }));
  const questions = looked.flatMap(({ expectation, counts: { elements, considered } }) =>
    [elements, considered]
      .flatMap(({ of, minus }) => (minus === undefined ? [of] : [of, minus]))
      .map((fact) => questionOf(fact, expectation)),
  );
  const options = { asOf, clock: context.clock, inTransaction: true };
  const asked = fuseFacts(questions, subject.from);
  const { answers } = await answerFacts(session, asked, subject.from, options);
  if ([...answers.values()].some((each) => each.type === 'error')) return undefined;
  return looked.map(({ expectation, counts: { elements, considered } }) => {
    const text = (fact: Fact) => textAbout(ALL_ROWS, questionOf(fact, expectation), answers);
    return { elements: countOf(elements, text), considered: countOf(considered, text) };
  });
}

/** Row by row is enough; where rows are compared, what is left is looked at again. */
async function moveAll(
  session: Session,
  compiled: readonly CompiledExpectation[],
  subject: Subject,
  question: QuarantineQuestion,
): Promise<void> {
  const { node, incoming } = question;
  if (!comparesRows(compiled, subject.from)) {
    await session.query(moveFailing(compiled, subject.from, incoming));
    return;
  }
  const from = fromIncoming(incoming, node.name, true);
  const beside = await gateSubject({ ...question, from });
  const all = compiled.map(({ expectation }) => compileExpectation(expectation, beside));
  const statement = moveFailing(all, from, incoming);
  // a row that goes may leave another without what it needs, or bring back what stands in the table
  for (let moved = 1; moved > 0; ) moved = (await session.query(statement)).rowCount;
}

async function countMovedRows(session: Session): Promise<ReadonlyMap<number, number>> {
  const { rows } = await session.query(countMoved());
  return new Map(rows.map((row) => [number(row, 'ordinal'), number(row, 'row_count')]));
}

interface JudgedRows {
  readonly each: CompiledExpectation;
  readonly ordinal: number;
  readonly counts: CountedRows;
  readonly durationMs: number;
}

async function movedResult(
  session: Session,
  { each, ordinal, counts, durationMs }: JudgedRows,
  subject: Subject,
  { relation, asOf }: QuarantineQuestion,
): Promise<ExpectationResult> {
  const table = quarantineTable(relation);
  const { expectation } = each;
  const result = judgeMoved(expectation, counts, { asOf, durationMs, table });
  if (counts.unexpected === 0) return result;
  const { rows } = await session.query(firstMoved(each, ordinal, subject));
  const evidence = readEvidence(
    each,
    subject,
    rows.map((row) => text(row, 'row')),
  );
  const shown = withEvidence(result, evidence);
  if (result.status === 'fail') return shown;
  return { ...shown, sql: keptRowsSql(table, expectation.id, asOf) };
}

function byId(results: readonly ExpectationResult[]): ReadonlyMap<string, ExpectationResult> {
  return new Map(results.map((each) => [each.id, each]));
}
