import type { Expectation } from '../../core/expectation/expectation.ts';
import { askedHistories } from '../../core/expectation/history/asked-history.ts';
import { checkNamed } from '../../core/expectation/registry.ts';
import type { Past } from '../../core/expectation/subject.ts';
import type { RelationNode } from '../../core/plan/node-rows.ts';
import { acceptedObservations } from '../../journal/accepted-observations.ts';
import { pastObservations } from '../../journal/past-observations.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';

export interface PastOfNode {
  readonly node: RelationNode;
  readonly asOf: string | undefined;
  /** Whether the rows that are tested were published by an earlier run. */
  readonly isHeld: boolean;
}

/** What the journal says of those expectations of a node that are held against earlier runs. */
export async function readPast(
  session: Session,
  expectations: readonly Expectation[],
  { node, asOf, isHeld }: PastOfNode,
  { journal: schema, runId }: Pick<RunContext, 'journal' | 'runId'>,
): Promise<Past> {
  const journal = { session, schema };
  const isBuilt = node.kind === 'seed' || (node.kind === 'model' && node.relation !== undefined);
  const isInOrder = node.kind !== 'seed';
  const question = { nodeId: node.id, runId, asOf, isInOrder, isBuilt, isHeld };
  const accepting = expectations.flatMap(({ id, check: name }) => {
    const check = checkNamed(name);
    const needsAccepted = check?.kind === 'catalog' && check.needsAccepted === true;
    return needsAccepted ? [{ id, expectation: check.fullName }] : [];
  });
  return {
    observations: await pastObservations(journal, question, askedHistories(expectations)),
    accepted: await acceptedObservations(journal, question, accepting),
  };
}
