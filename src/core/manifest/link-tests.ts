import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { Problems } from '../diagnostics/problems.ts';
import type { Expectation, TestCall } from '../expectation/expectation.ts';
import type { NodeId } from '../graph/node-id.ts';
import { type DiscoveredCalls, discoverCalls, type ReadCall } from './discover-calls.ts';
import { resolveRead } from './link-nodes.ts';
import { relationValue } from './relation-value.ts';
import type { Resolver } from './resolve-name.ts';
import type { DraftContext } from './sql-drafts.ts';
import { argumentTemplates, MODEL, testTemplate } from './test-template.ts';

/** The expectations with what their tests read: the `ref`s of the macros and of the arguments. */
export function linkTests(
  expectations: readonly Expectation[],
  { context, resolver }: { readonly context: DraftContext; readonly resolver: Resolver },
  problems: Problems,
): readonly Expectation[] {
  return expectations.map((expectation) => {
    const { test } = expectation;
    if (test === undefined) return expectation;
    const found = new Problems();
    const calls = found.attempt(() => callsOf(expectation, test, context, found)) ?? [];
    const reads: Record<string, NodeId> = { ...expectation.reads };
    for (const call of calls) {
      const node = found.attempt(() => resolveRead(call, resolver));
      if (node !== undefined) reads[`${call.kind} ${call.name}`] = node.id;
    }
    for (const each of found.all) addOnce(whereUsed(each, expectation), problems);
    return { ...expectation, reads };
  });
}

function callsOf(
  expectation: Expectation,
  test: TestCall,
  context: DraftContext,
  problems: Problems,
): readonly ReadCall[] {
  const discover = (template: Parameters<typeof discoverCalls>[0]): DiscoveredCalls => {
    const calls = discoverCalls(template, context);
    for (const mistake of calls.mistakes) problems.add(mistake);
    return calls;
  };
  const ofArguments = argumentTemplates(expectation, test, problems).flatMap(
    (template) => discover(template).reads,
  );
  if (problems.errorCount > 0) return ofArguments;
  const ofTest = discoverCalls(testTemplate(expectation, test), {
    ...context,
    more: new Map([[MODEL, relationValue({ schema: '', name: '' })]]),
  });
  for (const mistake of ofTest.mistakes) problems.add(mistake);
  // the arguments are in the call as well, where they have no places of their own
  const others = ofTest.reads.filter((call) => !ofArguments.some((own) => isSameRead(call, own)));
  return [...ofArguments, ...others];
}

function isSameRead(one: ReadCall, other: ReadCall): boolean {
  return one.kind === other.kind && one.name === other.name && one.asOf === other.asOf;
}

/** With a note of the place that uses the test, where the mistake is in its macro. */
function whereUsed(problem: Diagnostic, { check, location }: Expectation): Diagnostic {
  if (problem.location?.file === location.file) return problem;
  const message = `"${check}" is called here`;
  if (problem.notes.some((note) => note.message === message)) return problem;
  return { ...problem, notes: [...problem.notes, { message, location }] };
}

/** A test is looked through wherever it is used, and what is wrong in it is wrong once. */
function addOnce(problem: Diagnostic, problems: Problems): void {
  const keyOf = ({ message, location }: Diagnostic) => JSON.stringify([message, location]);
  const key = keyOf(problem);
  if (!problems.all.some((each) => keyOf(each) === key)) problems.add(problem);
}
