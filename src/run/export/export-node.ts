import type { Writable } from 'node:stream';
import { type Diagnostic, fail } from '../../core/diagnostics/diagnostic.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { Node } from '../../core/manifest/node.ts';
import type { CompileBasis } from '../../core/plan/compile-basis.ts';
import { compileNode } from '../../core/plan/compile-node.ts';
import { type ExportedSeal, exportSql, keyOf } from '../../core/plan/export.ts';
import { storedInputs } from '../../core/plan/inputs-of.ts';
import { rowsCondition } from '../../core/plan/rows-condition.ts';
import type { Column } from '../../core/sql/column.ts';
import { columnList } from '../../core/sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../../core/sql/relation.ts';
import { around, type Statement } from '../../core/sql/statement.ts';
import { hashOf } from '../../core/time/version.ts';
import type { Journal } from '../../journal/journal.ts';
import { type CatalogRelation, readRelations } from '../../postgres/catalog.ts';
import { describeQuery } from '../../postgres/describe-query.ts';
import type { Session, Sessions } from '../../postgres/session.ts';
import { inTransaction } from '../../postgres/transaction.ts';
import { checkExportable } from './check-exportable.ts';

export interface ExportOptions {
  readonly node: Node;
  /** undefined: as it stands. */
  readonly asOf: string | undefined;
  readonly manifest: Manifest;
  readonly sessions: Sessions;
  /** The schema of the journal. */
  readonly schema: string;
  readonly compile: () => Promise<CompileBasis>;
  readonly signal: AbortSignal;
  /** Gets the CSV once everything that could refuse it has agreed. */
  readonly openTarget: () => Promise<Writable>;
}

export interface ExportedNode {
  /** That the rows are of; undefined where they know none. */
  readonly asOf: string | undefined;
  readonly rowCount: number;
  readonly columns: readonly Column[];
  readonly orderBy: readonly string[];
  readonly compiledHash: string;
  readonly seals: readonly ExportedSeal[];
  readonly warnings: readonly Diagnostic[];
}

/** Writes the rows of a node at an as_of, read at one moment, as CSV. Changes nothing. */
export async function exportNode(options: ExportOptions): Promise<ExportedNode> {
  const { node, sessions, signal, manifest } = options;
  const read = [node, ...storedInputs(manifest.nodes, node.id)];
  return sessions.use(async (session) => {
    const there = await readRelations(session, relationsOf(read));
    return inTransaction(session, { isolation: 'repeatable read' }, async () => {
      await session.query('set transaction read only');
      // before the statement that fixes the moment: a table that takes another's place after it has no rows then
      await lockForReading(session, [...there.values()]);
      await session.query(SAME_SUMS);
      return exportAtMoment(session, options);
    });
  }, signal);
}

async function lockForReading(session: Session, found: readonly CatalogRelation[]): Promise<void> {
  if (found.length === 0) return;
  const names = found.map(({ relation }) => renderRelation(relation)).sort();
  await session.query(`lock table ${names.join(', ')} in access share mode`);
}

/** A view that sums floating-point numbers says the same only if it sums them in the same order. */
const SAME_SUMS =
  'set local max_parallel_workers_per_gather = 0; set local synchronize_seqscans = off';

async function exportAtMoment(session: Session, options: ExportOptions): Promise<ExportedNode> {
  const { node, schema, manifest } = options;
  const journal: Journal = { session, schema };
  const catalog = await readRelations(session, relationsOf(Object.values<Node>(manifest.nodes)));
  const { asOf, seals, sealedColumns, warnings } = await checkExportable(journal, catalog, options);
  const select = await selectOf({ ...options, asOf }, { catalog, sealedColumns });
  const columns = await describeQuery(session, select);
  const { key, isUnique } = keyOf(node);
  const known = key.filter((name) => columns.some((column) => column.name === name));
  const isKeyUnique = isUnique && known.length === key.length;
  const sql = exportSql({ select: select.sql, columns, key: known, isKeyUnique });
  const rowCount = await session.copyTo(sql, await options.openTarget());
  return {
    asOf,
    rowCount,
    columns,
    orderBy: known.length > 0 ? known : columns.map((column) => column.name),
    compiledHash: hashOf(select.sql),
    seals,
    warnings,
  };
}

function relationsOf(nodes: readonly Node[]): readonly Relation[] {
  return nodes.flatMap((each) =>
    each.kind === 'expectation' || each.relation === undefined ? [] : [each.relation],
  );
}

/** What an inlined node is at another as_of than the newest only its template can say. */
async function selectOf(
  { node, asOf, compile }: ExportOptions,
  {
    catalog,
    sealedColumns,
  }: {
    readonly catalog: ReadonlyMap<string, CatalogRelation>;
    readonly sealedColumns: ReadonlySet<string> | undefined;
  },
): Promise<Statement> {
  if (node.kind === 'model' && (node.temporality === 'inlined' || node.relation === undefined)) {
    const compiled = compileNode(node, {
      ...(await compile()),
      asOf,
      isIncremental: false,
      columnsOf: (relation) =>
        catalog.get(formatRelation(relation))?.columns.map((column) => column.name),
    });
    return around('', compiled);
  }
  if (node.kind === 'expectation' || node.relation === undefined) {
    return fail('selector-no-match', `"${node.name}" is no relation of the database`, {
      location: node.location,
      hint: 'export what it reads',
    });
  }
  const names = (catalog.get(formatRelation(node.relation))?.columns ?? []).map(({ name }) => name);
  // a column that the table got later is no part of what was sealed
  const columns = sealedColumns && columnList(names.filter((name) => sealedColumns.has(name)));
  const rows = `select ${columns ?? '*'} from ${renderRelation(node.relation)}`;
  const condition = rowsCondition(node, asOf);
  return { sql: condition === undefined ? rows : `${rows} where ${condition}` };
}
