import {
  type CompiledExpectation,
  compileExpectations,
} from '../../core/expectation/compile-expectations.ts';
import { evidenceStatement, listingSql, readEvidence } from '../../core/expectation/evidence.ts';
import type { Expectation } from '../../core/expectation/expectation.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { questionKey } from '../../core/expectation/facts/fact.ts';
import { judge, withEvidence } from '../../core/expectation/judge.ts';
import { maskResult } from '../../core/expectation/mask.ts';
import type { Subject } from '../../core/expectation/subject.ts';
import type { Session } from '../../postgres/session.ts';
import { answerFacts, type TimedAnswers } from './answer-facts.ts';
import type { CheckOptions } from './check-options.ts';
import { expectationFault } from './fault.ts';
import { underSavepoint } from './savepoint.ts';

/**
 * Checks expectations on one relation, in as few passes over it as they allow, and gathers rows
 * that show what is wrong. One result each, in their order; one that cannot be checked is an
 * `error` and does not touch the others. Throws only for what is no fault of an expectation.
 */
export async function checkExpectations(
  session: Session,
  expectations: readonly Expectation[],
  subject: Subject,
  options: CheckOptions,
): Promise<readonly ExpectationResult[]> {
  const compiled = compileExpectations(expectations, subject);
  const answers = await answerFacts(session, compiled.queries, subject.from, options);
  const users = countUsers(compiled.expectations);
  const results: ExpectationResult[] = [];
  for (const each of compiled.expectations) {
    const durationMs = shareOfTime(each, answers, users);
    const result = judge(each, answers.answers, { asOf: options.asOf, durationMs });
    const shown = await showUnexpected(session, each, result, subject, options);
    results.push(maskResult(shown, each, subject));
  }
  return results;
}

/** Adds the query for the unexpected rows, and the first of those that there are. */
async function showUnexpected(
  session: Session,
  compiled: CompiledExpectation,
  result: ExpectationResult,
  subject: Subject,
  { clock, inTransaction }: CheckOptions,
): Promise<ExpectationResult> {
  if (result.status === 'error') return result;
  const withSql = { ...result, sql: listingSql(compiled, subject) };
  const statement = evidenceStatement(compiled, subject);
  if (statement === undefined || result.unexpectedCount === 0) return withSql;
  const started = clock.monotonicMs();
  try {
    const { rows } = await underSavepoint(session, inTransaction, () => session.query(statement));
    const evidence = readEvidence(
      compiled,
      subject,
      rows.map((row) => String(row['row'])),
    );
    const durationMs = result.durationMs + (clock.monotonicMs() - started);
    return { ...withEvidence(withSql, evidence), durationMs };
  } catch (error) {
    const fault = expectationFault(error);
    if (fault === undefined) throw error;
    return { ...withSql, status: 'error', message: `its rows cannot be listed: ${fault.message}` };
  }
}

/** How many expectations rest on each answer. */
function countUsers(compiled: readonly CompiledExpectation[]): ReadonlyMap<string, number> {
  const users = new Map<string, number>();
  for (const { questions } of compiled) {
    for (const key of new Set(questions.map(questionKey)))
      users.set(key, (users.get(key) ?? 0) + 1);
  }
  return users;
}

/** A shared scan is divided among those that share it, so that durations add up. */
function shareOfTime(
  { questions }: CompiledExpectation,
  { durations }: TimedAnswers,
  users: ReadonlyMap<string, number>,
): number {
  const keys = [...new Set(questions.map(questionKey))];
  const shares = keys.map((key) => (durations.get(key) ?? 0) / (users.get(key) ?? 1));
  return shares.reduce((sum, share) => sum + share, 0);
}
