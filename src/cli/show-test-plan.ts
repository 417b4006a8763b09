import { randomBytes } from 'node:crypto';
import { fail } from '../core/diagnostics/diagnostic.ts';
import { type CompileBasis, compileBasis } from '../core/plan/compile-basis.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { RunStatus } from '../core/plan/run-result.ts';
import { testPlanJson } from '../core/plan/test-plan.ts';
import { maskSecrets } from '../core/project/secrets.ts';
import { createRunId } from '../journal/run-id.ts';
import { openSessions } from '../postgres/sessions.ts';
import { formatTestPlan } from '../report/format-test-plan.ts';
import { createContext } from '../run/create-context.ts';
import { planTests } from '../run/expectation/plan-tests.ts';
import { locateWord } from './command-line-text.ts';
import { connectionSettings, searchPathOf } from './connection-of.ts';
import type { Invocation } from './invocation.ts';
import type { Workspace } from './open-project.ts';

/** `test --plan`: prints the statements; `fail` where an expectation cannot be asked. */
export async function showTestPlan(
  plan: Plan,
  { directory, manifest, place, load }: Workspace,
  { flags, shell }: Invocation,
): Promise<RunStatus> {
  if (flags.junit !== undefined) {
    return fail('usage-argument', '--junit needs results, and --plan checks nothing', {
      location: locateWord(shell, '--junit'),
      hint: 'leave one of them out',
    });
  }
  const { target, environment } = await place();
  const settings = await connectionSettings({ directory, target, environment }, shell);
  await using sessions = await openSessions({
    settings,
    size: 1,
    searchPath: searchPathOf(target),
  });
  const clock = { now: shell.now, monotonicMs: () => performance.now() };
  const options = {
    manifest,
    directory,
    compile: async (runId: string): Promise<CompileBasis> => compileBasis(await load())(runId),
    journal: `${target.schemaPrefix}asof`,
    sessions,
    report: () => {},
    clock,
    signal: shell.signal,
  };
  const runId = createRunId(clock.now().getTime(), randomBytes(16));
  const tests = await planTests(createContext(plan, options, runId));
  const text = flags.json ? `${JSON.stringify(testPlanJson(tests))}\n` : formatTestPlan(tests);
  shell.answer(maskSecrets(text, shell.secrets));
  return tests.some(({ refused }) => refused.length > 0) ? 'fail' : 'success';
}
