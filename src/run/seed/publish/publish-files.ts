import { bug } from '../../../core/diagnostics/bug.ts';
import { DiagnosticError, diagnostic } from '../../../core/diagnostics/diagnostic.ts';
import { isLosslessChange } from '../../../core/seed/column-change.ts';
import { addColumns } from '../../../core/sql/as-of-partition.ts';
import type { Column } from '../../../core/sql/column.ts';
import { columnList, quoteIdentifier, quoteLiteral } from '../../../core/sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../../../core/sql/relation.ts';
import { readRelations } from '../../../postgres/catalog.ts';
import type { Session } from '../../../postgres/session.ts';
import { sendAll } from '../../publish.ts';
import type { SeedUnit } from '../seed-unit.ts';
import { declaredNames } from './publish-unit.ts';

export type Captures = Readonly<Record<string, string | number>>;

export interface PublishedFiles {
  readonly aside: Relation;
  /** Of the table aside. */
  readonly columns: readonly Column[];
}

/** Replaces the rows of some files in place: those of others, and what hangs on the table, stay. */
export async function publishFiles(
  session: Session,
  { node, files }: SeedUnit,
  { aside, columns }: PublishedFiles,
): Promise<void> {
  const live = renderRelation(node.relation);
  const found = await readRelations(session, [node.relation]);
  const table = found.get(formatRelation(node.relation)) ?? bug(`${live} is gone`);
  const existing = new Map(table.columns.map((column) => [column.name, column.type]));
  const retyped = columns.filter(({ name, type }) => (existing.get(name) ?? type) !== type);
  const declared = declaredNames(node);
  const narrowed = retyped.filter(
    ({ name, type }) => !declared.has(name) && isLosslessChange(type, existing.get(name) ?? type),
  );
  const widened = retyped.filter((column) => !narrowed.includes(column));
  const lossy = widened.find(
    ({ name, type }) => !isLosslessChange(existing.get(name) ?? type, type),
  );
  if (lossy !== undefined) {
    throw new DiagnosticError([
      diagnostic(
        'seed-table-changed',
        `the column "${lossy.name}" of "${formatRelation(node.relation)}" is ${existing.get(lossy.name)} and would become ${lossy.type}`,
        {
          location: node.location,
          hint: 'undo the change, or load all its files again: run seed --full-refresh',
        },
      ),
    ]);
  }
  const names = columnList(columns.map((column) => column.name));
  const values = columns.map((column) => {
    const name = quoteIdentifier(column.name);
    const type = existing.get(column.name);
    return narrowed.includes(column) ? `${name}::text::${type}` : name;
  });
  await sendAll(session, [
    ...addColumns(
      node.relation,
      columns.filter((column) => !existing.has(column.name)),
    ),
    ...widened.map(({ name, type }) => ({
      sql: `alter table ${live} alter column ${quoteIdentifier(name)} type ${type}`,
    })),
    ...files.map(({ captures }) => ({
      sql: `delete from ${live} where ${ofFile(captures)}`,
    })),
    {
      sql: `insert into ${live} (${names})\nselect ${values.join(', ')} from ${renderRelation(aside)}`,
    },
    { sql: `drop table ${renderRelation(aside)}` },
  ]);
}

/** The condition that the rows of a file meet, by what its path says. */
export function ofFile(captures: Captures, qualifier?: string): string {
  const prefix = qualifier === undefined ? '' : `${qualifier}.`;
  return Object.entries(captures)
    .map(([name, value]) => `${prefix}${quoteIdentifier(name)} = ${quoteLiteral(String(value))}`)
    .join(' and ');
}
