import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ExpectationResult } from '../expectation/expectation-result.ts';
import type { NodeId, NodeKind } from '../graph/node-id.ts';
import type { NodeResult, RunResult } from './run-result.ts';

/** What happens while a plan is carried out. `at` is an ISO 8601 time in UTC. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly at: string;
      readonly runId: string;
      readonly command: string;
      readonly target: string;
      readonly asOf: string | undefined;
      readonly nodeCount: number;
      readonly expectationCount: number;
      readonly concurrency: number;
    }
  | {
      readonly type: 'node-started';
      readonly at: string;
      readonly node: NodeId;
      readonly kind: NodeKind;
      readonly relation: string;
      readonly asOf: string | undefined;
    }
  | {
      readonly type: 'seed-progress';
      readonly at: string;
      readonly node: NodeId;
      readonly asOf: string | undefined;
      readonly file: string;
      readonly rows: number;
      readonly bytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly type: 'node-compiled';
      readonly at: string;
      readonly node: NodeId;
      /** The file of the template. */
      readonly file: string;
      readonly sql: string;
    }
  | {
      readonly type: 'statement-executed';
      readonly at: string;
      readonly node: NodeId;
      readonly sql: string;
      readonly durationMs: number;
    }
  | {
      readonly type: 'expectation-finished';
      readonly at: string;
      readonly result: ExpectationResult;
    }
  | {
      readonly type: 'node-finished';
      readonly at: string;
      readonly result: NodeResult;
      /** 1-based, in the order of ending. */
      readonly position: number;
      readonly nodeCount: number;
    }
  | { readonly type: 'diagnostic'; readonly at: string; readonly diagnostic: Diagnostic }
  | { readonly type: 'run-finished'; readonly at: string; readonly result: RunResult };

/** Shows events; cannot affect the run. */
export type Reporter = (event: RunEvent) => void;
