import { bug } from '../diagnostics/bug.ts';
import { isJsonMap } from '../diagnostics/json.ts';
import type { ExpectationStatus, Finding, GroupFinding } from './expectation-result.ts';
import { readExactJson } from './facts/read-exact-json.ts';
import { NO_HISTORY } from './history/no-history.ts';
import { percentOf } from './threshold-status.ts';

/** So many groups are told one by one; what they found together is of all. */
export const SHOWN_GROUPS = 100;

/** So many groups are named in a message. */
const NAMED = 3;

/** What was found of one group, which is written as a JSON object. */
export interface FoundGroup {
  readonly group: string;
  readonly finding: Finding;
}

/** What was found of all groups: it is as bad as the worst of them. */
export function combineGroups(
  found: readonly FoundGroup[],
): Omit<Finding, 'partialUnexpectedList'> & { readonly groups: readonly GroupFinding[] } {
  const inOrder = [...found].sort(
    (one, other) =>
      BADNESS[other.finding.status] - BADNESS[one.finding.status] ||
      (one.group < other.group ? -1 : 1),
  );
  const groups = inOrder.map(({ group, finding: { partialUnexpectedList: _, ...finding } }) => ({
    group: groupObject(group),
    ...finding,
  }));
  const elementCount = total(groups, 'elementCount');
  const missingCount = total(groups, 'missingCount');
  const unexpectedCount = total(groups, 'unexpectedCount');
  return {
    status: groups[0]?.status ?? 'pass',
    elementCount,
    missingCount,
    unexpectedCount,
    unexpectedPercent: percentOf(unexpectedCount ?? 0, (elementCount ?? 0) - (missingCount ?? 0)),
    observedValue: undefined,
    details: undefined,
    message: describe(groups),
    groups: groups.slice(0, SHOWN_GROUPS),
  };
}

const BADNESS = { error: 3, fail: 2, warn: 1, pass: 0 } as const satisfies Record<
  ExpectationStatus,
  number
>;

/** undefined where the check counts none. */
function total(
  groups: readonly GroupFinding[],
  count: 'elementCount' | 'missingCount' | 'unexpectedCount',
): number | undefined {
  return groups.reduce<number | undefined>((sum, group) => {
    const value = group[count];
    return value === undefined ? sum : (sum ?? 0) + value;
  }, undefined);
}

function describe(groups: readonly GroupFinding[]): string | undefined {
  const bad = groups.filter(({ status }) => status !== 'pass');
  if (bad.length === 0) return describeWithoutHistory(groups);
  const named = bad.slice(0, NAMED).map(({ group, message }) => `${nameOf(group)}: ${message}`);
  const more = bad.length > NAMED ? ['…'] : [];
  const noun = groups.length === 1 ? 'group does' : 'groups do';
  return [`${bad.length} of ${groups.length} ${noun} not hold`, ...named, ...more].join('; ');
}

/** Nothing was compared, which must not look as if all were well. */
function describeWithoutHistory(groups: readonly GroupFinding[]): string | undefined {
  const young = groups.filter(({ message }) => message?.startsWith(NO_HISTORY));
  const noun = groups.length === 1 ? 'group' : 'groups';
  return young.length === 0
    ? undefined
    : `${NO_HISTORY} of ${young.length} of ${groups.length} ${noun}`;
}

/** `region=EU, day=2024-01-01` */
function nameOf(group: GroupFinding['group']): string {
  return Object.entries(group)
    .map(
      ([column, value]) => `${column}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(', ');
}

export function groupObject(group: string): GroupFinding['group'] {
  const value = readExactJson(group);
  return isJsonMap(value) ? value : bug(`a group came back as ${group}`);
}
