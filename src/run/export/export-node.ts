import type { Writable } from 'node:stream';
import { type Diagnostic, fail } from '../../core/diagnostics/diagnostic.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { Node } from '../../core/manifest/node.ts';
import type { CompileBasis } from '../../core/plan/compile-basis.ts';
import { compileNode } from '../../core/plan/compile-node.ts';
import { type ExportedSeal, exportSql, keyOf } from '../../core/plan/export.ts';
import { rowsCondition } from '../../core/plan/rows-condition.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import { around, type Statement } from '../../core/sql/statement.ts';
import { hashOf } from '../../core/time/version.ts';
import type { Journal } from '../../journal/journal.ts';
import { type CatalogRelation, readRelations } from '../../postgres/catalog.ts';
import { describeQuery } from '../../postgres/describe-query.ts';
import type { Sessions } from '../../postgres/session.ts';
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
  const { node, sessions, schema, signal, manifest } = options;
  return sessions.use(
    (session) =>
      inTransaction(session, { isolation: 'repeatable read' }, async () => {
        await session.query('set transaction read only');
        const journal: Journal = { session, schema };
        const relations = Object.values<Node>(manifest.nodes).flatMap((each) =>
          each.kind === 'expectation' || each.relation === undefined ? [] : [each.relation],
        );
        const catalog = await readRelations(session, relations);
        const { asOf, seals, warnings } = await checkExportable(journal, catalog, options);
        const select = await selectOf({ ...options, asOf }, catalog);
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
      }),
    signal,
  );
}

/** What an inlined node is at another as_of than the newest only its template can say. */
async function selectOf(
  { node, asOf, compile }: ExportOptions,
  catalog: ReadonlyMap<string, CatalogRelation>,
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
  const rows = `select * from ${renderRelation(node.relation)}`;
  const condition = rowsCondition(node, asOf);
  return { sql: condition === undefined ? rows : `${rows} where ${condition}` };
}
