import type { Column } from './column.ts';
import { columnList, dateLiteral, quoteIdentifier } from './quote.ts';
import { type Relation, renderRelation } from './relation.ts';
import { shortenName } from './shorten-name.ts';
import type { Statement } from './statement.ts';

/** The column by which dated tables are partitioned. */
export const AS_OF: Column = { name: 'as_of', type: 'date' };

/** A table with one partition for each as_of. */
export interface AsOfTable {
  readonly relation: Relation;
  /** Without as_of. */
  readonly columns: readonly Column[];
  /** Unique within one as_of, without as_of itself; empty for none. */
  readonly key: readonly string[];
}

/** Creates the table if there is none yet; it has no partition then. */
export function createAsOfTable({ relation, columns, key }: AsOfTable): Statement {
  const lines = [
    ...columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`),
    'as_of date not null',
    ...(key.length === 0 ? [] : [keyClause(relation, keyOf(key))]),
  ];
  return {
    sql: [
      `create table if not exists ${renderRelation(relation)} (`,
      `  ${lines.join(',\n  ')}`,
      ') partition by list (as_of)',
    ].join('\n'),
  };
}

/** Adds columns to the table and all its partitions, NULL in the rows there are. */
export function addColumns(relation: Relation, columns: readonly Column[]): readonly Statement[] {
  if (columns.length === 0) return [];
  const clauses = columns.map(
    ({ name, type }) => `add column if not exists ${quoteIdentifier(name)} ${type}`,
  );
  return [{ sql: `alter table ${renderRelation(relation)}\n  ${clauses.join(',\n  ')}` }];
}

/** `users__2024_01_31`: the table that holds the rows of one as_of. */
export function partitionOf(relation: Relation, asOf: string): Relation {
  const suffix = asOf.replaceAll('-', '_');
  return { schema: relation.schema, name: shortenName(`${relation.name}__${suffix}`) };
}

export interface Partition {
  readonly relation: Relation;
  /** A plain table with the columns of the parent, as_of included, filled. */
  readonly aside: Relation;
  readonly asOf: string;
  readonly key: readonly string[];
}

/**
 * Gives the filled table aside the key and the constraints of a partition, while nobody else sees
 * it: attaching it then scans nothing. Fails where the key is NULL or repeated.
 */
export function readyPartition({ aside, asOf, key }: Omit<Partition, 'relation'>): Statement {
  const clauses = [
    'alter column as_of set not null',
    `add constraint ${BOUND} check (as_of is not null and as_of = ${dateLiteral(asOf)})`,
    ...(key.length === 0 ? [] : [`add ${keyClause(aside, keyOf(key))}`]),
  ];
  return { sql: `alter table ${renderRelation(aside)}\n  ${clauses.join(',\n  ')}` };
}

/** Makes the table aside the partition of its as_of; `dropPartition` has removed an older one. */
export function attachPartition({ relation, aside, asOf, key }: Partition): readonly Statement[] {
  const partition = partitionOf(relation, asOf);
  const name = renderRelation(partition);
  return [
    `alter table ${renderRelation(aside)} rename to ${quoteIdentifier(partition.name)}`,
    ...(key.length === 0 ? [] : [renameKey(aside, partition)]),
    `alter table ${renderRelation(relation)} attach partition ${name} for values in (${dateLiteral(asOf)})`,
    `alter table ${name} drop constraint ${BOUND}`,
  ].map((sql) => ({ sql }));
}

/** Takes the rows of one as_of away, with the table that holds them. */
export function dropPartition(relation: Relation, asOf: string): readonly Statement[] {
  const name = renderRelation(partitionOf(relation, asOf));
  return [detach(relation, asOf), `drop table ${name}`].map((sql) => ({ sql }));
}

/** Takes the rows of one as_of out of the table, and keeps them in one of their own. */
export function keepPartition(
  relation: Relation,
  asOf: string,
  keepAs: Relation,
): readonly Statement[] {
  const partition = partitionOf(relation, asOf);
  return [
    detach(relation, asOf),
    `alter table ${renderRelation(partition)} rename to ${quoteIdentifier(keepAs.name)}`,
    renameKey(partition, keepAs),
  ].map((sql) => ({ sql }));
}

function detach(relation: Relation, asOf: string): string {
  return `alter table ${renderRelation(relation)} detach partition ${renderRelation(partitionOf(relation, asOf))}`;
}

/** `constraint "users_pkey" primary key ("id")` */
export function keyClause(relation: Relation, key: readonly string[]): string {
  return `constraint ${quoteIdentifier(primaryKeyName(relation))} primary key (${columnList(key)})`;
}

/** The check that says which as_of a table aside holds, until it is a partition and needs none. */
const BOUND = '"asof: one as_of"';

function keyOf(key: readonly string[]): readonly string[] {
  return [...key, AS_OF.name];
}

/** What the primary key that `keyClause` makes is called. */
export function primaryKeyName(relation: Relation): string {
  return shortenName(`${relation.name}_pkey`);
}

/** Names the key after the table that it now belongs to. */
export function renameKey(from: Relation, to: Relation): string {
  const index = renderRelation({ schema: from.schema, name: primaryKeyName(from) });
  return `alter index if exists ${index} rename to ${quoteIdentifier(primaryKeyName(to))}`;
}
