import { fail } from '../../core/diagnostics/diagnostic.ts';
import { ancestors } from '../../core/graph/graph.ts';
import { graphOf, type Manifest } from '../../core/manifest/manifest.ts';
import type { Node, SourceNode } from '../../core/manifest/node.ts';
import { asOfsToBackfill } from '../../core/plan/backfill.ts';
import { formatDates, heldAsOfs } from '../../core/plan/create-plan.ts';
import { replayedModels } from '../../core/plan/replay.ts';
import type { RunResult, RunStatus } from '../../core/plan/run-result.ts';
import type { Selection } from '../../core/selector/select.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { formatBackfill, formatBackfillStep } from '../../report/format-backfill.ts';
import { readSourceAsOfs } from '../../run/source-as-ofs.ts';
import { locateValue, locateWord, withoutOptions } from '../command-line-text.ts';
import { connectionSettings } from '../connection-of.ts';
import type { Invocation } from '../invocation.ts';
import { openProject, type Workspace } from '../open-project.ts';
import { openReporter } from '../open-reporter.ts';
import { planCommand } from '../plan-command.ts';
import { runOnTarget } from '../run-on-target.ts';
import { selectNodes } from '../select-nodes.ts';

/** `backfill`: a build for each as_of, in order, up to the first that fails. */
export async function backfill(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  refuseContradictions(invocation);
  const asOfs = await asOfsToBuild(invocation);
  const startedMs = performance.now();
  const progress = (built: number) => {
    return { asOfs, built, durationMs: performance.now() - startedMs };
  };
  let built = 0;
  const results: RunResult[] = [];
  try {
    for (const asOf of asOfs) {
      if (!flags.json && !flags.quiet) shell.progress(formatBackfillStep(progress(built)));
      const result = await buildAsOf(asOf, invocation, results);
      results.push(result);
      if (result.status !== 'success') return result.status;
      built += 1;
    }
    return 'success';
  } finally {
    const isStopped = built < asOfs.length;
    if (!flags.json && (isStopped || !flags.quiet)) {
      shell.progress(formatBackfill(progress(built), goOnCommand(asOfs.slice(built), invocation)));
    }
  }
}

async function buildAsOf(
  asOf: string,
  invocation: Invocation,
  earlier: readonly RunResult[],
): Promise<RunResult> {
  const project = await openProject(invocation, { asOf });
  const selection = selectNodes(project.manifest, invocation);
  const plan = planCommand('build', selection, project, invocation);
  using reporter = openReporter(invocation, project);
  return runOnTarget(plan, project, invocation, { report: reporter.report, earlier });
}

function refuseContradictions({ flags, shell }: Invocation): void {
  const { from, to, every, asOfs } = flags;
  const vars = flags.vars.find((argument) => /\bas_of\b/.test(argument));
  if (vars !== undefined) {
    fail('usage-argument', 'a backfill gives each build its as_of, and takes none by --vars', {
      location: locateValue(shell, ['--vars'], vars),
      hint: 'name the as_ofs by --as-of, or their range by --from and --to',
    });
  }
  if (asOfs.length > 0 && (from ?? to ?? every) !== undefined) {
    fail('usage-argument', '--as-of names every as_of to build, and goes with no range', {
      location: locateWord(shell, '--as-of'),
      hint: 'leave out --as-of, or --from, --to and --every',
    });
  }
  if (from !== undefined && to !== undefined && from > to) {
    fail('usage-argument', `--from ${from} is later than --to ${to}`, {
      location: locateValue(shell, ['--from'], from),
      hint: 'give the earlier date to --from',
    });
  }
}

/** A replay goes through all as_ofs itself, so that one build at the last is the whole backfill. */
async function asOfsToBuild(invocation: Invocation): Promise<readonly string[]> {
  const held = await heldByInputs(await openProject(invocation), invocation);
  const asOfs = asOfsOfRange(held, invocation);
  const last = asOfs.slice(-1);
  if (!invocation.flags.fullRefresh) return asOfs;
  const project = await openProject(invocation, { asOf: last.join() });
  const selection = selectNodes(project.manifest, invocation);
  const plan = planCommand('build', selection, project, invocation);
  return replayedModels(plan, project.manifest).length === 0 ? asOfs : last;
}

interface Held {
  /** What holds them. */
  readonly inputs: 'seed' | 'source';
  readonly asOfs: readonly string[];
}

/** What the files of seeds say; where no seed is dated, what the sources hold. */
async function heldByInputs(
  { manifest, directory, place }: Workspace,
  invocation: Invocation,
): Promise<Held> {
  const inputs = inputsOf(manifest, selectNodes(manifest, invocation));
  const ofSeeds = heldAsOfs(inputs.filter((node) => node.kind === 'seed'));
  const sources = inputs.filter(
    (node): node is SourceNode => node.kind === 'source' && node.temporality === 'dated',
  );
  const isNamed = invocation.flags.asOfs.length > 0;
  if (ofSeeds.length > 0 || sources.length === 0 || isNamed) {
    return { inputs: 'seed', asOfs: ofSeeds };
  }
  const settings = await connectionSettings({ directory, ...(await place()) }, invocation.shell);
  await using sessions = await openSessions({ settings, size: 1 });
  const asOfs = await sessions.use(
    (session) => readSourceAsOfs(session, sources),
    invocation.shell.signal,
  );
  return { inputs: 'source', asOfs };
}

function asOfsOfRange(
  { inputs, asOfs: held }: Held,
  { flags, shell }: Invocation,
): readonly string[] {
  const asOfs = asOfsToBackfill(held, flags);
  const lacking = held.length === 0 ? [] : asOfs.filter((asOf) => !held.includes(asOf));
  if (asOfs.length > 0 && lacking.length === 0) return asOfs;
  const hint = held.length === 0 ? NOTHING_HELD : `the ${inputs}s hold ${formatDates(held)}`;
  if (lacking.length > 0) {
    return fail('as-of-not-held', `no ${inputs} that is selected holds ${formatDates(lacking)}`, {
      location: locateWord(shell, flags.asOfs.length > 0 ? '--as-of' : '--every'),
      hint,
    });
  }
  return fail(
    'as-of-not-held',
    held.length === 0
      ? `no ${inputs} that is selected holds any as_of`
      : `no ${inputs} that is selected holds an as_of between --from and --to`,
    { hint },
  );
}

const NOTHING_HELD =
  "declare the as_of of a seed's files in YAML, or name as_ofs: --as-of D,D or --from D --to D --every month";

/** The selected nodes, and all that they read. */
function inputsOf(manifest: Manifest, selection: Selection): readonly Node[] {
  const graph = graphOf(manifest);
  const needed = new Set([...selection].flatMap((id) => [id, ...ancestors(graph, id)]));
  return [...needed].flatMap((id) => manifest.nodes[id] ?? []);
}

/** What was called, from the as_of on at which it stopped; steps are counted from their start, and stay. */
function goOnCommand(left: readonly string[], { flags, shell }: Invocation): string {
  const { program, words } = shell;
  if (flags.every !== undefined || flags.fullRefresh) return [program, ...words].join(' ');
  const kept = withoutOptions(words, ['--from', '--as-of']);
  const rest = flags.asOfs.length > 0 ? ['--as-of', left.join()] : ['--from', left[0] ?? ''];
  return [program, ...kept, ...rest].join(' ');
}
