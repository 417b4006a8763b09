import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { ConstraintConfig } from '../materialization/model-config.ts';
import type { ForeignKey } from '../seed/seed-settings.ts';

export interface SeedConstraints {
  readonly foreignKeys: readonly ForeignKey[];
  readonly notNull: readonly string[];
}

/** What a seed's constraints say of its rows; those that no single row can break are refused. */
export function readSeedConstraints(
  constraints: readonly ConstraintConfig[],
  { name, location }: { readonly name: string; readonly location: Location },
  problems: Problems,
): SeedConstraints {
  const foreignKeys: ForeignKey[] = [];
  const notNull: string[] = [];
  for (const constraint of constraints) {
    switch (constraint.type) {
      case 'foreign_key': {
        const { columns, to, toColumns, location: at } = constraint;
        foreignKeys.push({ columns, to, toColumns, location: at });
        break;
      }
      case 'not_null':
        notNull.push(...constraint.columns);
        break;
      case 'unique':
      case 'check':
        problems.error(
          'config-value',
          `the seed "${name}" must have constraints not_null and foreign_key only, not ${constraint.type}`,
          {
            location,
            hint:
              constraint.type === 'unique'
                ? 'name the columns in unique_key'
                : 'declare it as an expectation under rows:',
          },
        );
        break;
    }
  }
  return { foreignKeys, notNull };
}
