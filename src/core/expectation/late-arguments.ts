import { bug } from '../diagnostics/bug.ts';
import { fail } from '../diagnostics/diagnostic.ts';
import type { Json } from '../diagnostics/json.ts';
import type { LocatedValue } from '../diagnostics/located-value.ts';
import { Problems } from '../diagnostics/problems.ts';
import { parseArgument } from './declaration/parse-argument.ts';
import { describeUnresolved } from './declaration/suite-parameter/describe-unresolved.ts';
import { resolveParameters } from './declaration/suite-parameter/resolve-parameters.ts';
import type { Expectation, LateArguments } from './expectation.ts';
import { checkNamed } from './registry.ts';

/**
 * The expectation with all its arguments, for the as_of that is checked. What an argument comes to
 * is held against what the check takes: where it does not fit, that is a DiagnosticError.
 */
export function withLateArguments(expectation: Expectation, asOf: string | undefined): Expectation {
  const { late, ...known } = expectation;
  if (late === undefined) return expectation;
  const check = checkNamed(expectation.check) ?? bug(`no check "${expectation.check}"`);
  const problems = new Problems();
  const kwargs: Record<string, Json> = { ...expectation.kwargs };
  for (const [name, value] of Object.entries(resolveLate(late, asOf, problems))) {
    const parameter = check.parameters[name] ?? bug(`${check.name} takes no "${name}"`);
    const argument = parseArgument(name, parameter, value, problems);
    if (argument !== undefined) kwargs[name] = argument;
  }
  problems.throwIfErrors();
  const wrong = check.verify?.(kwargs).find(({ severity }) => severity !== 'warning');
  if (wrong !== undefined) fail('expectation-argument', wrong.message);
  return { ...known, kwargs };
}

/** `now()` is the last moment of the as_of's day: to check it again is to ask the same. */
export function lastMomentOf(asOf: string): string {
  return `${asOf}T23:59:59.999999`;
}

function resolveLate(
  { args, vars, now }: LateArguments,
  asOf: string | undefined,
  problems: Problems,
): Readonly<Record<string, LocatedValue>> {
  const missing = new Set<string>();
  const scope = {
    lookup: (name: string) => {
      const value = name === 'as_of' ? (asOf ?? vars['as_of']) : vars[name];
      if (value === undefined) missing.add(name);
      return value;
    },
    now: () => (asOf === undefined ? now : lastMomentOf(asOf)),
  };
  const resolved = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, resolveParameters(value, scope, problems)]),
  );
  problems.throwIfErrors();
  if (missing.size > 0) fail('expectation-error', describeUnresolved(missing));
  return resolved;
}
