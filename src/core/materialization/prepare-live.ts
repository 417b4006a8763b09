import type { Column } from '../sql/column.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import { alterations, columnChanges } from './column-changes.ts';
import type { ModelBuild } from './model-build.ts';
import type { Step } from './step.ts';
import {
  columnDefinitions,
  constraintClauses,
  indexStatements,
  missingConstraints,
  missingIndexes,
  missingNotNulls,
} from './table-definition.ts';

/**
 * Makes the table that a model writes into in place, or brings it to the model's columns,
 * constraints and indexes. Whether the columns may change was settled before.
 */
export function prepareLive(
  build: ModelBuild,
  { extra = [] }: { readonly extra?: readonly Column[] } = {},
): readonly Step[] {
  const { config, existing, relation } = build;
  const name = renderRelation(relation);
  if (existing === undefined) {
    const clauses = [
      ...columnDefinitions(build),
      ...extra.map((column) => `${quoteIdentifier(column.name)} ${column.type}`),
      ...constraintClauses(build),
    ];
    const create = `create ${config.unlogged ? 'unlogged ' : ''}table ${name} (\n  ${clauses.join(',\n  ')}\n)`;
    return [create, ...indexStatements(relation, relation, config.indexes)].map((sql) => ({
      type: 'execute',
      statement: { sql },
    }));
  }
  const changes = columnChanges(existing.columns, [...build.columns, ...extra]);
  const clauses = [
    ...(alterations(changes, onSchemaChangeOf(build)) ?? []),
    ...missingConstraints(build),
  ];
  const statements = [
    ...(clauses.length === 0 ? [] : [`alter table ${name}\n  ${clauses.join(',\n  ')}`]),
    ...missingIndexes(build),
  ];
  return statements.length === 0
    ? []
    : [{ type: 'publish', statements: statements.map((sql) => ({ sql })) }];
}

/** What holds of the table only when its new rows are in it. */
export function completeLive(build: ModelBuild): readonly Step[] {
  const statements = missingNotNulls(build).map((sql) => ({ sql }));
  return statements.length === 0 ? [] : [{ type: 'publish', statements }];
}

/** The columns that the table has: with `on_schema_change: ignore` a new one is left out of it. */
export function writtenColumns(build: ModelBuild): readonly Column[] {
  const { existing, columns } = build;
  if (existing === undefined || onSchemaChangeOf(build) !== 'ignore') return columns;
  const held = new Set(existing.columns.map((column) => column.name));
  return columns.filter((column) => held.has(column.name));
}

/** Upserts and snapshots take new columns by themselves; other changes are asked for. */
export function onSchemaChangeOf({
  config,
}: Pick<ModelBuild, 'config'>): NonNullable<ModelBuild['config']['onSchemaChange']> {
  if (config.onSchemaChange !== undefined) return config.onSchemaChange;
  return config.materialized === 'incremental' ? 'fail' : 'append_new_columns';
}
