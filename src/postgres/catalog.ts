import { bug } from '../core/diagnostics/bug.ts';
import type { Column } from '../core/sql/column.ts';
import { formatRelation, type Relation, renderRelation } from '../core/sql/relation.ts';
import {
  boolean,
  number,
  optionalNumber,
  optionalText,
  type Row,
  records,
  text,
  texts,
} from './row.ts';
import type { Session } from './session.ts';

export type RelationKind =
  | 'table'
  | 'partitioned_table'
  | 'view'
  | 'materialized_view'
  | 'foreign_table'
  | 'index'
  | 'sequence'
  | 'composite_type';

export interface CatalogColumn extends Column {
  readonly notNull: boolean;
  /** Computed from other columns, or an identity that is always generated: not to be written. */
  readonly isGenerated: boolean;
  /** As SQL; undefined for none. */
  readonly default: string | undefined;
  readonly comment: string | undefined;
}

/** A relation that exists. */
export interface CatalogRelation {
  readonly relation: Relation;
  readonly oid: number;
  readonly kind: RelationKind;
  readonly columns: readonly CatalogColumn[];
  /** Its columns in the order of the key; empty for none. */
  readonly primaryKey: readonly string[];
  readonly constraintNames: readonly string[];
  readonly comment: string | undefined;
  readonly persistence: 'permanent' | 'unlogged' | 'temporary';
  readonly owner: string;
  /** Of a partition: whether and of what. */
  readonly isPartition: boolean;
}

/** Those of the relations that exist, by formatRelation(), in one query. */
export async function readRelations(
  session: Session,
  relations: readonly Relation[],
): Promise<ReadonlyMap<string, CatalogRelation>> {
  const { rows } = await session.query({
    sql: READ_RELATIONS,
    isRepeated: true,
    values: [relations.map((each) => each.schema), relations.map((each) => each.name)],
  });
  const found = rows.map(toCatalogRelation);
  return new Map(found.map((each) => [formatRelation(each.relation), each]));
}

/** What the server calls the relation that has the name now; undefined: none has it. */
export async function readOid(session: Session, relation: Relation): Promise<number | undefined> {
  const { rows } = await session.query({
    sql: 'select pg_catalog.to_regclass($1)::oid as oid',
    isRepeated: true,
    values: [renderRelation(relation)],
  });
  return rows[0] && optionalNumber(rows[0], 'oid');
}

/** What stands under the name now, without its columns; undefined: nothing does. */
export async function readStanding(
  session: Session,
  relation: Relation,
): Promise<Pick<CatalogRelation, 'oid' | 'isPartition'> | undefined> {
  const { rows } = await session.query({
    sql: `select oid, relispartition as is_partition
from pg_catalog.pg_class where oid = pg_catalog.to_regclass($1)`,
    isRepeated: true,
    values: [renderRelation(relation)],
  });
  return rows[0] && { oid: number(rows[0], 'oid'), isPartition: boolean(rows[0], 'is_partition') };
}

// The subselects hide how many names there are: the planner then finds that a plan for all values is
// as good as one for these, and keeps it.
const READ_RELATIONS = `select n.nspname::text as schema, c.relname::text as name, c.oid, c.relkind::text as relkind,
  c.relpersistence::text as persistence, pg_catalog.pg_get_userbyid(c.relowner)::text as owner,
  c.relispartition as is_partition, pg_catalog.obj_description(c.oid, 'pg_class') as comment,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'name', a.attname,
      'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
      'notNull', a.attnotnull,
      'isGenerated', a.attgenerated <> '' or a.attidentity = 'a',
      'default', case when a.attgenerated = '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end,
      'comment', pg_catalog.col_description(c.oid, a.attnum)
    ) order by a.attnum)
    from pg_catalog.pg_attribute as a
    left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  ), '[]') as columns,
  coalesce((
    select jsonb_agg(a.attname order by key.position)
    from pg_catalog.pg_constraint as k
    cross join unnest(k.conkey) with ordinality as key (attnum, position)
    join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = key.attnum
    where k.conrelid = c.oid and k.contype = 'p'
  ), '[]') as primary_key,
  coalesce((
    select jsonb_agg(k.conname order by k.conname)
    from pg_catalog.pg_constraint as k
    where k.conrelid = c.oid and k.contype <> 'n'
  ), '[]') as constraint_names
from unnest((select $1::text[]), (select $2::text[])) as wanted (schema, name)
join pg_catalog.pg_namespace as n on n.nspname = wanted.schema
join pg_catalog.pg_class as c on c.relnamespace = n.oid and c.relname = wanted.name`;

function toCatalogRelation(row: Row): CatalogRelation {
  const relkind = text(row, 'relkind');
  const persistence = text(row, 'persistence');
  return {
    relation: { schema: text(row, 'schema'), name: text(row, 'name') },
    oid: number(row, 'oid'),
    kind: KINDS[relkind] ?? bug(`no kind for relkind ${relkind}`),
    columns: records(row, 'columns').map((column) => ({
      name: text(column, 'name'),
      type: text(column, 'type'),
      notNull: boolean(column, 'notNull'),
      isGenerated: boolean(column, 'isGenerated'),
      default: optionalText(column, 'default'),
      comment: optionalText(column, 'comment'),
    })),
    primaryKey: texts(row, 'primary_key'),
    constraintNames: texts(row, 'constraint_names'),
    comment: optionalText(row, 'comment'),
    persistence: PERSISTENCES[persistence] ?? bug(`no persistence ${persistence}`),
    owner: text(row, 'owner'),
    isPartition: boolean(row, 'is_partition'),
  };
}

const KINDS: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'partitioned_table',
  v: 'view',
  m: 'materialized_view',
  f: 'foreign_table',
  i: 'index',
  I: 'index',
  S: 'sequence',
  c: 'composite_type',
};

const PERSISTENCES: Readonly<Record<string, CatalogRelation['persistence']>> = {
  p: 'permanent',
  u: 'unlogged',
  t: 'temporary',
};
