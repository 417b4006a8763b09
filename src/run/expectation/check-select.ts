import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { type MaskedColumns, maskSelect } from '../../core/expectation/mask.ts';
import {
  failedSqlExpectation,
  judgeSqlExpectation,
  type SqlExpectation,
  sqlExpectationStatement,
  uncompiledSqlExpectation,
} from '../../core/expectation/sql-expectation.ts';
import type { CompiledSql } from '../../core/sql/compiled-sql.ts';
import type { Session } from '../../postgres/session.ts';
import type { CheckOptions } from './check-options.ts';
import { expectationFault } from './fault.ts';
import { underSavepoint } from './savepoint.ts';

/** A select of the user's own that is to be asked: it must return no row. */
export interface SelectCheck {
  readonly expectation: SqlExpectation;
  /** undefined: it could not be compiled, for the reasons in `problems`. */
  readonly compiled: CompiledSql | undefined;
  readonly problems: readonly Diagnostic[];
  /** What of the rows that it returns may be shown. */
  readonly columns: MaskedColumns;
}

/** What was found of a select of the user's own. */
export interface CheckedSelect {
  readonly result: ExpectationResult;
  /** The rows that it returned, as it was asked; undefined: it could not be. */
  readonly select: string | undefined;
}

/** Checks that a select of the user's own, as compiled, returns no row. */
export async function checkSelect(
  session: Session,
  { expectation, compiled, problems, columns }: SelectCheck,
  { asOf, clock, inTransaction }: CheckOptions,
): Promise<CheckedSelect> {
  const started = clock.monotonicMs();
  const took = () => ({ asOf, durationMs: clock.monotonicMs() - started });
  if (compiled === undefined) {
    const result = uncompiledSqlExpectation(expectation, problems, { asOf, durationMs: 0 });
    return { result, select: undefined };
  }
  try {
    const { rows } = await underSavepoint(session, inTransaction, () =>
      session.query(sqlExpectationStatement(expectation, compiled)),
    );
    const facts = rows[0]?.['facts'];
    const text = typeof facts === 'string' ? facts : null;
    const result = judgeSqlExpectation(expectation, text, took());
    return { result: maskSelect(result, expectation, columns), select: compiled.sql };
  } catch (error) {
    const fault = expectationFault(error);
    if (fault === undefined) throw error;
    const result = failedSqlExpectation(expectation, fault, took());
    return { result: maskSelect(result, expectation, columns), select: undefined };
  }
}
