import {
  type Diagnostic,
  DiagnosticError,
  diagnostic,
} from '../../../core/diagnostics/diagnostic.ts';
import { AS_OF } from '../../../core/sql/as-of-partition.ts';
import type { Column } from '../../../core/sql/column.ts';
import { dateLiteral, quoteIdentifier, quoteLiteral } from '../../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../../core/sql/relation.ts';
import { text } from '../../../postgres/row.ts';
import type { Session } from '../../../postgres/session.ts';
import type { SeedUnit } from '../seed-unit.ts';
import type { SeedColumns } from './read-columns.ts';

/** A column of the table aside, as PostgreSQL has made it. */
export interface AsideColumn extends Column {
  /** The type that decides what a cell may look like: below a domain, its base type. */
  readonly cellType: string;
  /** Whether a cell is one of a list of words. */
  readonly isEnum: boolean;
}

/** Creates the table that the files are copied into. */
export async function createAside(
  session: Session,
  unit: SeedUnit,
  {
    columns,
    aside,
    asText,
  }: {
    readonly columns: SeedColumns;
    readonly aside: Relation;
    /** Columns that are copied as text, whatever type they get once they are checked. */
    readonly asText: ReadonlyMap<string, unknown>;
  },
): Promise<readonly AsideColumn[]> {
  const wanted: Column[] = [
    ...columns.data.map(({ name, type }) => ({
      name,
      type: typeof type === 'string' ? (asText.has(name) ? 'text' : type) : (type.type ?? 'text'),
    })),
    ...columns.captured,
  ];
  const lines = wanted.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
  if (unit.asOf !== undefined) {
    lines.push(`${AS_OF.name} ${AS_OF.type} default ${dateLiteral(unit.asOf)}`);
  }
  await session.query('savepoint seed_aside');
  try {
    await session.query(`create table ${renderRelation(aside)} (\n  ${lines.join(',\n  ')}\n)`);
  } catch (error) {
    await session.query('rollback to savepoint seed_aside');
    throw (await unknownTypes(session, unit)) ?? error;
  }
  return readAsideColumns(session, aside);
}

async function readAsideColumns(
  session: Session,
  aside: Relation,
): Promise<readonly AsideColumn[]> {
  const { rows } = await session.query({
    sql: `with recursive below as (
  select attnum, attname, atttypid as declared, atttypmod as declared_modifier,
    atttypid as type, atttypmod as modifier
  from pg_catalog.pg_attribute
  where attrelid = $1::regclass and attnum > 0
  union all
  select attnum, attname, declared, declared_modifier, d.typbasetype, d.typtypmod
  from below
  join pg_catalog.pg_type as d on d.oid = below.type
  where d.typtype = 'd'
)
select attname::text as name,
  pg_catalog.format_type(declared, declared_modifier) as type,
  pg_catalog.format_type(type, modifier) as cell_type, t.typtype = 'e' as is_enum
from below
join pg_catalog.pg_type as t on t.oid = below.type
where t.typtype <> 'd'
order by attnum`,
    values: [renderRelation(aside)],
  });
  return rows.map((row) => ({
    name: text(row, 'name'),
    type: text(row, 'type'),
    cellType: text(row, 'cell_type'),
    isEnum: row['is_enum'] === true,
  }));
}

/** Which of the declared types PostgreSQL refuses, each at its place. */
async function unknownTypes(
  session: Session,
  { node }: SeedUnit,
): Promise<DiagnosticError | undefined> {
  const found: Diagnostic[] = [];
  for (const { name, type, location } of node.settings.columns) {
    if (type === undefined) continue;
    await session.query('savepoint seed_type');
    try {
      await session.query(`select null::${type}`);
      await session.query('release savepoint seed_type');
    } catch (error) {
      await session.query('rollback to savepoint seed_type');
      const said = error instanceof DiagnosticError ? error.diagnostics[0]?.message : undefined;
      found.push(
        diagnostic(
          'seed-column-type',
          `PostgreSQL does not take "${type}" for the type of the column "${name}"`,
          {
            location,
            notes: said === undefined ? [] : [{ message: said, location: undefined }],
            hint: 'write a type that the database has, such as text, integer, numeric(10,2) or date',
          },
        ),
      );
    }
  }
  return found.length === 0 ? undefined : new DiagnosticError(found);
}

/** Makes the values that a file's path captured those of all rows copied from now on. */
export async function setCaptures(
  session: Session,
  aside: Relation,
  captures: Readonly<Record<string, string | number>>,
): Promise<void> {
  const clauses = Object.entries(captures).map(
    ([name, value]) =>
      `alter column ${quoteIdentifier(name)} set default ${quoteLiteral(String(value))}`,
  );
  await alter(session, aside, clauses);
}

/** Once filled, the table takes no more rows from paths. */
export async function dropDefaults(
  session: Session,
  aside: Relation,
  columns: readonly string[],
): Promise<void> {
  const clauses = columns.map((name) => `alter column ${quoteIdentifier(name)} drop default`);
  await alter(session, aside, clauses);
}

async function alter(
  session: Session,
  relation: Relation,
  clauses: readonly string[],
): Promise<void> {
  if (clauses.length === 0) return;
  await session.query(`alter table ${renderRelation(relation)}\n  ${clauses.join(',\n  ')}`);
}
