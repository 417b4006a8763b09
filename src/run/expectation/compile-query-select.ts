import { bug } from '../../core/diagnostics/bug.ts';
import type { ExpectationNode } from '../../core/manifest/node.ts';
import type { UnpublishedRows } from '../../core/plan/dated-rows.ts';
import { versionedInputs } from '../../core/plan/inputs-of.ts';
import type { RelationNode } from '../../core/plan/node-rows.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { reportCompiled } from '../report-compiled.ts';
import type { RunContext } from '../run-context.ts';
import type { SelectCheck } from './check-select.ts';
import { type Catalog, compileSelect } from './compile-select.ts';
import { maskedColumns } from './subject-of.ts';

export interface QueryQuestion {
  readonly asOf: string | undefined;
  readonly context: RunContext;
  /** The node it gates; undefined: it belongs to no single one. */
  readonly checked: CheckedNode | undefined;
}

export interface CheckedNode {
  readonly node: RelationNode;
  /** Where its rows are before they are published; undefined: they are published. */
  readonly from: string | undefined;
  readonly columns: readonly Column[];
}

/** What an expectation that is a SQL file asks, compiled for where its rows are. */
export async function compileQuerySelect(
  session: Session,
  query: ExpectationNode,
  { asOf, context, checked }: QueryQuestion,
): Promise<SelectCheck> {
  const versioned = versionedInputs(context.manifest.nodes, query.reads);
  const relations = versioned.flatMap((each) =>
    each.kind === 'expectation' ? [] : (each.relation ?? []),
  );
  const catalog = await readRelations(session, relations);
  // what people are shown reads what is published by then
  const published = await compileSelect(query, context, {
    asOf,
    catalog: withChecked(catalog, checked),
  });
  reportCompiled(query, published.sql, context);
  const compiled =
    checked?.from === undefined
      ? published
      : await compileSelect(query, context, {
          asOf,
          catalog,
          unpublished: unpublishedOf(checked, checked.from),
        });
  const { name: id, threshold, limit, sample, failCalc, location } = query;
  const read = [
    ...query.reads.map((id) => context.manifest.nodes[id] ?? bug(`no ${id}`)),
    ...versioned,
  ];
  return {
    expectation: {
      id,
      node: checked?.node.id ?? query.id,
      column: undefined,
      expectation: 'unexpected_rows_expectation',
      kwargs: {},
      threshold,
      limit,
      sample,
      failCalc,
      gate: checked !== undefined,
      sql: published.sql,
      location,
      notes: [],
    },
    compiled,
    problems: [],
    columns: {
      masked: read.flatMap(maskedColumns),
      shown: columnNames(withChecked(catalog, checked)),
    },
  };
}

/** The rows of the checked node, for what reads it before they are published. */
export function unpublishedOf({ node, columns }: CheckedNode, from: string): UnpublishedRows {
  return { node: node.id, from, columns: columns.map((column) => column.name) };
}

/** The catalog with the columns that the checked node will have, where it is built for the first time. */
export function withChecked(catalog: Catalog, checked: CheckedNode | undefined): Catalog {
  const relation = checked?.node.relation;
  if (checked === undefined || relation === undefined) return catalog;
  return new Map([[formatRelation(relation), { columns: checked.columns }], ...catalog]);
}

/** The names of all columns that a select may show as they are. */
export function columnNames(catalog: Catalog): readonly string[] {
  return [...catalog.values()].flatMap((each) => each.columns.map((column) => column.name));
}
