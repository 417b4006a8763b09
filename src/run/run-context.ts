import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import type { NodeId } from '../core/graph/node-id.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { CompileBasis } from '../core/plan/compile-basis.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Replay } from '../core/plan/replay.ts';
import type { Reporter } from '../core/plan/run-event.ts';
import type { NodeResult } from '../core/plan/run-result.ts';
import type { Version } from '../core/time/version.ts';
import type { Sessions } from '../postgres/session.ts';
import type { ManifestIndex } from './manifest-index.ts';

/** Reads the time; injected, so that tests are stable. */
export interface Clock {
  now(): Date;
  /** For durations: milliseconds that only go forward. */
  monotonicMs(): number;
}

/** What every task of a run shares. */
export interface RunContext extends ManifestIndex {
  readonly plan: Plan;
  readonly manifest: Manifest;
  /** Absolute: where the seeds' files are. */
  readonly directory: string;
  /** What compiling takes. The project's templates are read with the first one that is asked for. */
  readonly compile: () => Promise<CompileBasis>;
  readonly sessions: Sessions;
  /** The schema of the journal. */
  readonly journal: string;
  readonly runId: string;
  /** A short part of names that only this run makes. */
  readonly runToken: string;
  readonly report: Reporter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What was built in a shadow, and is taken from there; undefined: nothing was. */
  readonly replay: Replay | undefined;
  /** The versions at the plan's as_of of the nodes that this run has dealt with. */
  readonly versions: Map<NodeId, Version>;
}

/** What came of a task: results to report, already journalled. */
export interface TaskOutcome {
  readonly result: NodeResult;
  readonly expectations: readonly ExpectationResult[];
  /** Of the node at the plan's as_of, where it has one. */
  readonly version: Version | undefined;
}
