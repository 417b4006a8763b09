import { fail } from '../core/diagnostics/diagnostic.ts';
import { Problems } from '../core/diagnostics/problems.ts';
import { createPlan } from '../core/plan/create-plan.ts';
import type { Command, Plan } from '../core/plan/plan.ts';
import type { Selection } from '../core/selector/select.ts';
import { locateValue, locateWord } from './command-line-text.ts';
import type { Invocation } from './invocation.ts';
import type { Workspace } from './open-project.ts';

/** The plan of a command; one that would do nothing ends it, since that is never what was meant. */
export function planCommand(
  command: Exclude<Command, 'requeue'>,
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
    restateReason: restateReason(flags, shell),
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

/** Replacing what is sealed is asked for by name, and with a reason that stays on record. */
export function restateReason(
  { restate, reason, select }: Invocation['flags'],
  shell: Invocation['shell'],
): string | undefined {
  if (!restate) {
    if (reason === undefined) return undefined;
    return fail('usage-argument', '--reason is why --restate replaces what is sealed', {
      location: locateValue(shell, ['--reason'], reason),
      hint: 'add --restate, or leave --reason out',
    });
  }
  if (reason === undefined || reason.trim() === '') {
    return fail('usage-argument', '--restate needs a reason, which stays on record', {
      location: locateWord(shell, '--restate'),
      hint: 'say it: --reason "labels of January came late"',
    });
  }
  if (select.length > 0) return reason;
  return fail('usage-argument', '--restate needs the names of what it is to replace', {
    location: locateWord(shell, '--restate'),
    hint: 'name the snapshots: --select labels_snapshots',
  });
}

const NOTHING_THERE = {
  seed: 'put CSV files into seeds/',
  models: 'put SQL files into models/',
  build: 'put CSV files into seeds/ and SQL files into models/',
  test: 'declare expectations in expectations/',
} as const satisfies Record<Exclude<Command, 'requeue'>, string>;
