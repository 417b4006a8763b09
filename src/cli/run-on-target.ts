import type { Manifest } from '../core/manifest/manifest.ts';
import type { CompileBasis } from '../core/plan/compile-basis.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Reporter } from '../core/plan/run-event.ts';
import type { RunResult } from '../core/plan/run-result.ts';
import { maskSecrets } from '../core/project/secrets.ts';
import { readGitCommit } from '../files/git-commit.ts';
import {
  type ArtifactPlace,
  createCompiledFiles,
  writeManifest,
  writeReport,
  writeRunResults,
} from '../files/write-artifacts.ts';
import { pastResults } from '../journal/past-results.ts';
import type { Sessions } from '../postgres/session.ts';
import { openSessions } from '../postgres/sessions.ts';
import { runReplay } from '../run/replay/run-replay.ts';
import { runPlan } from '../run/run-plan.ts';
import { connectionSettings, searchPathOf } from './connection-of.ts';
import { diagnosticFormat } from './diagnostic-format.ts';
import type { Invocation } from './invocation.ts';
import { checkJUnitFile, writeJUnit } from './junit-file.ts';
import type { Workspace } from './open-project.ts';
import { asofVersion } from './package-facts.ts';
import type { Shell } from './shell.ts';

export interface RunReports {
  readonly report: Reporter;
  /** What the same command ran before, which its reports tell of too. */
  readonly earlier?: readonly RunResult[];
}

/** Connects, runs the plan, and leaves its artifacts. */
export async function runOnTarget(
  plan: Plan,
  { directory, manifest, place: placeOf, load }: Workspace,
  invocation: Invocation,
  { report, earlier = [] }: RunReports,
): Promise<RunResult> {
  const { flags, shell } = invocation;
  await checkJUnitFile(invocation);
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
  const journal = `${target.schemaPrefix}asof`;
  const result = await run(plan, {
    manifest,
    directory,
    compile: async (runId, compiled): Promise<CompileBasis> => {
      const { compileBasis } = await import('../core/plan/compile-basis.ts');
      return compileBasis({ ...(await load()), manifest: compiled })(runId);
    },
    target: target.name,
    journal,
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
  await writeHtmlReport(result, { manifest, place, sessions, journal, shell });
  await writeJUnit([...earlier, result], manifest, invocation);
  return result;
}

/** The page for people, with how each expectation fared before. */
async function writeHtmlReport(
  run: RunResult,
  {
    manifest,
    place,
    sessions,
    journal: schema,
    shell,
  }: {
    readonly manifest: Manifest;
    readonly place: ArtifactPlace;
    readonly sessions: Sessions;
    readonly journal: string;
    readonly shell: Shell;
  },
): Promise<void> {
  const { formatHtmlReport } = await import('../report/html/format-html-report.ts');
  const { HISTORY_LENGTH } = await import('../report/html/report-values.ts');
  const histories = await sessions
    .use((session) => pastResults({ session, schema }, run.expectations, { limit: HISTORY_LENGTH }))
    // a database that is gone has no past to show; the run's own results are there all the same
    .catch(() => new Map());
  const text = formatHtmlReport({
    run,
    manifest,
    histories,
    asofVersion: place.asofVersion,
    textOf: diagnosticFormat(shell, place.directory).textOf,
    mask: place.mask,
  });
  await writeReport(text, place);
}
