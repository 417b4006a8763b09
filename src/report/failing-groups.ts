import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import { describeFound } from './describe-found.ts';
import { printable } from './printable.ts';
import { type ShownRows, showValue } from './unexpected-rows.ts';

const MAX_GROUPS = 20;

/** The groups of which an expectation does not hold, the worst first, as a table for people; undefined: none. */
export function failingGroups({ groups }: ExpectationResult): ShownRows | undefined {
  const bad = groups.filter(({ status }) => status !== 'pass');
  const [first] = bad;
  if (first === undefined) return undefined;
  const names = Object.keys(first.group);
  const shown = bad.slice(0, MAX_GROUPS);
  return {
    columns: [...names, 'status', 'found'],
    rows: shown.map((each) => [
      ...names.map((name) => showValue(each.group[name])),
      each.status,
      // a count says it in fewer signs
      each.unexpectedPercent === undefined
        ? printable(each.message ?? describeFound(each))
        : describeFound(each),
    ]),
    moreCount: bad.length - shown.length,
  };
}
