import type { NodeId } from '../graph/node-id.ts';
import type { SeedFile } from '../seed/seed-settings.ts';

export type Command = 'seed' | 'models' | 'build' | 'test' | 'requeue';

/** What a run will do. JSON-able. */
export interface Plan {
  readonly command: Command;
  readonly asOf: string | undefined;
  /** By id, which is the node's id and, for a unit of a dated seed, its as_of. */
  readonly tasks: Readonly<Record<string, Task>>;
  /** The tasks that each task waits for. */
  readonly parents: Readonly<Record<string, readonly string[]>>;
  readonly isFullRefresh: boolean;
  /** Whether error expectations stop a node from being published. */
  readonly isGated: boolean;
  /** Whether seeds let go of the rows of files that are no longer there. */
  readonly isPruning: boolean;
  /** Why the selected snapshots may replace what is sealed; undefined: they may not. */
  readonly restateReason: string | undefined;
}

export type Task = SeedTask | ModelTask | CheckTask | QueryTask | RequeueTask;

/** Loads one unit of a seed: its files of one as_of, or all files of a seed without as_of. */
export interface SeedTask {
  readonly type: 'seed';
  readonly id: string;
  readonly node: NodeId;
  readonly asOf: string | undefined;
  readonly files: readonly SeedFile[];
}

/** Builds a model at the plan's as_of. */
export interface ModelTask {
  readonly type: 'model';
  readonly id: string;
  readonly node: NodeId;
  /** The as_ofs that its seeds hold on disk. */
  readonly heldAsOfs: readonly string[];
}

/** Checks the expectations of a node on what is there. */
export interface CheckTask {
  readonly type: 'check';
  readonly id: string;
  readonly node: NodeId;
}

/** Puts quarantined rows of one as_of back, where they hold now. */
export interface RequeueTask {
  readonly type: 'requeue';
  readonly id: string;
  readonly node: NodeId;
  /** undefined: the rows are of none. */
  readonly asOf: string | undefined;
}

/** Runs an expectation that is a query of its own. */
export interface QueryTask {
  readonly type: 'query';
  readonly id: string;
  readonly node: NodeId;
}
