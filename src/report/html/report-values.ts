import type { Expectation } from '../../core/expectation/expectation.ts';
import type { PastResult } from '../../core/expectation/past-result.ts';
import type { NodeId } from '../../core/graph/node-id.ts';
import type { ExpectationNode, Node } from '../../core/manifest/node.ts';

/** How many earlier results a curve shows. */
export const HISTORY_LENGTH = 12;

/** What the sections of the page look up about a result. */
export interface ReportValues {
  /** Of the run. */
  readonly command: string;
  readonly declared: ReadonlyMap<string, Expectation>;
  /** The expectations that are SQL files, by name. */
  readonly queries: ReadonlyMap<string, ExpectationNode>;
  readonly nodes: Readonly<Record<NodeId, Node>>;
  readonly histories: ReadonlyMap<string, readonly PastResult[]>;
  /** The text of a file that a diagnostic points into, where it is known. */
  readonly textOf: (file: string) => string | undefined;
}
