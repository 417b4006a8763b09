import type { Expectation } from '../../core/expectation/expectation.ts';
import type { NodeId } from '../../core/graph/node-id.ts';
import type { RunContext } from '../run-context.ts';

/** The expectations of a node whose unexpected rows are moved. */
export function quarantining(
  node: NodeId,
  { expectationsOf }: Pick<RunContext, 'expectationsOf'>,
): readonly Expectation[] {
  return (expectationsOf.get(node) ?? []).filter((each) => each.quarantine !== undefined);
}
