import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ExpectationResult } from '../expectation/expectation-result.ts';
import type { NodeId, NodeKind } from '../graph/node-id.ts';

/** In the order in which a run's last line counts them: what went well first. */
export const NODE_STATUSES = [
  'success',
  'unchanged',
  'superseded',
  'warn',
  'fail',
  'error',
  'refused',
  'skipped',
  'interrupted',
] as const;
export type NodeStatus = (typeof NODE_STATUSES)[number];

/** Rows by what became of them; only those counts that the node's kind has. */
export interface RowCounts {
  readonly inserted?: number;
  readonly updated?: number;
  readonly unchanged?: number;
  readonly deleted?: number;
  readonly missing?: number;
  readonly rejected?: number;
  readonly quarantined?: number;
  /** Quarantined rows that went back. */
  readonly requeued?: number;
}

/** What came of a node: the same object in `--json`, run_results.json and the journal. */
export interface NodeResult {
  readonly node: NodeId;
  readonly kind: NodeKind;
  /** `raw.users`, or the node's name where it is no relation. */
  readonly relation: string;
  /** `upsert`, `view`, `seed` …: what kind of thing was built. */
  readonly materialized: string;
  readonly status: NodeStatus;
  readonly asOf: string | undefined;
  readonly rows: RowCounts;
  readonly durationMs: number;
  /** One line for people: why it is unchanged, what it was skipped because of. */
  readonly message: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export type RunStatus = 'success' | 'fail' | 'error' | 'interrupted';

export interface RunResult {
  readonly runId: string;
  readonly command: string;
  readonly target: string;
  readonly asOf: string | undefined;
  /** `error`: it could not run at all. */
  readonly status: RunStatus;
  readonly nodes: readonly NodeResult[];
  readonly expectations: readonly ExpectationResult[];
  readonly diagnostics: readonly Diagnostic[];
  readonly startedAt: string;
  readonly durationMs: number;
}
