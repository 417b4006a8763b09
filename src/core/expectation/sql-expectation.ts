import type { Location } from '../diagnostics/source-file.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { CompiledSql } from '../sql/compiled-sql.ts';
import type { Statement } from '../sql/statement.ts';
import type { ExpectationResult } from './expectation-result.ts';
import { readFirstRows, selectFirstRows } from './facts/first-rows.ts';

/** A file in expectations/ whose select must return no row. */
export interface SqlExpectation {
  readonly id: string;
  readonly node: NodeId;
  /** One select, without a semicolon. */
  readonly compiled: CompiledSql;
  readonly severity: 'error' | 'warn';
  readonly location: Location;
}

/** Counts what the select returns and shows the first of it: one row, one column `facts`. */
export function sqlExpectationStatement({ compiled }: SqlExpectation): Statement {
  const [before = '', after = ''] = selectFirstRows(MARK).split(MARK);
  const start = `select (\n${before}`;
  return {
    sql: `${start}${compiled.sql}${after}\n)::text as "facts"`,
    origin: { compiled, offset: start.length },
  };
}

// stands in for the user's SQL, whose place in the statement has to be known
const MARK = '\u0000';

/** The result, given the text of `facts`. */
export function judgeSqlExpectation(
  expectation: SqlExpectation,
  facts: string | null,
  { asOf, durationMs }: { readonly asOf: string | undefined; readonly durationMs: number },
): ExpectationResult {
  const { count, rows } = readFirstRows(facts);
  const noun = count === 1 ? 'row' : 'rows';
  return {
    ...blankSqlResult(expectation, asOf, durationMs),
    status: count === 0 ? 'pass' : expectation.severity === 'warn' ? 'warn' : 'fail',
    unexpectedCount: count,
    observedValue: `${count} unexpected ${noun}`,
    partialUnexpectedList: rows,
    failingRows: rows.map((row) => JSON.stringify(row)),
    message: count === 0 ? undefined : `the select returns ${count} ${noun}, expected none`,
  };
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
  { asOf, durationMs }: { readonly asOf: string | undefined; readonly durationMs: number },
): ExpectationResult {
  return { ...blankSqlResult(expectation, asOf, durationMs), status: 'error', message, location };
}

function blankSqlResult(
  { id, node, compiled, location }: SqlExpectation,
  asOf: string | undefined,
  durationMs: number,
): ExpectationResult {
  return {
    id,
    node,
    column: undefined,
    asOf,
    expectation: 'unexpected_rows_expectation',
    kwargs: {},
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
    failingRows: [],
    keptIn: undefined,
    sql: compiled.sql,
    message: undefined,
    gate: true,
    location,
    durationMs,
  };
}
