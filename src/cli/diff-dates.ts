import { fail } from '../core/diagnostics/diagnostic.ts';
import { asOfColumnOf } from '../core/plan/rows-condition.ts';
import type { NamedSide, SideRequest } from '../run/diff/side.ts';
import { locateValue } from './command-line-text.ts';
import type { Invocation } from './invocation.ts';

type Dated = Pick<SideRequest, 'asOf' | 'asOfLocation'>;
type Asked = Pick<Invocation, 'flags' | 'shell'>;

const UNDATED: Dated = { asOf: undefined, asOfLocation: undefined };

/**
 * The as_of of each side that is dated. One that is given is that of both; none is given for two
 * dated sides that are compared as_of by as_of.
 */
export function diffDates(
  left: NamedSide,
  right: NamedSide,
  { flags, shell }: Asked,
): { readonly from: Dated; readonly to: Dated } {
  const { from, to } = flags;
  const locate = (option: string, value: string) => locateValue(shell, [option], value);
  if (from === undefined && to === undefined) {
    demandNone(left, right);
    return { from: UNDATED, to: UNDATED };
  }
  if (left === right && isDated(left) && (from === undefined || to === undefined)) {
    demandTwoAsOfs(left);
  }
  const given = (option: '--from' | '--to', value: string | undefined): Dated | undefined =>
    value === undefined ? undefined : { asOf: value, asOfLocation: locate(option, value) };
  const dates = [given('--from', from), given('--to', to)] as const;
  const isOneForBoth = dates.some((date) => date === undefined);
  for (const [index, side] of [left, right].entries()) {
    const date = dates[index];
    const other = index === 0 ? right : left;
    if (date === undefined || isDated(side) || (isOneForBoth && isDated(other))) continue;
    fail('usage-argument', `"${side.name}" is not dated: it has no rows of ${date.asOf}`, {
      location: date.asOfLocation,
      hint: 'compare it --with another relation, or in another target: --with-target',
    });
  }
  return {
    from: isDated(left) ? (dates[0] ?? dates[1] ?? UNDATED) : UNDATED,
    to: isDated(right) ? (dates[1] ?? dates[0] ?? UNDATED) : UNDATED,
  };
}

/** Without an as_of: what is not dated, or what can be matched as_of by as_of. */
function demandNone(left: NamedSide, right: NamedSide): void {
  if (left === right) {
    if (isDated(left)) demandTwoAsOfs(left);
    return;
  }
  if (isDated(left) !== isDated(right)) {
    const [dated, option] = isDated(left) ? [left, '--from'] : [right, '--to'];
    fail('usage-argument', `"${dated.name}" holds several as_ofs, and the other side none`, {
      location: dated.location,
      hint: `say which one: ${option} 2024-01-31`,
    });
  }
  if (isDated(left) && columnOf(left) !== columnOf(right)) {
    fail('usage-argument', 'the columns that hold the as_ofs of the two sides differ in name', {
      location: right.location,
      hint: 'compare one as_of: --from 2024-01-31 --to 2024-01-31',
    });
  }
}

function demandTwoAsOfs(side: NamedSide): never {
  return fail('usage-argument', `two as_ofs of "${side.name}" are needed`, {
    location: side.location,
    hint: 'add --from 2024-01-31 --to 2024-02-29, or compare it --with another relation',
  });
}

function isDated({ node }: NamedSide): boolean {
  return node?.temporality === 'dated';
}

function columnOf({ node }: NamedSide): string | undefined {
  return node === undefined || node.temporality !== 'dated' ? undefined : asOfColumnOf(node);
}
