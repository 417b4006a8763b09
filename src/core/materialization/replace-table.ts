import type { Column } from '../sql/column.ts';
import { columnList, quoteIdentifier } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';
import type { Statement } from '../sql/statement.ts';
import { alterations, columnChanges } from './column-changes.ts';
import type { Renaming } from './renaming.ts';
import { deleteMissing, writeDifference } from './write-difference.ts';

export interface TableReplacement {
  readonly live: Relation;
  readonly aside: Relation;
  /** undefined: there is no live table yet. */
  readonly liveColumns: readonly Column[] | undefined;
  readonly asideColumns: readonly Column[];
  /** The primary key that both tables have; empty for none. */
  readonly key: readonly string[];
  /** Whether anything (a view, a foreign key, a grant …) hangs on the live table itself. */
  readonly hasDependents: boolean;
  /** Names of constraints and indexes that the table aside takes over with the place. */
  readonly renamings: readonly Renaming[];
  /** What the live table lacks of constraints and indexes, where it stays. */
  readonly definitions: readonly string[];
}

/**
 * Puts a table built aside in the place of the live one. With nothing hanging on the live table the
 * names are swapped; else the live table stays and takes over the rows, so that views, functions,
 * foreign keys, triggers, policies, grants and comments survive. Nothing is dropped by `cascade`:
 * where a change of columns would lose a dependent, PostgreSQL refuses, and so does the build.
 */
export function replaceTable(replacement: TableReplacement): readonly Statement[] {
  const { live, aside, liveColumns, asideColumns, key, hasDependents } = replacement;
  const rename = `alter table ${renderRelation(aside)} rename to ${quoteIdentifier(live.name)}`;
  const renames = replacement.renamings.map((renaming) => renameStatement(live, renaming));
  if (liveColumns === undefined) return [{ sql: rename }, ...renames];
  if (!hasDependents) {
    return [{ sql: `drop table ${renderRelation(live)}` }, { sql: rename }, ...renames];
  }
  const clauses = alterations(columnChanges(liveColumns, asideColumns), 'sync_all_columns') ?? [];
  return [
    ...(clauses.length === 0
      ? []
      : [`alter table ${renderRelation(live)}\n  ${clauses.join(',\n  ')}`]),
    ...takeOverRows(live, aside, asideColumns, key),
    ...replacement.definitions,
    `drop table ${renderRelation(aside)}`,
  ].map((sql) => ({ sql }));
}

function renameStatement(live: Relation, { type, from, to }: Renaming): Statement {
  const table = renderRelation(live);
  const [old, now] = [quoteIdentifier(from), quoteIdentifier(to)];
  return {
    sql:
      type === 'constraint'
        ? `alter table ${table} rename constraint ${old} to ${now}`
        : `alter index ${quoteIdentifier(live.schema)}.${old} rename to ${now}`,
  };
}

function takeOverRows(
  live: Relation,
  aside: Relation,
  columns: readonly Column[],
  key: readonly string[],
): readonly string[] {
  const names = { live: renderRelation(live), batch: renderRelation(aside) };
  if (key.length > 0) {
    const difference = { ...names, columns, key, isWhole: false };
    return [writeDifference(difference), deleteMissing(difference)];
  }
  const list = columnList(columns.map((column) => column.name));
  return [
    `delete from ${names.live}`,
    `insert into ${names.live} (${list})\nselect ${list} from ${names.batch}`,
  ];
}
