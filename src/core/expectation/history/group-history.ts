import type { Json } from '../../diagnostics/json.ts';
import type { PastOf } from './against-history.ts';
import type { ObservedGroup, PastObservation } from './past-observation.ts';

/** What was observed of one group, as its values of these columns tell it. */
export function historyOfGroup(
  past: readonly PastObservation[],
  group: Readonly<Record<string, Json>>,
  groupBy: readonly string[],
): readonly PastOf[] {
  const key = keyOf(group, groupBy);
  return past.flatMap(({ asOf, checkedAt, groups }) => {
    const observation = groups.find((each) => keyOf(each.group, groupBy) === key);
    return observation === undefined ? [] : [{ asOf, checkedAt, observation }];
  });
}

/** Groups that were there, and are not among these: as JSON texts. */
export function goneGroups(
  past: readonly PastObservation[],
  present: readonly Readonly<Record<string, Json>>[],
  groupBy: readonly string[],
): readonly string[] {
  const known = new Set(present.map((group) => keyOf(group, groupBy)));
  const gone = new Map<string, string>();
  for (const observed of past.flatMap(({ groups }) => groups)) {
    const key = keyOf(observed.group, groupBy);
    if (!known.has(key) && hadRows(observed)) gone.set(key, JSON.stringify(observed.group));
  }
  return [...gone.values()];
}

/** What is said of a group that was gone by then: no rows are no reason to expect some. */
function hadRows({ observed, elementCount }: ObservedGroup): boolean {
  if (elementCount !== undefined) return elementCount > 0;
  return observed !== undefined && observed !== null && Number(observed) !== 0;
}

/** A group of other columns has another key. */
function keyOf(group: Readonly<Record<string, Json>>, groupBy: readonly string[]): string {
  const isSame = Object.keys(group).length === groupBy.length;
  return JSON.stringify([isSame, ...groupBy.map((column) => group[column] ?? null)]);
}
