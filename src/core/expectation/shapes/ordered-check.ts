import { fail } from '../../diagnostics/diagnostic.ts';
import type { Column } from '../../sql/column.ts';
import { columnList, quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext, Kwargs, RowCheck } from '../check.ts';
import { condition, present } from '../facts/condition.ts';
import { flagOf, namesOf } from './kwargs.ts';

interface Definition {
  readonly name: string;
  readonly fullName: string;
  readonly description: string;
  readonly example: string;
  /** How a value relates to the one before where it is wrong, and where equal ones are wrong too. */
  readonly wrong: '<' | '>';
}

/** A check that holds every value against the one before it, in an order that is given. */
export function orderedCheck({ wrong, ...words }: Definition): RowCheck {
  return {
    ...words,
    kind: 'rows',
    scope: 'column',
    parameters: {
      order_by: {
        type: 'columns',
        description:
          'columns that put the rows in order; left out: the unique key. A table has no order of its own',
      },
      strictly: {
        type: 'boolean',
        default: false,
        description: 'whether a value that equals the one before is unexpected',
      },
    },
    principal: 'order_by',
    nulls: 'NULLs are left out of the order, pass and are counted missing',
    compile(kwargs, context) {
      const { name } = context.column;
      const value = quoteIdentifier(name);
      const order = columnList(orderOf(kwargs, context).map((column) => column.name));
      const within =
        context.groupBy.length === 0 ? '' : `partition by ${columnList(context.groupBy)} `;
      const operator = flagOf(kwargs, 'strictly') ? `${wrong}=` : wrong;
      return {
        considered: present(name),
        from: context.rowsWith(
          [`lag(${value}) over (${within}order by ${order}) as "asof previous"`],
          `${value} is not null`,
        ),
        unexpected: condition(`${value} ${operator} "asof previous"`),
        shown: { columns: [name], as: 'value' },
      };
    },
  };
}

function orderOf(kwargs: Kwargs, { keys, columnNamed, column }: CheckContext): readonly Column[] {
  const names = namesOf(kwargs, 'order_by') ?? keys;
  if (names.length > 0) return names.map((name) => columnNamed(name));
  return fail('expectation-error', `nothing says in which order "${column.name}" is looked at`, {
    hint: 'give it: order_by: [created_at]',
  });
}
