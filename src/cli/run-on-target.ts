import type { CompileBasis } from '../core/plan/compile-basis.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Reporter } from '../core/plan/run-event.ts';
import type { RunResult } from '../core/plan/run-result.ts';
import { maskSecrets } from '../core/project/secrets.ts';
import { readGitCommit } from '../files/git-commit.ts';
import { createCompiledFiles, writeManifest, writeRunResults } from '../files/write-artifacts.ts';
import { openSessions } from '../postgres/sessions.ts';
import { runReplay } from '../run/replay/run-replay.ts';
import { runPlan } from '../run/run-plan.ts';
import { connectionSettings, searchPathOf } from './connection-of.ts';
import type { Invocation } from './invocation.ts';
import type { Workspace } from './open-project.ts';
import { asofVersion } from './package-facts.ts';

/** Connects, runs the plan, and leaves its artifacts. */
export async function runOnTarget(
  plan: Plan,
  { directory, manifest, place: placeOf, load }: Workspace,
  { flags, shell }: Invocation,
  report: Reporter,
): Promise<RunResult> {
  const { target, environment, vars } = await placeOf();
  const settings = await connectionSettings({ directory, target, environment }, shell);
  const concurrency = flags.concurrency ?? target.connections;
  const mask = (text: string) => maskSecrets(text, shell.secrets);
  const place = { directory, mask, asofVersion: asofVersion() };
  const compiledFiles = createCompiledFiles(place);
  await using sessions = await openSessions({
    settings,
    size: concurrency,
    searchPath: searchPathOf(target),
  });
  const run = plan.isFullRefresh ? runReplay : runPlan;
  const result = await run(plan, {
    manifest,
    directory,
    compile: async (runId, compiled): Promise<CompileBasis> => {
      const { compileBasis } = await import('../core/plan/compile-basis.ts');
      return compileBasis({ ...(await load()), manifest: compiled })(runId);
    },
    target: target.name,
    journal: `${target.schemaPrefix}asof`,
    vars,
    sessions,
    report(event) {
      if (event.type === 'node-compiled') compiledFiles.write(event.file, event.sql);
      report(event);
    },
    clock: { now: shell.now, monotonicMs: () => performance.now() },
    signal: shell.signal,
    concurrency,
    isFailFast: flags.failFast,
    waitMs: flags.waitMs,
    asofVersion: asofVersion(),
    gitCommit: await readGitCommit(directory),
  }).finally(() => compiledFiles.finish());
  await writeManifest(manifest, place);
  await writeRunResults(result, place);
  return result;
}
