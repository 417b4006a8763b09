import type { Expectation } from '../expectation.ts';
import { mentions } from '../mentions.ts';
import { checkNamed } from '../registry.ts';
import type { Subject } from '../subject.ts';

/** Why an expectation with `history` cannot be held against it; undefined: it can. */
export function whyNoHistory(
  { history, check: name, column, kwargs, groupBy }: Expectation,
  { asOf, masked }: Subject,
): string | undefined {
  if (history === undefined) return undefined;
  if (history.same !== undefined && asOf === undefined) {
    return `"same: ${history.same}" needs an as_of, and none is checked`;
  }
  // results do not hold what they do not show
  const group = groupBy.find((each) => masked.includes(each));
  if (group !== undefined)
    return `"history" needs groups that results show, and "${group}" is masked`;
  const check = checkNamed(name);
  if (check?.kind !== 'aggregate' || check.observesCount === true) return undefined;
  const isOfMasked =
    masked.length > 0 &&
    ((column !== undefined && masked.includes(column)) || mentions(kwargs, masked));
  return isOfMasked
    ? '"history" needs values that results show, and what is observed of a masked column is masked'
    : undefined;
}
