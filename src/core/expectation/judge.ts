import { bug } from '../diagnostics/bug.ts';
import type { Json } from '../diagnostics/json.ts';
import type { Verdict } from './check.ts';
import type { CompiledExpectation, RowCounts } from './compile-expectations.ts';
import type { Expectation, Threshold } from './expectation.ts';
import type { ExpectationResult, ExpectationStatus } from './expectation-result.ts';
import { type Count, type Fact, factKey } from './facts/fact.ts';
import { checkNamed } from './registry.ts';
import { statusByLimits, whenBroken } from './threshold-status.ts';

/** What the database said to a fact: a text, or why it could not. */
export type FactAnswer =
  | { readonly type: 'text'; readonly text: string | null }
  | { readonly type: 'error'; readonly message: string };

/** By the fact's key. */
export type FactAnswers = ReadonlyMap<string, FactAnswer>;

/** The answers decide; the rows that show why are added by whoever asks for them. */
export function judge(
  { expectation, asked, facts }: CompiledExpectation,
  answers: FactAnswers,
  { asOf, durationMs }: { readonly asOf: string | undefined; readonly durationMs: number },
): ExpectationResult {
  const blank = blankResult(expectation, asOf, durationMs);
  const error = facts.map((fact) => answerTo(fact, answers)).find((each) => each.type === 'error');
  if (error !== undefined) return { ...blank, status: 'error', message: error.message };
  switch (asked.type) {
    case 'impossible':
      return { ...blank, status: 'error', message: asked.message };
    case 'known':
      return { ...blank, ...fromVerdict(asked.verdict, expectation.threshold) };
    case 'aggregate': {
      const values = asked.plan.facts.map((fact) => textOf(fact, answers));
      return { ...blank, ...fromVerdict(asked.plan.judge(values), expectation.threshold) };
    }
    case 'rows':
      return { ...blank, ...fromCounts(asked.counts, expectation, answers) };
  }
}

/** A result that says nothing yet but which expectation it is of. */
export function blankResult(
  expectation: Expectation,
  asOf: string | undefined,
  durationMs: number,
): ExpectationResult {
  const { id, node, column, kwargs, mostly, gate, location } = expectation;
  const check = checkNamed(expectation.check) ?? bug(`no check "${expectation.check}"`);
  return {
    id,
    node,
    column,
    asOf,
    expectation: check.fullName,
    kwargs: {
      ...(column === undefined ? {} : { column }),
      ...kwargs,
      ...(mostly === 1 ? {} : { mostly }),
    },
    status: 'pass',
    elementCount: undefined,
    missingCount: undefined,
    unexpectedCount: undefined,
    unexpectedPercent: undefined,
    observedValue: undefined,
    partialUnexpectedList: [],
    unexpectedKeys: [],
    failingRows: [],
    keptIn: undefined,
    sql: undefined,
    message: undefined,
    gate,
    location,
    durationMs,
  };
}

function fromVerdict(verdict: Verdict, threshold: Threshold): Partial<ExpectationResult> {
  const status = verdict.holds ? 'pass' : whenBroken(threshold);
  return {
    status,
    observedValue: verdict.observed,
    unexpectedCount: verdict.unexpectedCount,
    partialUnexpectedList: verdict.unexpectedList ?? [],
    message: verdict.message,
  };
}

function fromCounts(
  counts: RowCounts,
  expectation: Expectation,
  answers: FactAnswers,
): Partial<ExpectationResult> {
  const elements = countOf(counts.elements, answers);
  const considered = countOf(counts.considered, answers);
  const unexpected = countOf(counts.unexpected, answers);
  const percent = considered === 0 ? undefined : (100 * unexpected) / considered;
  return {
    status: statusOfCounts(considered, unexpected, expectation),
    elementCount: elements,
    missingCount: elements - considered,
    unexpectedCount: unexpected,
    unexpectedPercent: percent,
    message: unexpected === 0 ? undefined : describeCounts(considered, unexpected, percent),
  };
}

function statusOfCounts(
  considered: number,
  unexpected: number,
  { threshold, mostly, limit }: Expectation,
): ExpectationStatus {
  if (threshold.type === 'limits') {
    const counted = Math.min(unexpected, limit ?? unexpected);
    return statusByLimits(threshold, { considered, unexpected: counted });
  }
  const holds = considered === 0 || (considered - unexpected) / considered >= mostly;
  return holds ? 'pass' : whenBroken(threshold);
}

function describeCounts(
  considered: number,
  unexpected: number,
  percent: number | undefined,
): string {
  const noun = considered === 1 ? 'row is' : 'rows are';
  return `${unexpected} of ${considered} ${noun} unexpected (${formatPercent(percent ?? 0)})`;
}

function formatPercent(percent: number): string {
  return `${Number(percent.toPrecision(2))} %`;
}

function countOf({ of, minus }: Count, answers: FactAnswers): number {
  const subtracted = minus === undefined ? 0 : Number(textOf(minus, answers));
  return Number(textOf(of, answers)) - subtracted;
}

function textOf(fact: Fact, answers: FactAnswers): string | null {
  const answer = answerTo(fact, answers);
  return answer.type === 'text' ? answer.text : bug('an error was judged as an answer');
}

function answerTo(fact: Fact, answers: FactAnswers): FactAnswer {
  return answers.get(factKey(fact)) ?? bug(`no answer to ${factKey(fact)}`);
}

/** For a result whose rows are known too. */
export function withEvidence(
  result: ExpectationResult,
  evidence: {
    readonly list: readonly Json[];
    readonly keys: readonly Readonly<Record<string, Json>>[];
    readonly rows: readonly string[];
  },
): ExpectationResult {
  return {
    ...result,
    partialUnexpectedList: evidence.list,
    unexpectedKeys: evidence.keys,
    failingRows: evidence.rows,
  };
}
