import { bug } from '../diagnostics/bug.ts';
import type { Json } from '../diagnostics/json.ts';
import type { CompiledExpectation } from './compile-expectations.ts';
import { elementsOf, questionOf } from './compile-expectations.ts';
import type { Expectation } from './expectation.ts';
import type { ExpectationResult, Finding } from './expectation-result.ts';
import { ALL_ROWS, answerTo, type FactAnswers, textAbout } from './fact-answers.ts';
import type { Fact } from './facts/fact.ts';
import { MAX_GROUPS } from './facts/select-facts.ts';
import { findByCounts, findByVerdict, readCounts } from './find.ts';
import { againstHistory } from './history/against-history.ts';
import { goneGroups, historyOfGroup } from './history/group-history.ts';
import { historyJson } from './history/history-rule.ts';
import { combineGroups, type FoundGroup, groupObject, SHOWN_GROUPS } from './judge-groups.ts';
import { checkNamed } from './registry.ts';

/** The answers decide; the rows that show why are added by whoever asks for them. */
export function judge(
  compiled: CompiledExpectation,
  answers: FactAnswers,
  { asOf, durationMs }: { readonly asOf: string | undefined; readonly durationMs: number },
): ExpectationResult {
  const { expectation, questions } = compiled;
  const blank = blankResult(expectation, asOf, durationMs);
  const found = questions.map((question) => answerTo(question, answers));
  const error = found.find((each) => each.type === 'error');
  if (error !== undefined) return { ...blank, status: 'error', message: error.message };
  if (compiled.asked.type === 'impossible') {
    return { ...blank, status: 'error', message: compiled.asked.message };
  }
  if (expectation.groupBy.length === 0) {
    return { ...blank, ...comparedFinding(ALL_ROWS, compiled, answers) };
  }
  // what is beyond the most was not fetched, so whatever is missing may be among it
  const isCut = found.some((each) => each.type === 'values' && each.byGroup.size > MAX_GROUPS);
  if (isCut) {
    const message = `"group_by" makes more than ${MAX_GROUPS} groups`;
    return { ...blank, status: 'error', message };
  }
  const present = groupsOf(expectation, answers);
  // a share of no rows is nothing to speak of, a count or a mean of none is
  const past = compiled.asked.type === 'aggregate' ? (compiled.past ?? []) : [];
  const gone = goneGroups(past, present.map(groupObject), expectation.groupBy);
  const groups = [...present, ...gone];
  if (expectation.history !== undefined && groups.length > SHOWN_GROUPS) {
    const message = `"history" remembers ${SHOWN_GROUPS} groups, and "group_by" makes ${groups.length}`;
    return { ...blank, status: 'error', message };
  }
  const findings = groups.map(
    (group): FoundGroup => ({ group, finding: comparedFinding(group, compiled, answers) }),
  );
  return { ...blank, ...combineGroups(findings) };
}

/** A result that says nothing yet but which expectation it is of. */
export function blankResult(
  expectation: Expectation,
  asOf: string | undefined,
  durationMs: number,
): ExpectationResult {
  const { id, node, column, kwargs, mostly, history, gate, location } = expectation;
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
      ...(history === undefined ? {} : { history: historyJson(history) }),
    },
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
    sql: undefined,
    message: undefined,
    gate,
    location,
    durationMs,
  };
}

/** Those with rows in scope. */
function groupsOf(expectation: Expectation, answers: FactAnswers): readonly string[] {
  const answer = answerTo(questionOf(elementsOf(expectation).of, expectation), answers);
  if (answer.type === 'error') return bug('an error was judged as an answer');
  return [...answer.byGroup].flatMap(([group, count]) => (Number(count) > 0 ? [group] : []));
}

/** What is found of a group, held against what was found of it before. */
function comparedFinding(
  group: string,
  compiled: CompiledExpectation,
  answers: FactAnswers,
): Finding {
  const finding = findingOf(group, compiled, answers);
  const { expectation, past = [] } = compiled;
  const { history: rule, groupBy, threshold, where } = expectation;
  if (rule === undefined) return finding;
  return againstHistory(finding, {
    rule,
    past:
      group === ALL_ROWS
        ? past.map(({ asOf, checkedAt, whole }) => ({ asOf, checkedAt, observation: whole }))
        : historyOfGroup(past, groupObject(group), groupBy),
    isOfRows: compiled.asked.type === 'rows',
    threshold,
    where,
  });
}

function findingOf(
  group: string,
  { expectation, asked }: CompiledExpectation,
  answers: FactAnswers,
): Finding {
  const text = (fact: Fact) => textAbout(group, questionOf(fact, expectation), answers);
  switch (asked.type) {
    case 'known':
      return findByVerdict(asked.verdict, expectation);
    case 'aggregate':
      return findByVerdict(asked.plan.judge(asked.plan.facts.map(text)), expectation);
    case 'rows':
      return findByCounts(readCounts(asked.counts, text), expectation);
    case 'impossible':
      return bug('what cannot be checked was judged');
  }
}

/** For a result whose rows are known too. */
export function withEvidence(
  result: ExpectationResult,
  evidence: {
    readonly list: readonly Json[];
    readonly keys: readonly Readonly<Record<string, Json>>[];
    readonly context: readonly Readonly<Record<string, Json>>[];
    readonly rows: readonly string[];
  },
): ExpectationResult {
  return {
    ...result,
    partialUnexpectedList: evidence.list,
    unexpectedKeys: evidence.keys,
    unexpectedContext: evidence.context,
    failingRows: evidence.rows,
  };
}
