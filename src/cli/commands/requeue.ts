import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { Node } from '../../core/manifest/node.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { planRequeue } from '../../core/plan/plan-requeue.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import type { Selection } from '../../core/selector/select.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { readQuarantinedAsOfs } from '../../run/requeue/quarantined-as-ofs.ts';
import { connectionSettings } from '../connection-of.ts';
import type { Invocation } from '../invocation.ts';
import { openProject, type Workspace } from '../open-project.ts';
import { openReporter } from '../open-reporter.ts';
import { restateReason } from '../plan-command.ts';
import { runOnTarget } from '../run-on-target.ts';
import { selectNodes } from '../select-nodes.ts';

/** `requeue`: puts quarantined rows that hold by now back into their nodes. */
export async function requeue(invocation: Invocation): Promise<RunStatus> {
  const project = await openProject(invocation);
  const selection = selectNodes(project.manifest, invocation);
  const plan = await planOf(selection, project, invocation);
  using reporter = openReporter(invocation, project);
  const result = await runOnTarget(plan, project, invocation, { report: reporter.report });
  return result.status;
}

/** What is there to be put back only the database knows. */
async function planOf(
  selection: Selection,
  { manifest, directory, asOf, place }: Workspace,
  { flags, shell }: Invocation,
): Promise<Plan> {
  const reason = restateReason(flags, shell);
  const settings = await connectionSettings({ directory, ...(await place()) }, shell);
  await using sessions = await openSessions({ settings, size: 1 });
  const nodes = Object.values<Node>(manifest.nodes).filter((node) => selection.has(node.id));
  const quarantined = await sessions.use(
    (session) => readQuarantinedAsOfs(session, nodes),
    shell.signal,
  );
  const plan = planRequeue(manifest, selection, { asOf, quarantined, restateReason: reason });
  if (Object.keys(plan.tasks).length > 0) return plan;
  return fail('selector-no-match', 'there is nothing for "requeue" to do', {
    hint: 'nothing that is selected has a check with on_fail: quarantine, or rows that one set aside',
  });
}
