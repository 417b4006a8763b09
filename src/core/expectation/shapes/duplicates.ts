import { columnList, quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext, RowPlan } from '../check.ts';
import { condition } from '../facts/fact.ts';

/** Every row of a group of rows that share their values; a group with a NULL in it is none. */
export function duplicatedRows(
  names: readonly string[],
  context: CheckContext,
): Pick<RowPlan, 'unexpected' | 'unexpectedCount'> {
  const by = names.map((name) => quoteIdentifier(name));
  const rows = context.rowsWhere(by.map((column) => `${column} is not null`).join(' and '));
  const list = columnList(names);
  const row = names.length === 1 ? list : `(${list})`;
  return {
    unexpected: condition(
      `${row} in (\nselect ${list}\n${rows}\ngroup by ${list}\nhaving count(*) > 1\n)`,
    ),
    unexpectedCount: {
      over: 'groups',
      rows,
      by,
      sql: 'coalesce(sum("rows") filter (where "rows" > 1), 0)',
      duplicatesOnly: true,
    },
  };
}
