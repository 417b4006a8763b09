import type { Diagnostic, Note } from '../diagnostics/diagnostic.ts';
import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { CompiledSql } from '../sql/compiled-sql.ts';
import type { Statement } from '../sql/statement.ts';
import type { Threshold } from './expectation.ts';
import type { ExpectationResult } from './expectation-result.ts';
import { bracketed } from './facts/condition.ts';
import { readTestRows, selectTestRows } from './facts/test-rows.ts';
import { statusByLimits, whenBroken } from './threshold-status.ts';

/** A select of the user's own that must return no row: a file in expectations/, or a test. */
export interface SqlExpectation {
  readonly id: string;
  readonly node: NodeId;
  readonly column: string | undefined;
  /** What says what must hold: the name of a test, or what Great Expectations calls such a file. */
  readonly expectation: string;
  readonly kwargs: Readonly<Record<string, Json>>;
  readonly threshold: Threshold;
  /** At most so many rows are fetched and counted. */
  readonly limit: number | undefined;
  /** At most so many rows are shown. */
  readonly sample: number;
  /** SQL over the rows: the number that must be 0; undefined: how many there are. */
  readonly failCalc: string | undefined;
  readonly gate: boolean;
  /** The select under the names that readers know; undefined: there is none. */
  readonly sql: string | undefined;
  readonly location: Location;
  /** Where else to look, when the SQL is at fault. */
  readonly notes: readonly Note[];
}

/** One row, one column `facts`: what the select returns, and the first of it. */
export function sqlExpectationStatement(
  { limit, sample, failCalc }: Pick<SqlExpectation, 'limit' | 'sample' | 'failCalc'>,
  compiled: CompiledSql,
): Statement {
  const calculation = failCalc === undefined ? undefined : bracketed(failCalc);
  const [before = '', after = ''] = selectTestRows(MARK, { limit, sample, calculation }).split(
    MARK,
  );
  return {
    sql: `${before}${compiled.sql}${after}`,
    origin: { compiled, offset: before.length },
  };
}

// stands in for the user's SQL, whose place in the statement has to be known
const MARK = '\u0000';

export interface Timed {
  readonly asOf: string | undefined;
  readonly durationMs: number;
}

/** The result, given the text of `facts`. */
export function judgeSqlExpectation(
  expectation: SqlExpectation,
  facts: string | null,
  timed: Timed,
): ExpectationResult {
  const { threshold, failCalc } = expectation;
  const { count, rows, calculated } = readTestRows(facts);
  const blank = blankSqlResult(expectation, timed);
  // an aggregate of no rows is NULL, and nothing is wrong where there are none
  const number =
    failCalc === undefined ? count : calculated === null && count === 0 ? 0 : calculated;
  const unexpected = Number(number ?? Number.NaN);
  if (Number.isNaN(unexpected)) {
    const message = `the fail_calc "${failCalc}" must give a number, not ${number ?? 'NULL'}`;
    return { ...blank, status: 'error', message };
  }
  const found = failCalc === undefined ? `${count} unexpected ${rowNoun(count)}` : unexpected;
  return {
    ...blank,
    status: statusOf(threshold, unexpected),
    unexpectedCount: count,
    observedValue: found,
    partialUnexpectedList: rows,
    failingRows: rows.map((row) => JSON.stringify(row)),
    message: unexpected === 0 ? undefined : describe(expectation, { count, unexpected }),
  };
}

function statusOf(threshold: Threshold, unexpected: number): ExpectationResult['status'] {
  if (threshold.type === 'limits') return statusByLimits(threshold, { unexpected, considered: 0 });
  return unexpected === 0 ? 'pass' : whenBroken(threshold);
}

function describe(
  { threshold, failCalc }: SqlExpectation,
  { count, unexpected }: { readonly count: number; readonly unexpected: number },
): string {
  const wanted = threshold.type === 'limits' ? '' : ', expected ';
  if (failCalc !== undefined) return `${failCalc} is ${unexpected}${wanted && `${wanted}0`}`;
  return `the select returns ${count} ${rowNoun(count)}${wanted && `${wanted}none`}`;
}

function rowNoun(count: number): string {
  return count === 1 ? 'row' : 'rows';
}

/** Why the database cannot answer an expectation, and where in its SQL that stands. */
export interface ExpectationFault {
  readonly message: string;
  readonly location: Location | undefined;
}

/** The result of one that the database refused. */
export function failedSqlExpectation(
  expectation: SqlExpectation,
  { message, location = expectation.location }: ExpectationFault,
  timed: Timed,
): ExpectationResult {
  const { notes } = expectation;
  const blank = blankSqlResult(expectation, timed);
  return { ...blank, status: 'error', message, location, notes };
}

/** The result of one whose template does not become a select. */
export function uncompiledSqlExpectation(
  expectation: SqlExpectation,
  diagnostics: readonly Diagnostic[],
  timed: Timed,
): ExpectationResult {
  const [first] = diagnostics;
  const message = diagnostics.map(({ message, hint }) => (hint ? `${message}; ${hint}` : message));
  return {
    ...blankSqlResult(expectation, timed),
    status: 'error',
    message: message.join('; '),
    location: first?.location ?? expectation.location,
    notes: first?.notes ?? [],
  };
}

function blankSqlResult(
  { id, node, column, expectation, kwargs, gate, sql, location }: SqlExpectation,
  { asOf, durationMs }: Timed,
): ExpectationResult {
  return {
    id,
    node,
    column,
    asOf,
    expectation,
    kwargs,
    status: 'pass',
    change: undefined,
    since: undefined,
    consecutiveFailures: 0,
    elementCount: undefined,
    missingCount: undefined,
    unexpectedCount: undefined,
    unexpectedPercent: undefined,
    observedValue: undefined,
    details: undefined,
    groups: [],
    partialUnexpectedList: [],
    unexpectedKeys: [],
    unexpectedContext: [],
    failingRows: [],
    keptIn: undefined,
    storedIn: undefined,
    quarantinedIn: undefined,
    sql,
    message: undefined,
    gate,
    location,
    durationMs,
  };
}
