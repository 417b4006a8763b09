import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import {
  failedSqlExpectation,
  judgeSqlExpectation,
  type SqlExpectation,
  sqlExpectationStatement,
} from '../../core/expectation/sql-expectation.ts';
import type { CompiledSql } from '../../core/sql/compiled-sql.ts';
import type { Session } from '../../postgres/session.ts';
import type { CheckOptions } from './check-options.ts';
import { expectationFault } from './fault.ts';
import { underSavepoint } from './savepoint.ts';

/** What was found of a select of the user's own. */
export interface CheckedSelect {
  readonly result: ExpectationResult;
  /** The rows that it returned, as it was asked; undefined: it could not be. */
  readonly select: string | undefined;
}

/** Checks that a select of the user's own, as compiled, returns no row. */
export async function checkSqlExpectation(
  session: Session,
  expectation: SqlExpectation,
  compiled: CompiledSql,
  { asOf, clock, inTransaction }: CheckOptions,
): Promise<CheckedSelect> {
  const started = clock.monotonicMs();
  const took = () => ({ asOf, durationMs: clock.monotonicMs() - started });
  try {
    const { rows } = await underSavepoint(session, inTransaction, () =>
      session.query(sqlExpectationStatement(expectation, compiled)),
    );
    const facts = rows[0]?.['facts'];
    const text = typeof facts === 'string' ? facts : null;
    const result = judgeSqlExpectation(expectation, text, took());
    return { result, select: compiled.sql };
  } catch (error) {
    const fault = expectationFault(error);
    if (fault === undefined) throw error;
    return { result: failedSqlExpectation(expectation, fault, took()), select: undefined };
  }
}
