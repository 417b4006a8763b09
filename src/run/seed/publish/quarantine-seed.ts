import type { IncomingRows } from '../../../core/expectation/quarantine/incoming-rows.ts';
import { AS_OF } from '../../../core/sql/as-of-partition.ts';
import type { Column } from '../../../core/sql/column.ts';
import { quoteIdentifier } from '../../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../../core/sql/relation.ts';
import type { CatalogRelation } from '../../../postgres/catalog.ts';
import type { Session } from '../../../postgres/session.ts';
import type { Catalog } from '../../expectation/compile-select.ts';
import { type Quarantined, quarantineRows } from '../../quarantine/quarantine-rows.ts';
import { quarantining } from '../../quarantine/quarantining.ts';
import type { RunContext } from '../../run-context.ts';
import { type SeedUnit, tableKey } from '../seed-unit.ts';
import { ofFile } from './publish-files.ts';

export interface IncomingSeed {
  readonly unit: SeedUnit;
  /** The table that holds the rows of the unit's files. */
  readonly aside: Relation;
  readonly columns: readonly Column[];
  /** The table in which rows of other files stay; undefined: all of it is replaced. */
  readonly table: CatalogRelation | undefined;
  readonly catalog: Catalog;
  readonly context: RunContext;
}

/** Moves rows of files that fail a check with `on_fail: quarantine` away before they are published. */
export async function quarantineSeed(
  session: Session,
  { unit, aside, columns, table, catalog, context }: IncomingSeed,
): Promise<Quarantined> {
  const { node, asOf } = unit;
  if (quarantining(node.id, context).length === 0) return { rowCount: 0, known: new Map() };
  return quarantineRows(session, {
    node,
    relation: node.relation,
    incoming: incomingRows(unit, { aside, columns, table }),
    asOf,
    columns,
    catalog,
    context,
  });
}

function incomingRows(
  { node, asOf, files }: SeedUnit,
  { aside, columns, table }: Pick<IncomingSeed, 'aside' | 'columns' | 'table'>,
): IncomingRows {
  const data = columns.filter(({ name }) => asOf === undefined || name !== AS_OF.name);
  const captures = files.map((file) => file.captures);
  return {
    table: renderRelation(aside),
    columns: data,
    key: tableKey(node),
    added:
      asOf === undefined ? [] : [{ name: AS_OF.name, sql: `batch.${quoteIdentifier(AS_OF.name)}` }],
    beside: table && {
      outputs: outputsOf(data, table),
      from: `from ${renderRelation(node.relation)} as live
where not (${captures.map((each) => `(${ofFile(each)})`).join(' or ')})`,
    },
    replaces: table === undefined ? { type: 'as-of' } : { type: 'captures', captures },
  };
}

function outputsOf(columns: readonly Column[], { columns: held }: CatalogRelation): string {
  const names = new Set(held.map((column) => column.name));
  return columns
    .map(({ name, type }) =>
      names.has(name) ? `live.${quoteIdentifier(name)}::${type}` : `null::${type}`,
    )
    .join(', ');
}
