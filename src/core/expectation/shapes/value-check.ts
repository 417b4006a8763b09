import { quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext, Kwargs, RowCheck } from '../check.ts';
import { condition, present } from '../facts/condition.ts';

type Definition = Omit<RowCheck, 'kind' | 'scope' | 'nulls' | 'compile'> & {
  /** SQL that is true for a bad value and not for NULL; undefined where no value is bad. */
  readonly unexpected: (value: string, kwargs: Kwargs, context: CheckContext) => string | undefined;
};

/** A check of each value of one column that leaves NULLs alone. */
export function valueCheck({ unexpected, ...definition }: Definition): RowCheck {
  return {
    ...definition,
    kind: 'rows',
    scope: 'column',
    nulls: 'a NULL passes and is counted missing',
    compile(kwargs, context) {
      const { name } = context.column;
      return {
        considered: present(name),
        unexpected: condition(unexpected(quoteIdentifier(name), kwargs, context) ?? 'false'),
        shown: { columns: [name], as: 'value' },
      };
    },
  };
}
