import type { Column } from '../sql/column.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import type { OnSchemaChange } from './model-config.ts';

/** How the columns that a model has now differ from those of its table. */
export interface ColumnChanges {
  readonly added: readonly Column[];
  readonly missing: readonly Column[];
  readonly retyped: readonly {
    readonly name: string;
    readonly from: string;
    readonly to: string;
  }[];
}

export function columnChanges(
  existing: readonly Column[],
  wanted: readonly Column[],
): ColumnChanges {
  const before = new Map(existing.map((column) => [column.name, column.type]));
  const after = new Set(wanted.map((column) => column.name));
  return {
    added: wanted.filter((column) => !before.has(column.name)),
    missing: existing.filter((column) => !after.has(column.name)),
    retyped: wanted.flatMap(({ name, type }) => {
      const from = before.get(name);
      return from === undefined || from === type ? [] : [{ name, from, to: type }];
    }),
  };
}

/** The clauses of `alter table` that make the change; undefined where the setting forbids it. */
export function alterations(
  changes: ColumnChanges,
  onSchemaChange: OnSchemaChange,
): readonly string[] | undefined {
  const add = changes.added.map(({ name, type }) => `add column ${quoteIdentifier(name)} ${type}`);
  switch (onSchemaChange) {
    case 'ignore':
      return [];
    case 'fail':
      return isSame(changes) ? [] : undefined;
    case 'append_new_columns':
      return changes.missing.length + changes.retyped.length > 0 ? undefined : add;
    case 'sync_all_columns':
      return [
        ...add,
        ...changes.missing.map(({ name }) => `drop column ${quoteIdentifier(name)}`),
        ...changes.retyped.map(({ name, to }) => {
          const column = quoteIdentifier(name);
          return `alter column ${column} type ${to} using ${column}::${to}`;
        }),
      ];
  }
}

export function isSame({ added, missing, retyped }: ColumnChanges): boolean {
  return added.length + missing.length + retyped.length === 0;
}

/** One line a difference: `+ plan text`, `- old_plan text`, `~ fee integer → numeric`. */
export function formatChanges(changes: ColumnChanges): readonly string[] {
  return [
    ...changes.added.map(({ name, type }) => `+ ${name} ${type}`),
    ...changes.missing.map(({ name, type }) => `- ${name} ${type}`),
    ...changes.retyped.map(({ name, from, to }) => `~ ${name} ${from} → ${to}`),
  ];
}
