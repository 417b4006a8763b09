import type { LocatedEntry } from '../../diagnostics/located-value.ts';
import { located } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { CheckAlias } from '../registry.ts';
import { describeValue } from './parse-argument.ts';

/** What is given under an alias, in the words of the check that it stands for. */
export function inOwnWords(
  alias: CheckAlias | undefined,
  entries: readonly LocatedEntry[],
  problems: Problems,
): readonly LocatedEntry[] {
  if (alias === undefined) return entries;
  const { ignored = [], settings = {}, spelled = {} } = alias;
  return entries.flatMap((entry): readonly LocatedEntry[] => {
    const { key, value } = entry;
    if (ignored.includes(key)) return [];
    const { [key]: setting } = settings;
    if (setting !== undefined) return [{ ...entry, key: setting }];
    const { [key]: flag } = spelled;
    if (flag === undefined) return [entry];
    const given = value.type === 'scalar' ? value.value : undefined;
    if (typeof given !== 'boolean') {
      const message = `"${key}" must be true or false, not ${describeValue(value)}`;
      problems.error('expectation-argument', message, { location: value.location });
      return [];
    }
    if (given !== flag.when) return [];
    return flag.means.map((name) => ({
      ...entry,
      key: name,
      value: located(true, value.location),
    }));
  });
}
