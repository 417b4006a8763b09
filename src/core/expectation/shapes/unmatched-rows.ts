import { fail } from '../../diagnostics/diagnostic.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext, Parameter, RowPlan } from '../check.ts';
import { condition } from '../facts/condition.ts';
import type { LookupFact } from '../facts/fact.ts';
import { baseType, columnFamily } from './column-family.ts';

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
  for (const [name] of pairs) refuseOurs(name);
  const isThere = own.map((name) => `${name} is not null`).join(' and ');
  // the other's columns are renamed: a bare name would mean the inner column on both sides
  const select = (values: readonly string[]): string => {
    const renamed = values.map((value, at) => `${value} as "asof ${at}"`).join(', ');
    return `select ${renamed} ${context.otherRows('to', { where: 'to_where' })}`;
  };
  const other = select(pairs.map(([, name]) => quoteIdentifier(name)));
  const same = own.map((name, at) => `"asof other"."asof ${at}" = ${name}`).join(' and ');
  const matches = `exists (select from (${other}) as "asof other" where ${same})`;
  const unmatched = context.rowsWith([], `${isThere} and not ${matches}`);
  const compared = select(pairs.map((pair) => asCompared(pair, context)));
  const lookup: LookupFact = { over: 'lookups', own, other: compared, unmatched };
  const isExact = pairs.every(([name]) => EXACT.has(baseType(context.columnNamed(name))));
  return {
    considered: condition(isThere),
    from: unmatched,
    unexpected: { type: 'all' },
    ...(isExact && { unexpectedCount: lookup }),
  };
}

/**
 * The other's value in the type and collation in which it is compared with one of ours, so that two
 * different texts do not equal the same one of ours, nor one stands for two that do not.
 */
function asCompared(
  [name, other]: readonly [own: string, other: string],
  { columnNamed, rowsWith }: CheckContext,
): string {
  const column = columnNamed(name);
  const theirs = quoteIdentifier(other);
  if (columnFamily(column) !== 'text') return theirs;
  const ours = `(select ${quoteIdentifier(name)} from ${rowsWith([], 'false')})`;
  // beside "character varying" the first decides, and the two are compared as "character"
  const both = baseType(column) === 'character' ? [ours, theirs] : [theirs, ours];
  return `coalesce(${both.join(', ')})`;
}

/** In a select of the other's rows it would mean the other's column. */
function refuseOurs(name: string): void {
  if (!/^asof \d+$/.test(name)) return;
  fail('expectation-error', `asof has a use of its own for the name "${name}"`, {
    hint: 'rename the column',
  });
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
