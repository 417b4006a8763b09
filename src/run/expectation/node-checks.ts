import type { Expectation } from '../../core/expectation/expectation.ts';
import type { Subject } from '../../core/expectation/subject.ts';
import type { ExpectationNode } from '../../core/manifest/node.ts';
import type { Session } from '../../postgres/session.ts';
import { type GateQuestion, gateSubject } from './gate-subject.ts';
import { readPast } from './read-past.ts';

/** All that is asked about a node, by how it is asked. */
export interface NodeChecks {
  /** The rows that are looked at, and what is known of their past. */
  readonly subject: Subject;
  /** Those of the registry, which share statements. */
  readonly expectations: readonly Expectation[];
  /** Calls of tests in macros. */
  readonly tests: readonly Expectation[];
  /** SQL files that are about the node alone. */
  readonly queries: readonly ExpectationNode[];
}

export async function nodeChecks(session: Session, question: GateQuestion): Promise<NodeChecks> {
  const { node, asOf, isHeld, context } = question;
  const declared = context.expectationsOf.get(node.id) ?? [];
  const expectations = declared.filter((each) => each.test === undefined);
  const rows = await gateSubject(question);
  const past = await readPast(session, expectations, { node, asOf, isHeld }, context);
  return {
    subject: { ...rows, past },
    expectations,
    tests: declared.filter((each) => each.test !== undefined),
    queries: context.queriesOf.get(node.id) ?? [],
  };
}
