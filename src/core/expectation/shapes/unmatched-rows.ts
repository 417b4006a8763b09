import { quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext, Parameter, RowPlan } from '../check.ts';
import { condition } from '../facts/condition.ts';

/** The argument `to_where`. */
export const REFERRED_WHERE = {
  type: 'sql',
  description: 'only rows of it for which this condition is true can be referred to',
} as const satisfies Parameter;

/** The rows whose values are together in no row of the node that the argument `to` names. */
export function unmatchedRows(
  pairs: readonly (readonly [own: string, other: string])[],
  context: CheckContext,
): Pick<RowPlan, 'considered' | 'from' | 'unexpected'> {
  const own = pairs.map(([name]) => quoteIdentifier(name));
  const isThere = own.map((name) => `${name} is not null`).join(' and ');
  // the other's columns are renamed: a bare name would mean the inner column on both sides
  const renamed = pairs.map(([, other], at) => `${quoteIdentifier(other)} as "asof ${at}"`);
  const other = `(select ${renamed.join(', ')} ${context.otherRows('to', { where: 'to_where' })}) as "asof other"`;
  const same = own.map((name, at) => `"asof other"."asof ${at}" = ${name}`).join(' and ');
  const matches = `exists (select from ${other} where ${same})`;
  return {
    considered: condition(isThere),
    from: context.rowsWith([], `${isThere} and not ${matches}`),
    unexpected: { type: 'all' },
  };
}
