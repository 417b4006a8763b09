import { columnList, quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext, RowPlan } from '../check.ts';
import { condition } from '../facts/condition.ts';
import type { GroupsFact, Shortcut } from '../facts/fact.ts';
import { noRepeats } from './no-repeats.ts';

/** Every row of a group of rows that share their values; a group with a NULL in it is none. */
export function duplicatedRows(
  names: readonly string[],
  context: CheckContext,
): Pick<RowPlan, 'from' | 'unexpected' | 'unexpectedCount'> {
  const by = names.map(quoteIdentifier);
  const where = by.map((column) => `${column} is not null`).join(' and ');
  const unexpectedCount: GroupsFact = {
    over: 'groups',
    where,
    by,
    sql: 'coalesce(sum("asof count") filter (where "asof count" > 1), 0)',
    form: 'aggregate',
    duplicatesOnly: true,
    ...(names.length === 1 && { shortcut: noDuplicates(names[0] ?? '', context) }),
  };
  if (context.groupBy.length > 0) {
    const within = columnList([...context.groupBy, ...names]);
    const added = `count(*) over (partition by ${within}) as "asof count"`;
    return {
      from: context.rowsWith([added], where),
      unexpected: condition('"asof count" > 1'),
      unexpectedCount,
    };
  }
  const list = columnList(names);
  const row = names.length === 1 ? list : `(${list})`;
  const duplicated = `select ${list}\n${context.rowsWhere(where)}\ngroup by ${list}\nhaving count(*) > 1`;
  return { unexpected: condition(`${row} in (\n${duplicated}\n)`), unexpectedCount };
}

/** Sorting the values is faster than making groups of them, and shares a scan with other sorts. */
function noDuplicates(name: string, { columnNamed, filter }: CheckContext): Shortcut {
  const sql = noRepeats(columnNamed(name), filter);
  return { fact: { over: 'rows', sql, sorts: true }, answer: '0' };
}
