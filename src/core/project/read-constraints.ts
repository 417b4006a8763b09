import { type LocatedValue, valueAt } from '../diagnostics/located-value.ts';
import type { ConstraintConfig } from '../materialization/model-config.ts';
import type { ColumnConstraint, TableConstraint } from './definitions/constraints.ts';
import { listed, listedOrNone } from './definitions/texts.ts';

/** The constraints of a table; `path` leads to their list within `value`. */
export function readConstraints(
  constraints: readonly TableConstraint[],
  value: LocatedValue,
  path: readonly (string | number)[],
): readonly ConstraintConfig[] {
  return constraints.flatMap((each, at) => readConstraint(each, valueAt(value, [...path, at])));
}

/** The constraints that stand at one column. */
export function readColumnConstraints(
  column: string,
  constraints: readonly ColumnConstraint[],
  value: LocatedValue,
): readonly ConstraintConfig[] {
  return constraints.flatMap((each, at) =>
    readConstraint({ ...each, columns: [column] }, valueAt(value, ['constraints', at])),
  );
}

function readConstraint(
  constraint: TableConstraint | (ColumnConstraint & { readonly columns: string[] }),
  value: LocatedValue,
): readonly ConstraintConfig[] {
  const { name } = constraint;
  switch (constraint.type) {
    case 'unique':
      return [{ type: 'unique', name, columns: listed(constraint.columns) }];
    case 'not_null':
      return [{ type: 'not_null', columns: listed(constraint.columns) }];
    case 'primary_key':
      // a model's primary key is its unique_key: what a second one says is this
      return [
        { type: 'not_null', columns: listed(constraint.columns) },
        { type: 'unique', name, columns: listed(constraint.columns) },
      ];
    case 'check':
      return [{ type: 'check', name, expression: constraint.expression }];
    case 'foreign_key':
      return [
        {
          type: 'foreign_key',
          name,
          columns: listed(constraint.columns),
          to: referredName(constraint.to),
          toColumns: listedOrNone(constraint.to_columns) ?? [],
          location: valueAt(value, ['to']).location,
        },
      ];
  }
}

/** `users` and `ref('users')` name the same. */
export function referredName(text: string): string {
  return /^\s*ref\(\s*(['"])(.+)\1\s*\)\s*$/.exec(text)?.[2] ?? text;
}
