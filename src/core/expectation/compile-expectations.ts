import { bug } from '../diagnostics/bug.ts';
import { DiagnosticError, fail } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Column } from '../sql/column.ts';
import type { AggregatePlan, CheckContext, RowPlan, Verdict } from './check.ts';
import type { Expectation } from './expectation.ts';
import {
  bracketed,
  type Count,
  countRows,
  type Fact,
  filterClause,
  rowsWhere,
} from './facts/fact.ts';
import { type FactQuery, fuseFacts } from './facts/fuse-facts.ts';
import { withLateArguments } from './late-arguments.ts';
import { checkNamed } from './registry.ts';
import type { Subject } from './subject.ts';

/** What is to be asked of one relation, and how each expectation is judged by the answers. */
export interface CompiledExpectations {
  readonly expectations: readonly CompiledExpectation[];
  /** All that has to be asked, in as few passes over the relation as the checks allow. */
  readonly queries: readonly FactQuery[];
}

export interface CompiledExpectation {
  readonly expectation: Expectation;
  readonly asked: Asked;
  /** Those that its verdict rests on. */
  readonly facts: readonly Fact[];
}

export type Asked =
  | { readonly type: 'rows'; readonly plan: RowPlan; readonly counts: RowCounts }
  | { readonly type: 'aggregate'; readonly plan: AggregatePlan }
  /** The relation's columns have decided it. */
  | { readonly type: 'known'; readonly verdict: Verdict }
  /** The relation's columns show that it cannot be checked. */
  | { readonly type: 'impossible'; readonly message: string };

export interface RowCounts {
  readonly elements: Count;
  readonly considered: Count;
  readonly unexpected: Count;
}

/** Compiles all expectations on one relation; one that cannot be checked does not touch the rest. */
export function compileExpectations(
  expectations: readonly Expectation[],
  subject: Subject,
): CompiledExpectations {
  const compiled = expectations.map((expectation) => compileExpectation(expectation, subject));
  const queries = fuseFacts(
    compiled.flatMap((each) => each.facts),
    subject.from,
  );
  return { expectations: compiled, queries };
}

export function compileExpectation(
  expectation: Expectation,
  subject: Subject,
): CompiledExpectation {
  const { unresolved } = expectation;
  if (unresolved !== undefined) {
    return { expectation, asked: { type: 'impossible', message: unresolved }, facts: [] };
  }
  try {
    const whole = withLateArguments(expectation, subject.asOf);
    const asked = ask(whole, subject);
    return { expectation: whole, asked, facts: factsOf(asked) };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const message = error.diagnostics
      .map((each) => (each.hint === undefined ? each.message : `${each.message}; ${each.hint}`))
      .join('; ');
    return { expectation, asked: { type: 'impossible', message }, facts: [] };
  }
}

function ask(expectation: Expectation, subject: Subject): Asked {
  const check = checkNamed(expectation.check) ?? bug(`no check "${expectation.check}"`);
  const context = checkContext(expectation, subject);
  const { kwargs } = expectation;
  switch (check.kind) {
    case 'catalog':
      return { type: 'known', verdict: check.judge(kwargs, context) };
    case 'aggregate':
      return { type: 'aggregate', plan: check.compile(kwargs, context) };
    case 'rows': {
      const plan = check.compile(kwargs, context);
      const where = scopeOf(expectation);
      const unexpected =
        plan.unexpectedCount === undefined
          ? countRows(plan.unexpected, where)
          : { of: plan.unexpectedCount, minus: undefined };
      const counts = {
        elements: countRows({ type: 'all' }, where),
        considered: countRows(plan.considered, where),
        unexpected,
      };
      return { type: 'rows', plan, counts };
    }
  }
}

function checkContext(expectation: Expectation, subject: Subject): CheckContext {
  const where = scopeOf(expectation);
  return {
    ownColumn: expectation.column ?? '',
    get column() {
      return columnNamed(expectation.column ?? bug(`${expectation.id} has no column`), subject);
    },
    columnNamed: (name) => columnNamed(name, subject),
    columns: subject.columns,
    addedColumns: subject.addedColumns,
    asOf: subject.asOf,
    rowsWhere: (condition) => rowsWhere(subject.from, where, condition),
    filter: filterClause(where),
    relationOf: (parameter) =>
      subject.relationOf(
        expectation.reads[parameter] ?? bug(`${expectation.id} does not read "${parameter}"`),
      ),
  };
}

/** The user's `where`, in brackets. */
export function scopeOf({ where }: Expectation): string | undefined {
  return where === undefined ? undefined : bracketed(where);
}

function columnNamed(name: string, subject: Subject): Column {
  const names = subject.columns.map((column) => column.name);
  return (
    subject.columns.find((column) => column.name === name) ??
    fail('expectation-error', `there is no column "${name}" in ${subject.title}`, {
      hint: didYouMean(name, names),
    })
  );
}

function factsOf(asked: Asked): readonly Fact[] {
  switch (asked.type) {
    case 'rows':
      return Object.values<Count>({ ...asked.counts }).flatMap(({ of, minus }) =>
        minus === undefined ? [of] : [of, minus],
      );
    case 'aggregate':
      return asked.plan.facts;
    case 'known':
    case 'impossible':
      return [];
  }
}
