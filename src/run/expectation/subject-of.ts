import { bug } from '../../core/diagnostics/bug.ts';
import type { Subject } from '../../core/expectation/subject.ts';
import { selectSystem } from '../../core/expectation/system-columns.ts';
import type { NodeId } from '../../core/graph/node-id.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { Node } from '../../core/manifest/node.ts';
import { HISTORY_COLUMNS } from '../../core/materialization/history-columns.ts';
import { nodeRows, type RelationNode } from '../../core/plan/node-rows.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import type { CatalogRelation } from '../../postgres/catalog.ts';

export interface SubjectOptions {
  readonly manifest: Manifest;
  readonly node: RelationNode;
  readonly asOf: string | undefined;
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly columns: readonly Column[];
  /** What stands in a `from`, where it is not the rows that are published already. */
  readonly from?: string;
  /** Of each node that `isInlined` among the one that is checked and those that its checks read. */
  readonly selects: ReadonlyMap<NodeId, string>;
  /** Its table, as the catalog shows it, where its rows are published in one. */
  readonly table?: Pick<CatalogRelation, 'kind' | 'primaryKey'>;
}

/** The rows of a node that expectations are checked on: of a dated one, those of one as_of. */
export function subjectOf(options: SubjectOptions): Subject {
  const { manifest, node, asOf, now, columns, from, selects, table } = options;
  const rowsOf = (each: RelationNode) => nodeRows(each, { asOf, select: selects.get(each.id) });
  const published = rowsOf(node);
  return {
    title: node.relation === undefined ? node.name : formatRelation(node.relation),
    from: from ?? published,
    displayFrom: published,
    asOf,
    now,
    columns,
    addedColumns: addedColumns(node),
    masked: maskedColumns(node),
    maskedOf: (id) => maskedColumns(relationNode(manifest, id)),
    ...(table === undefined ? {} : identityOf(node, table, asOf)),
    keys: keysOf(node).filter((key) => columns.some((column) => column.name === key)),
    relationOf: (id) => (id === node.id ? (from ?? published) : rowsOf(relationNode(manifest, id))),
  };
}

export function relationNode(manifest: Manifest, id: NodeId): RelationNode {
  const found: Node | undefined = manifest.nodes[id];
  return found === undefined || found.kind === 'expectation' ? bug(`${id} is no relation`) : found;
}

/** Columns that asof adds: no column check counts them. */
function addedColumns(node: RelationNode): readonly string[] {
  if (node.kind === 'seed') {
    return [
      ...(node.temporality === 'dated' ? ['as_of'] : []),
      ...Object.keys(node.files[0]?.captures ?? {}),
    ];
  }
  if (node.kind !== 'model') return [];
  if (node.config.materialized === 'history') return HISTORY_COLUMNS;
  return node.config.materialized === 'snapshot' ? ['as_of'] : [];
}

/** The columns whose values no output shows. */
export function maskedColumns(node: Node): readonly string[] {
  if (node.kind === 'expectation') return [];
  const columns = node.kind === 'seed' ? node.settings.columns : node.columns;
  return columns.filter((column) => column.isPersonal).map((column) => column.name);
}

/** A view has neither a primary key nor rows of its own. */
function identityOf(
  node: RelationNode,
  { kind, primaryKey }: Pick<CatalogRelation, 'kind' | 'primaryKey'>,
  asOf: string | undefined,
): Pick<Subject, 'identity'> {
  const from = (names: readonly string[]) =>
    nodeRows(node, { asOf, select: undefined, system: selectSystem(names) });
  if (primaryKey.length > 0) {
    return { identity: { columns: primaryKey, isSystem: false, from: from([]) } };
  }
  const columns = SYSTEM_COLUMNS[kind] ?? [];
  return columns.length === 0 ? {} : { identity: { columns, isSystem: true, from: from(columns) } };
}

/** What tells rows apart in a relation of that kind; in a partitioned table each partition counts anew. */
const SYSTEM_COLUMNS: Readonly<Partial<Record<CatalogRelation['kind'], readonly string[]>>> = {
  table: ['ctid'],
  partitioned_table: ['tableoid', 'ctid'],
  materialized_view: ['ctid'],
};

/** The columns that name a row. */
function keysOf(node: RelationNode): readonly string[] {
  if (node.kind === 'seed') return node.settings.uniqueKey;
  return node.kind === 'model' ? node.config.uniqueKey : [];
}
