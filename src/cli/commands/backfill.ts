import { fail } from '../../core/diagnostics/diagnostic.ts';
import { ancestors } from '../../core/graph/graph.ts';
import { graphOf, type Manifest } from '../../core/manifest/manifest.ts';
import { heldAsOfs } from '../../core/plan/create-plan.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import type { Selection } from '../../core/selector/select.ts';
import type { Invocation } from '../invocation.ts';
import { openProject } from '../open-project.ts';
import { openReporter } from '../open-reporter.ts';
import { planCommand } from '../plan-command.ts';
import { runOnTarget } from '../run-on-target.ts';
import { selectNodes } from '../select-nodes.ts';

/** `backfill`: a build for each as_of that the inputs hold, in order, up to the first that fails. */
export async function backfill(invocation: Invocation): Promise<RunStatus> {
  const { manifest } = await openProject(invocation);
  const asOfs = asOfsToBuild(manifest, selectNodes(manifest, invocation), invocation);
  for (const asOf of asOfs) {
    const project = await openProject(invocation, { asOf });
    const selection = selectNodes(project.manifest, invocation);
    const plan = planCommand('build', selection, project, invocation);
    using reporter = openReporter(invocation, project);
    const { status } = await runOnTarget(plan, project, invocation, reporter.report);
    if (status !== 'success') return status;
  }
  return 'success';
}

function asOfsToBuild(
  manifest: Manifest,
  selection: Selection,
  { flags }: Invocation,
): readonly string[] {
  const { from = '', to = '9999-12-31' } = flags;
  const held = heldAsOfs(seedsOf(manifest, selection));
  const asOfs = held.filter((asOf) => asOf >= from && asOf <= to);
  if (asOfs.length > 0) return asOfs;
  const first = held[0];
  return fail(
    'as-of-not-held',
    first === undefined
      ? 'no seed that is selected holds any as_of'
      : 'no seed that is selected holds an as_of between --from and --to',
    {
      hint:
        first === undefined
          ? 'declare the as_of of a seed\'s files in YAML, or use "build"'
          : `the seeds hold ${held.length === 1 ? first : `${first} to ${held.at(-1)}`}`,
    },
  );
}

/** The selected seeds, and those that selected nodes read. */
function seedsOf(manifest: Manifest, selection: Selection) {
  const graph = graphOf(manifest);
  const needed = new Set([...selection].flatMap((id) => [id, ...ancestors(graph, id)]));
  return [...needed].flatMap((id) => {
    const node = manifest.nodes[id];
    return node?.kind === 'seed' ? [node] : [];
  });
}
