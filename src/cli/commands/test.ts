import type { RunStatus } from '../../core/plan/run-result.ts';
import type { Invocation } from '../invocation.ts';
import { openProject } from '../open-project.ts';
import { openReporter } from '../open-reporter.ts';
import { planCommand } from '../plan-command.ts';
import { runOnTarget } from '../run-on-target.ts';
import { selectNodes } from '../select-nodes.ts';

/** `test`: checks the expectations of the selected nodes on what is there, or says how it would. */
export async function test(invocation: Invocation): Promise<RunStatus> {
  const project = await openProject(invocation);
  const selection = selectNodes(project.manifest, invocation);
  const plan = planCommand('test', selection, project, invocation);
  if (invocation.flags.plan) {
    const { showTestPlan } = await import('../show-test-plan.ts');
    return showTestPlan(plan, project, invocation);
  }
  using reporter = openReporter(invocation, project);
  const result = await runOnTarget(plan, project, invocation, { report: reporter.report });
  return result.status;
}
