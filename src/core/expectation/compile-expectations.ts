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
  filterClause,
  inScope,
  rowsWhere,
} from './facts/condition.ts';
import type { Fact, Question } from './facts/fact.ts';
import { type FusedFacts, fuseFacts } from './facts/fuse-facts.ts';
import { ofGroup } from './facts/of-group.ts';
import type { PastObservation } from './history/past-observation.ts';
import { whyNoHistory } from './history/why-no-history.ts';
import { withLateArguments } from './late-arguments.ts';
import { checkNamed } from './registry.ts';
import { NO_PAST, type Subject } from './subject.ts';

/** What is to be asked of one relation, and how each expectation is judged by the answers. */
export interface CompiledExpectations {
  readonly expectations: readonly CompiledExpectation[];
  /** All that has to be asked, in as few passes over the relation as the checks allow. */
  readonly asked: FusedFacts;
}

export interface CompiledExpectation {
  readonly expectation: Expectation;
  readonly asked: Asked;
  /** Those that its verdict rests on. */
  readonly questions: readonly Question[];
  /** What earlier runs observed, where it is held against that. */
  readonly past?: readonly PastObservation[];
}

/** The fact as it is asked for this expectation. */
export function questionOf(fact: Fact, expectation: Expectation): Question {
  return { fact, groupBy: expectation.groupBy, scope: scopeOf(expectation) };
}

/** How many rows are in scope. */
export function elementsOf(expectation: Expectation): Count {
  return countRows({ type: 'all' }, scopeOf(expectation));
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
  const questions = compiled.flatMap((each) => each.questions);
  return { expectations: compiled, asked: fuseFacts(questions, subject.from) };
}

export function compileExpectation(
  expectation: Expectation,
  subject: Subject,
): CompiledExpectation {
  const { unresolved } = expectation;
  if (unresolved !== undefined) {
    return { expectation, asked: { type: 'impossible', message: unresolved }, questions: [] };
  }
  try {
    const whole = withLateArguments(expectation, subject.asOf);
    const reason = whyNoHistory(whole, subject);
    if (reason !== undefined) {
      return { expectation, asked: { type: 'impossible', message: reason }, questions: [] };
    }
    const asked = ask(whole, subject);
    const questions = factsOf(asked, whole).map((fact) => questionOf(fact, whole));
    const past = (subject.past ?? NO_PAST).observations.get(whole.id) ?? [];
    return { expectation: whole, asked, questions, ...(whole.history !== undefined && { past }) };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const message = error.diagnostics
      .map((each) => (each.hint === undefined ? each.message : `${each.message}; ${each.hint}`))
      .join('; ');
    return { expectation, asked: { type: 'impossible', message }, questions: [] };
  }
}

function ask(expectation: Expectation, subject: Subject): Asked {
  const check = checkNamed(expectation.check) ?? bug(`no check "${expectation.check}"`);
  const context = checkContext(expectation, subject);
  const { kwargs } = expectation;
  for (const name of expectation.groupBy) columnNamed(name, subject);
  switch (check.kind) {
    case 'catalog':
      return { type: 'known', verdict: check.judge(kwargs, context) };
    case 'aggregate':
      return { type: 'aggregate', plan: check.compile(kwargs, context) };
    case 'rows': {
      for (const name of expectation.contextColumns) context.columnNamed(name);
      const plan = check.compile(kwargs, context);
      const counts = {
        elements: elementsOf(expectation),
        considered: countRows(plan.considered, scopeOf(expectation)),
        unexpected: countUnexpected(plan, expectation),
      };
      return { type: 'rows', plan, counts };
    }
  }
}

function countUnexpected(plan: RowPlan, expectation: Expectation): Count {
  if (plan.unexpectedCount !== undefined) return { of: plan.unexpectedCount, minus: undefined };
  // `from` holds the rows in scope alone
  const where = plan.from === undefined ? scopeOf(expectation) : undefined;
  return countRows(plan.unexpected, where, plan.from);
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
    sample: expectation.sample,
    now: subject.now,
    groupBy: expectation.groupBy,
    rowsWhere: (condition) =>
      rowsWhere(subject.from, inScope(where, ofGroup(expectation.groupBy)), condition),
    rowsWith: (added, condition) =>
      `(\nselect ${['*', ...(subject.carried ?? []), ...added].join(', ')}\n${rowsWhere(subject.from, where, condition)}\n) as "asof rows"`,
    filter: filterClause(where),
    keys: subject.keys,
    accepted: (subject.past ?? NO_PAST).accepted.get(expectation.id),
    relationOf: (parameter) => otherRelation(parameter, expectation, subject),
    otherRows(parameter, which = {}) {
      const given = which.where === undefined ? undefined : expectation.kwargs[which.where];
      return rowsWhere(
        otherRelation(parameter, expectation, subject),
        typeof given === 'string' ? bracketed(given) : undefined,
        which.ofGroup && ofGroup(expectation.groupBy),
      );
    },
  };
}

function otherRelation(parameter: string, expectation: Expectation, subject: Subject): string {
  const node = expectation.reads[parameter];
  return subject.relationOf(node ?? bug(`${expectation.id} does not read "${parameter}"`));
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

function factsOf(asked: Asked, expectation: Expectation): readonly Fact[] {
  switch (asked.type) {
    case 'rows':
      return Object.values<Count>({ ...asked.counts }).flatMap(({ of, minus }) =>
        minus === undefined ? [of] : [of, minus],
      );
    case 'aggregate': {
      // the groups there are, are those with rows in scope
      const groups = expectation.groupBy.length === 0 ? [] : [elementsOf(expectation).of];
      return [...asked.plan.facts, ...groups];
    }
    case 'known':
    case 'impossible':
      return [];
  }
}
