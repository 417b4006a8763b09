import { bug } from '../diagnostics/bug.ts';
import {
  AS_OF,
  addColumns,
  attachPartition,
  createAsOfTable,
  dropPartition,
  keepPartition,
  partitionOf,
  readyPartition,
} from '../sql/as-of-partition.ts';
import { dateLiteral, quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../sql/relation.ts';
import { shortenName } from '../sql/shorten-name.ts';
import type { Statement } from '../sql/statement.ts';
import { asideOf } from './aside-name.ts';
import { columnChanges } from './column-changes.ts';
import { asideRows, quarantineSteps } from './incoming.ts';
import type { ModelBuild } from './model-build.ts';
import type { IndexConfig } from './model-config.ts';
import { checksumQuery, sealedColumns } from './seal.ts';
import { refusedKeys, selectAs } from './select-as.ts';
import type { Step } from './step.ts';
import {
  configuredClauses,
  indexStatements,
  missingIndexes,
  notNullColumns,
} from './table-definition.ts';

/**
 * Rows by key and as_of. The rows of one as_of are a partition of their own: built aside, checked,
 * summed, attached, and from then on guarded against every change from outside.
 */
export function snapshotSteps(build: ModelBuild): readonly Step[] {
  const { config, relation, columns, runToken } = build;
  const asOf = build.asOf ?? bug('a snapshot is built without an as_of');
  const aside = asideOf(relation, runToken);
  const name = renderRelation(aside);
  const key = config.uniqueKey;
  const sealed = sealedColumns(columns, config.unsealedColumns);
  const extra = [`${dateLiteral(asOf)} as "as_of"`];
  return [
    {
      type: 'execute',
      statement: selectAs(`create table ${name} as\n`, build.select, columns, { extra }),
    },
    ...quarantineSteps(build, () =>
      asideRows(build, name, {
        added: [{ name: AS_OF.name, sql: `batch.${quoteIdentifier(AS_OF.name)}` }],
      }),
    ),
    {
      type: 'check-empty',
      statement: { sql: `select not exists (select from ${name}) as is_empty` },
      onEmpty: build.onEmpty,
    },
    {
      type: 'add-key',
      statement: readyPartition({ aside, asOf, key }),
      refused: { sql: refusedKeys(name, key) },
      key,
    },
    ...definitions(build, asOf).map((sql): Step => ({ type: 'execute', statement: { sql } })),
    { type: 'execute', statement: { sql: `analyze ${name}` } },
    { type: 'gate', subject: { type: 'relation', relation: aside } },
    {
      type: 'seal',
      aside,
      statement: { sql: checksumQuery(aside, sealed) },
      columns: sealed,
      types: [...columns, AS_OF],
      drop: { sql: `drop table ${name}` },
    },
    { type: 'publish', statements: publication(build, asOf) },
  ];
}

/**
 * Constraints and indexes of the rows of one as_of. Constraints hold of the as_ofs that are built from
 * then on: what is sealed was sealed without. Indexes are made here, where nobody waits for them.
 */
function definitions(build: ModelBuild, asOf: string): readonly string[] {
  const { relation, config, runToken } = build;
  const aside = asideOf(relation, runToken);
  const partition = partitionOf(relation, asOf);
  const token = `_${runToken}`;
  const key = new Set(config.uniqueKey);
  const clauses = [
    ...[...notNullColumns(build)]
      .filter((name) => !key.has(name))
      .map((name) => `alter column ${quoteIdentifier(name)} set not null`),
    ...configuredClauses({ ...build, relation: partition }, { token, on: aside }).map(
      (clause) => `add ${clause}`,
    ),
  ];
  return [
    ...(clauses.length === 0
      ? []
      : [`alter table ${renderRelation(aside)}\n  ${clauses.join(',\n  ')}`]),
    ...indexStatements(aside, partition, byAsOf(config.indexes), token),
  ];
}

/** What is unique is so within one as_of. */
function byAsOf(indexes: readonly IndexConfig[]): readonly IndexConfig[] {
  return indexes.map((index) =>
    index.unique ? { ...index, columns: [...index.columns, AS_OF.name] } : index,
  );
}

function publication(build: ModelBuild, asOf: string): readonly Statement[] {
  const { config, existing, relation, columns, runToken, guardFunction } = build;
  const key = config.uniqueKey;
  const added = existing === undefined ? [] : columnChanges(existing.columns, columns).added;
  const partition = partitionOf(relation, asOf);
  return [
    ...(existing === undefined
      ? [createAsOfTable({ relation, columns, key })]
      : addColumns(relation, added)),
    ...(build.isPartitionHeld ? removePartition(relation, asOf, build.keepAs) : []),
    // those of the as_of that is attached become parts of them
    ...missingIndexes(build, byAsOf(config.indexes)).map((sql) => ({ sql })),
    ...attachPartition({ relation, aside: asideOf(relation, runToken), asOf, key }),
    ...(config.guard === 'none'
      ? []
      : guards(renderRelation(partition), guardFunction, `${formatRelation(relation)} of ${asOf}`)),
  ];
}

function removePartition(
  relation: Relation,
  asOf: string,
  keepAs: Relation | undefined,
): readonly Statement[] {
  return keepAs === undefined
    ? dropPartition(relation, asOf)
    : keepPartition(relation, asOf, keepAs);
}

/** The table that keeps what a restatement replaces: guarded as before, under a name of its own. */
export function restatedTable(relation: Relation, asOf: string, runToken: string): Relation {
  const { name } = partitionOf(relation, asOf);
  return { schema: relation.schema, name: shortenName(`${name}__restated_${runToken}`) };
}

/** The triggers that keep the partition of a sealed as_of as it is. */
export const GUARDS = { rows: 'asof: sealed', truncate: 'asof: sealed, truncate' } as const;

/** Row triggers fire for changes through the parent too; attaching and detaching are no changes. */
function guards(partition: string, guardFunction: string, title: string): readonly Statement[] {
  const call = `execute function ${guardFunction}(${quoteLiteral(title)})`;
  return [
    `create trigger ${quoteIdentifier(GUARDS.rows)} before insert or update or delete on ${partition} for each row ${call}`,
    `create trigger ${quoteIdentifier(GUARDS.truncate)} before truncate on ${partition} for each statement ${call}`,
  ].map((sql) => ({ sql }));
}
