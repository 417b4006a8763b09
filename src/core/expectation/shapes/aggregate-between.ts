import type { Column } from '../../sql/column.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { AggregateCheck } from '../check.ts';
import { boundParameters, insideBounds, judgeBounds, warnOfOrder } from './bounds.ts';
import { type ColumnFamily, columnFamily } from './column-family.ts';
import { renderNumber, renderScalar } from './render-scalar.ts';
import { requireFamily } from './require-family.ts';

interface Definition {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** The aggregate of a quoted column over the rows that the filter, if any, lets in. */
  readonly value: (column: string, filter: string, of: Column) => string;
  /** What people call it. */
  readonly title: string;
  readonly families: readonly ColumnFamily[];
  /** Whether the bounds are values of the column's own type, or numbers. */
  readonly bounds: 'column' | 'number';
  /** A statistic is shown as a float: its digits beyond are an artefact of the division. */
  readonly isStatistic?: true;
  /** It sorts what it reads. */
  readonly sorts?: true;
}

/** A plain aggregate of one column that must lie between bounds. */
export function aggregateBetween(definition: Definition): AggregateCheck {
  const { name, title } = definition;
  return {
    kind: 'aggregate',
    name,
    fullName: `expect_column_${name}`,
    scope: 'column',
    parameters: boundParameters(definition.bounds === 'column' ? 'scalar' : 'number'),
    principal: undefined,
    description: definition.description,
    nulls:
      'NULLs are left out; without any value, or where it is NaN, there is nothing to compare, and it fails',
    empty: 'there is nothing to compare, and it fails',
    observesNumber: true,
    example: definition.example,
    verify: warnOfOrder,
    compile(kwargs, context) {
      const { column } = context;
      requireFamily(column, definition.families);
      const family = columnFamily(column);
      const value = definition.value(quoteIdentifier(column.name), context.filter, column);
      const shown = definition.isStatistic ? `(${value})::double precision` : value;
      const inside = insideBounds(value, kwargs, (bound, argument) =>
        definition.bounds === 'column'
          ? renderScalar(bound, column, argument)
          : renderNumber(String(bound)),
      );
      return {
        facts: [`to_json(${shown})`, inside].map((sql) => ({
          over: 'rows',
          sql,
          ...(definition.sorts && { sorts: definition.sorts }),
        })),
        judge: ([observed = null, isInside = null]) =>
          judgeBounds(`${title} of "${column.name}"`, kwargs, [
            observed,
            // to the server NaN is above every number: no bound would tell
            family === 'number' && observed === '"NaN"' ? 'false' : isInside,
          ]),
      };
    },
  };
}
