import type { ModelNode, SeedNode } from '../../core/manifest/node.ts';
import type { Session } from '../../postgres/session.ts';
import { type InputFacts, readInputFacts } from '../input-facts.ts';
import type { RunContext } from '../run-context.ts';

/** What the journal knows of a node, and of what its expectations read beside it at an as_of. */
export function checkedInputs(
  session: Session,
  node: ModelNode | SeedNode,
  asOf: string | undefined,
  context: RunContext,
): Promise<InputFacts> {
  const expectations = context.expectationsOf.get(node.id) ?? [];
  const read = new Set(expectations.flatMap((each) => Object.values(each.reads)));
  // the rows that go back are there already: what they were made from is not asked again
  const parents = node.parents.filter((edge) => read.has(edge.to));
  return readInputFacts(session, { ...node, parents }, { others: [], asOf, context });
}
