import { bug } from '../../core/diagnostics/bug.ts';
import {
  type CompiledExpectation,
  compileExpectations,
} from '../../core/expectation/compile-expectations.ts';
import { listingSql, readEvidence } from '../../core/expectation/evidence.ts';
import type { Expectation } from '../../core/expectation/expectation.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { questionKey } from '../../core/expectation/facts/fact.ts';
import { judge, withEvidence } from '../../core/expectation/judge.ts';
import { maskResult } from '../../core/expectation/mask.ts';
import type { Subject } from '../../core/expectation/subject.ts';
import type { Session } from '../../postgres/session.ts';
import { answerFacts, type TimedAnswers } from './answer-facts.ts';
import type { CheckOptions } from './check-options.ts';
import { type ListedRows, listUnexpected } from './list-unexpected.ts';

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
  const answers = await answerFacts(session, compiled.asked, subject.from, options);
  const users = countUsers(compiled.expectations);
  const judged = compiled.expectations.map((each) => {
    const durationMs = shareOfTime(each, answers, users);
    return judge(each, answers.answers, { asOf: options.asOf, durationMs });
  });
  const rows = await listUnexpected(
    session,
    compiled.expectations.map((each, at) => ({
      compiled: each,
      unexpectedCount: unexpectedCountOf(judged[at]),
    })),
    subject,
    options,
  );
  return compiled.expectations.map((each, at) => {
    const result = judged[at] ?? bug(`${each.expectation.id} was not judged`);
    return maskResult(withRows(each, result, rows[at], subject), each, subject);
  });
}

function unexpectedCountOf(result: ExpectationResult | undefined): number {
  return result === undefined || result.status === 'error' ? 0 : (result.unexpectedCount ?? 0);
}

/** Adds the query for the unexpected rows, and the first of those that there are. */
function withRows(
  compiled: CompiledExpectation,
  result: ExpectationResult,
  listed: ListedRows | undefined,
  subject: Subject,
): ExpectationResult {
  if (result.status === 'error') return result;
  const withSql = { ...result, sql: listingSql(compiled, subject) };
  if (listed === undefined) return withSql;
  if (listed.type === 'refused') {
    const message = `its rows cannot be listed: ${listed.message}`;
    return { ...withSql, status: 'error', message };
  }
  const durationMs = result.durationMs + listed.durationMs;
  return { ...withEvidence(withSql, readEvidence(compiled, subject, listed.rows)), durationMs };
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
