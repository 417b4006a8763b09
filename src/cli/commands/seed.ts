import type { Node } from '../../core/manifest/node.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import type { Selection } from '../../core/selector/select.ts';
import { formatSeedSchema } from '../../report/format-seed-schema.ts';
import { inferSchema } from '../../run/seed/columns/infer-schema.ts';
import type { Invocation } from '../invocation.ts';
import { openProject, type Workspace } from '../open-project.ts';
import { openReporter } from '../open-reporter.ts';
import { planCommand } from '../plan-command.ts';
import { runOnTarget } from '../run-on-target.ts';
import { selectNodes } from '../select-nodes.ts';

/** `seed`: loads every CSV file that changed, or prints the columns that it would make. */
export async function seed(invocation: Invocation): Promise<RunStatus> {
  const project = await openProject(invocation);
  const selection = selectNodes(project.manifest, invocation);
  if (invocation.flags.showSchema) return showSchema(project, selection, invocation);
  const plan = planCommand('seed', selection, project, invocation);
  using reporter = openReporter(invocation, project);
  const result = await runOnTarget(plan, project, invocation, { report: reporter.report });
  return result.status;
}

async function showSchema(
  { directory, manifest }: Workspace,
  selection: Selection,
  { flags, shell }: Invocation,
): Promise<RunStatus> {
  const seeds = [];
  for (const node of Object.values<Node>(manifest.nodes)) {
    if (node.kind !== 'seed' || !selection.has(node.id)) continue;
    const columns = await inferSchema({ node, asOf: undefined, files: node.files, directory });
    seeds.push({ name: node.name, columns });
  }
  shell.answer(flags.json ? `${JSON.stringify({ seeds })}\n` : formatSeedSchema(seeds));
  return 'success';
}
