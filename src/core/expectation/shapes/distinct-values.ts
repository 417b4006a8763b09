import { quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext } from '../check.ts';
import type { GroupsFact } from '../facts/fact.ts';

/** Asks of the different values of the context's column, which all such facts read once. */
export function ofDistinctValues(
  context: CheckContext,
  form: GroupsFact['form'],
  sql: string,
): GroupsFact {
  const column = quoteIdentifier(context.column.name);
  return {
    over: 'groups',
    where: `${column} is not null`,
    by: [column],
    sql,
    form,
    duplicatesOnly: false,
  };
}
