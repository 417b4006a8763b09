import type { Manifest } from '../core/manifest/manifest.ts';
import type { CompileBasis } from '../core/plan/compile-basis.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Replay } from '../core/plan/replay.ts';
import { indexManifest } from './manifest-index.ts';
import type { RunContext } from './run-context.ts';

export interface ContextOptions
  extends Pick<
    RunContext,
    'manifest' | 'directory' | 'journal' | 'sessions' | 'report' | 'clock' | 'signal'
  > {
  readonly compile: (runId: string, manifest: Manifest) => Promise<CompileBasis>;
  readonly replay?: Replay | undefined;
}

/** What the tasks of a plan share, of a run that has this id. */
export function createContext(plan: Plan, options: ContextOptions, runId: string): RunContext {
  const { manifest, directory, journal, sessions, report, clock, signal, replay } = options;
  return {
    plan,
    manifest,
    directory,
    compile: once(() => options.compile(runId, manifest)),
    ...indexManifest(manifest),
    sessions,
    journal,
    runId,
    runToken: runId.slice(-8).toLowerCase(),
    report,
    clock,
    signal,
    replay,
    versions: new Map(),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
