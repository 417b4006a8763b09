import { columnList } from '../sql/quote.ts';
import type { RowPlan } from './check.ts';
import { type CompiledExpectation, scopeOf } from './compile-expectations.ts';
import { conditionSql, rowsWhere } from './facts/condition.ts';
import { listByGroup } from './facts/of-group.ts';
import type { Subject } from './subject.ts';

/** A select of all that an expectation finds unexpected; undefined where rows are not the matter. */
export function selectUnexpected(
  { expectation, asked }: CompiledExpectation,
  { from, columns }: Subject,
): string | undefined {
  const scope = scopeOf(expectation);
  switch (asked.type) {
    case 'rows': {
      const names = columnList(columns.map((column) => column.name));
      return `select ${names}\n${unexpectedRows(asked.plan, scope, from)}`;
    }
    case 'aggregate': {
      const { listing } = asked.plan;
      return listing && listByGroup(listing, from, { groupBy: expectation.groupBy, scope });
    }
    case 'known':
    case 'impossible':
      return undefined;
  }
}

/** `from … where …`: the unexpected rows in scope. */
export function unexpectedRows(plan: RowPlan, where: string | undefined, from: string): string {
  const unexpected = conditionSql(plan.unexpected);
  // what the plan reads holds the rows in scope alone
  return plan.from === undefined
    ? rowsWhere(from, where, unexpected)
    : rowsWhere(plan.from, undefined, unexpected);
}
