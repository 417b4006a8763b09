import type { NodeId } from '../graph/node-id.ts';
import type { StaleSeal } from '../time/stale.ts';
import type { NodeStatus } from './run-result.ts';

/** What a database holds of one node of the project. JSON-able. */
export interface HeldNode {
  readonly node: NodeId;
  readonly name: string;
  /** seed, source, or how a model is materialized. */
  readonly kind: string;
  readonly relation: string;
  /** Where it stands: of a live table its watermark, of what holds several as_ofs the newest. */
  readonly asOf: string | undefined;
  /** Whether it holds the state at one as_of, as live tables do. */
  readonly isLive: boolean;
  /** Of a seed, a snapshot or a history: every as_of that it holds. */
  readonly asOfs: readonly string[];
  /** Of a snapshot. */
  readonly seals: readonly HeldSeal[];
  readonly last: HeldResult | undefined;
}

export interface HeldSeal {
  readonly asOf: string;
  readonly status: 'sealed' | 'unsealed' | 'retired';
  readonly rowCount: number;
  readonly checksum: string;
  readonly sealedAt: string;
  /** The inputs that changed since it was taken. */
  readonly staleInputs: StaleSeal['inputs'];
}

/** What came of the node the last time that anything did. */
export interface HeldResult {
  readonly status: NodeStatus;
  readonly asOf: string | undefined;
  readonly runId: string;
  readonly message: string | undefined;
  readonly finishedAt: string;
}

/** The as_ofs at which live tables stand; more than one after a build that failed half way. */
export function liveAsOfs(nodes: readonly HeldNode[]): readonly string[] {
  const found = nodes.flatMap(({ isLive, asOf }) => (isLive && asOf !== undefined ? [asOf] : []));
  return [...new Set(found)].sort();
}
