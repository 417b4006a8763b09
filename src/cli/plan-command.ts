import { fail } from '../core/diagnostics/diagnostic.ts';
import { Problems } from '../core/diagnostics/problems.ts';
import { createPlan } from '../core/plan/create-plan.ts';
import type { Command, Plan } from '../core/plan/plan.ts';
import type { Selection } from '../core/selector/select.ts';
import { locateValue } from './command-line-text.ts';
import type { Invocation } from './invocation.ts';
import type { Workspace } from './open-project.ts';

/** The plan of a command; one that would do nothing ends it, since that is never what was meant. */
export function planCommand(
  command: Command,
  selection: Selection,
  { manifest, asOf }: Workspace,
  { flags, shell }: Invocation,
): Plan {
  const problems = new Problems();
  const given = flags.vars.findLast((argument) => /\bas_of\b/.test(argument));
  const asOfLocation = given === undefined ? undefined : locateValue(shell, ['--vars'], given);
  const options = {
    command,
    asOf,
    asOfLocation,
    isFullRefresh: flags.fullRefresh,
    isGated: flags.gate,
    isPruning: flags.prune,
  };
  const plan = createPlan(manifest, selection, options, problems);
  problems.throwIfErrors();
  if (Object.keys(plan.tasks).length > 0) return plan;
  const isNarrowed = flags.select.length > 0 || flags.exclude.length > 0;
  return fail('selector-no-match', `there is nothing for "${command}" to do`, {
    hint: isNarrowed
      ? `nothing that is selected is for "${command}"; list it with "ls" and the same --select`
      : NOTHING_THERE[command],
  });
}

const NOTHING_THERE = {
  seed: 'put CSV files into seeds/',
  models: 'put SQL files into models/',
  build: 'put CSV files into seeds/ and SQL files into models/',
  test: 'declare expectations in expectations/',
} as const satisfies Record<Command, string>;
