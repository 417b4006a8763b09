import {
  type Diagnostic,
  DiagnosticError,
  diagnostic,
} from '../../../core/diagnostics/diagnostic.ts';
import { isLosslessChange } from '../../../core/seed/column-change.ts';
import {
  AS_OF,
  addColumns,
  attachPartition,
  createAsOfTable,
  dropPartition,
  keyClause,
  partitionOf,
  primaryKeyName,
  renameKey,
} from '../../../core/sql/as-of-partition.ts';
import type { Column } from '../../../core/sql/column.ts';
import { quoteIdentifier } from '../../../core/sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../../../core/sql/relation.ts';
import type { Statement } from '../../../core/sql/statement.ts';
import { type CatalogRelation, readRelations } from '../../../postgres/catalog.ts';
import { sqlState } from '../../../postgres/postgres-error.ts';
import type { Session } from '../../../postgres/session.ts';
import { sendAll } from '../../publish.ts';
import { publishTable } from '../../publish-table.ts';
import { type SeedUnit, tableKey } from '../seed-unit.ts';

export interface PublishedUnit {
  readonly aside: Relation;
  /** Of the table aside. */
  readonly columns: readonly Column[];
  /** Whether the table may lose columns, types and its key, since all of its rows are loaded again. */
  readonly mayRebuild?: boolean;
}

/**
 * Puts the rows that copySeedUnit() filled aside in the place of the unit's rows. Takes the locks
 * that readers wait for: the caller bounds and repeats it.
 */
export async function publishSeedUnit(
  session: Session,
  unit: SeedUnit,
  { aside, columns, mayRebuild = false }: PublishedUnit,
): Promise<void> {
  const { node, asOf } = unit;
  const key = tableKey(node);
  if (asOf === undefined) {
    await publishTable(session, { live: node.relation, aside, key });
    // where the live table stayed and took the rows over, its key stayed too
    if (key.length > 0) await session.query(renameKey(aside, node.relation));
    return;
  }
  const { relation } = node;
  const partition = partitionOf(relation, asOf);
  const found = await readRelations(session, [relation, partition]);
  const table = found.get(formatRelation(relation));
  const old = found.get(formatRelation(partition));
  const data = columns.filter((column) => column.name !== AS_OF.name);

  const problems = [
    ...(table === undefined ? [] : tableProblems(unit, { table, data, key, mayRebuild })),
    ...(old === undefined || old.isPartition ? [] : [inTheWay(unit, partition)]),
  ];
  if (problems.length > 0) throw new DiagnosticError(problems);
  const declared = declaredNames(node);
  // what is inferred only widens: rows of other as_ofs have more than this one's
  const isExact = (name: string): boolean => mayRebuild && declared.has(name);
  try {
    await sendAll(session, [
      createAsOfTable({ relation, columns: data, key }),
      // the rows that are replaced need not fit what the table becomes
      ...(old === undefined ? [] : dropPartition(relation, asOf)),
      ...(table === undefined ? [] : evolve(table, { aside, data, key, isExact })),
      ...attachPartition({ relation, aside, asOf, key }),
    ]);
  } catch (error) {
    // class 22: a value that the new type does not take; 23: NULL or a repeated key
    if (!mayRebuild || !/^2[23]/.test(sqlState(error) ?? '')) throw error;
    throw othersDoNotFit(unit, error);
  }
}

/** As_ofs are loaded one after the other: until then the table holds rows of the others as they were. */
function othersDoNotFit({ node, asOf }: SeedUnit, cause: unknown): DiagnosticError {
  const said = cause instanceof DiagnosticError ? cause.diagnostics : [];
  const name = formatRelation(node.relation);
  return new DiagnosticError(
    [
      diagnostic(
        'seed-table-changed',
        `rows of "${name}" of other dates than ${asOf} do not fit the new columns or key`,
        {
          location: node.location,
          notes: said.flatMap(({ message, notes }) => [{ message, location: undefined }, ...notes]),
          hint: 'drop the table, then run seed: all its files are loaded again',
        },
      ),
    ],
    cause,
  );
}

/**
 * The table gets the columns that are new, the types that hold more and what else was allowed; the
 * table aside gets the types of the table where those hold more.
 */
function evolve(
  table: CatalogRelation,
  {
    aside,
    data,
    key,
    isExact,
  }: {
    readonly aside: Relation;
    readonly data: readonly Column[];
    readonly key: readonly string[];
    /** Whether the column must have the type that it is given. */
    readonly isExact: (name: string) => boolean;
  },
): readonly Statement[] {
  const name = renderRelation(table.relation);
  const wanted = new Map(data.map((column) => [column.name, column.type]));
  const existing = new Map(table.columns.map((column) => [column.name, column.type]));
  const added = data.filter((column) => !existing.has(column.name));
  const dropped = table.columns.filter(
    (column) => column.name !== AS_OF.name && !wanted.has(column.name),
  );
  const retyped = data.filter(
    (column) => (existing.get(column.name) ?? column.type) !== column.type,
  );
  const narrower = retyped.filter(
    ({ name: column, type }) =>
      !isExact(column) && isLosslessChange(type, existing.get(column) ?? type),
  );
  const wider = retyped.filter((column) => !narrower.includes(column));
  const hasOtherKey = table.primaryKey.join('\n') !== keyWith(key).join('\n');
  const clauses = [
    ...(hasOtherKey && table.primaryKey.length > 0
      ? [`drop constraint ${quoteIdentifier(primaryKeyName(table.relation))}`]
      : []),
    ...dropped.map((column) => `drop column ${quoteIdentifier(column.name)}`),
    ...wider.map((column) => retype(column.name, column.type)),
  ];
  return [
    ...addColumns(table.relation, added),
    ...(clauses.length === 0 ? [] : [{ sql: `alter table ${name}\n  ${clauses.join(',\n  ')}` }]),
    ...(hasOtherKey && key.length > 0
      ? [{ sql: `alter table ${name} add ${keyClause(table.relation, keyWith(key))}` }]
      : []),
    ...(narrower.length === 0
      ? []
      : [
          {
            sql: `alter table ${renderRelation(aside)}\n  ${narrower
              .map((column) => retype(column.name, existing.get(column.name) ?? column.type))
              .join(',\n  ')}`,
          },
        ]),
  ];
}

export function declaredNames({ settings }: SeedUnit['node']): ReadonlySet<string> {
  return new Set(
    settings.columns.filter(({ type }) => type !== undefined).map((column) => column.name),
  );
}

function retype(name: string, type: string): string {
  const column = quoteIdentifier(name);
  return `alter column ${column} type ${type} using ${column}::text::${type}`;
}

function keyWith(key: readonly string[]): readonly string[] {
  return key.length === 0 ? [] : [...key, AS_OF.name];
}

interface TableFit {
  readonly table: CatalogRelation;
  readonly data: readonly Column[];
  readonly key: readonly string[];
  readonly mayRebuild: boolean;
}

/** Why the table that exists cannot take the rows as one more as_of. */
function tableProblems(
  unit: SeedUnit,
  { table, data, key, mayRebuild }: TableFit,
): readonly Diagnostic[] {
  const shown = `"${formatRelation(table.relation)}"`;
  const isDated = table.columns.some((column) => column.name === AS_OF.name);
  if (table.kind !== 'partitioned_table' || !isDated) {
    return [changed(unit, `${shown} exists and is not partitioned by as_of`)];
  }
  if (mayRebuild) return [];
  const found: Diagnostic[] = [];
  const declared = declaredNames(unit.node);
  const now = new Map(data.map((column) => [column.name, column.type]));
  for (const { name, type } of table.columns) {
    if (name === AS_OF.name) continue;
    const wanted = now.get(name);
    if (wanted === undefined) {
      found.push(changed(unit, `the seed no longer has the column "${name}" of ${shown}`));
    } else if (
      !isLosslessChange(type, wanted) &&
      // a type that was declared is meant, and one that was inferred becomes the table's
      (declared.has(name) || !isLosslessChange(wanted, type))
    ) {
      found.push(
        changed(unit, `the column "${name}" of ${shown} is ${type} and would become ${wanted}`),
      );
    }
  }
  const wantedKey = keyWith(key);
  if (table.primaryKey.join('\n') !== wantedKey.join('\n')) {
    const shownKey = table.primaryKey.length === 0 ? 'none' : table.primaryKey.join(', ');
    found.push(
      changed(
        unit,
        `the unique key of ${shown} is ${shownKey}, not ${wantedKey.join(', ') || 'none'}`,
      ),
    );
  }
  return found;
}

function changed(unit: SeedUnit, message: string): Diagnostic {
  return diagnostic('seed-table-changed', message, {
    location: unit.node.location,
    hint: 'undo the change, or load all its files again: run seed --full-refresh',
  });
}

function inTheWay(unit: SeedUnit, partition: Relation): Diagnostic {
  return diagnostic(
    'seed-table-changed',
    `"${formatRelation(partition)}" is needed for the rows of ${unit.asOf} and is another table`,
    { location: unit.node.location, hint: 'rename or drop that table' },
  );
}
