import { quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext, Parameter, RowPlan } from '../check.ts';
import { condition } from '../facts/condition.ts';
import type { LookupFact } from '../facts/fact.ts';
import { baseType } from './column-family.ts';

/** The argument `to_where`. */
export const REFERRED_WHERE = {
  type: 'sql',
  description: 'only rows of it for which this condition is true can be referred to',
} as const satisfies Parameter;

/** The rows whose values are together in no row of the node that the argument `to` names. */
export function unmatchedRows(
  pairs: readonly (readonly [own: string, other: string])[],
  context: CheckContext,
): Pick<RowPlan, 'considered' | 'from' | 'unexpected' | 'unexpectedCount'> {
  const own = pairs.map(([name]) => quoteIdentifier(name));
  const isThere = own.map((name) => `${name} is not null`).join(' and ');
  // the other's columns are renamed: a bare name would mean the inner column on both sides
  const renamed = pairs.map(([, other], at) => `${quoteIdentifier(other)} as "asof ${at}"`);
  const other = `select ${renamed.join(', ')} ${context.otherRows('to', { where: 'to_where' })}`;
  const same = own.map((name, at) => `"asof other"."asof ${at}" = ${name}`).join(' and ');
  const matches = `exists (select from (${other}) as "asof other" where ${same})`;
  const unmatched = context.rowsWith([], `${isThere} and not ${matches}`);
  const lookup: LookupFact = { over: 'lookups', own, other, unmatched };
  const isExact = pairs.every(([name]) => EXACT.has(baseType(context.columnNamed(name))));
  return {
    considered: condition(isThere),
    from: unmatched,
    unexpected: { type: 'all' },
    ...(isExact && { unexpectedCount: lookup }),
  };
}

/**
 * Types of which a value equals at most one of several different ones, whatever their type: others
 * (a float, beside numerics) may match twice, and a join beside other joins would count them twice.
 */
const EXACT: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'boolean',
  'date',
  'text',
  'character varying',
  'character',
  'uuid',
]);
