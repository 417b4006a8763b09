import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { Column } from '../sql/column.ts';
import { formatRelation } from '../sql/relation.ts';
import { alterations, columnChanges, formatChanges } from './column-changes.ts';
import type { ModelBuild } from './model-build.ts';
import { onSchemaChangeOf } from './prepare-live.ts';

/** Names of columns that asof itself adds to a table, which the select does not have. */
export interface ColumnCheck {
  readonly build: ModelBuild;
  readonly added: readonly string[];
  readonly location: Location;
}

/** Whether a table that is written in place may take the columns that the model has now. */
export function checkColumns({ build, added, location }: ColumnCheck): Diagnostic | undefined {
  if (build.existing === undefined) return undefined;
  const existing = build.existing.columns.filter((column: Column) => !added.includes(column.name));
  const changes = columnChanges(existing, build.columns);
  if (alterations(changes, onSchemaChangeOf(build)) !== undefined) return undefined;
  return diagnostic(
    'model-columns-changed',
    `the columns of the model differ from those of "${formatRelation(build.relation)}"`,
    {
      location,
      notes: formatChanges(changes).map((message) => ({ message, location: undefined })),
      hint: 'set on_schema_change: sync_all_columns to change the table, or change the select',
    },
  );
}
