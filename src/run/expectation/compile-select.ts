import type { Node } from '../../core/manifest/node.ts';
import type { CompileContext } from '../../core/plan/compile-node.ts';
import type { Column } from '../../core/sql/column.ts';
import type { CompiledSql } from '../../core/sql/compiled-sql.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import type { CatalogRelation } from '../../postgres/catalog.ts';
import type { RunContext } from '../run-context.ts';

/** The columns of relations, by their names as people read them. */
export type Catalog = ReadonlyMap<
  string,
  { readonly columns: readonly Column[] } & Partial<Pick<CatalogRelation, 'kind' | 'primaryKey'>>
>;

/**
 * The SQL of a model or of an expectation in SQL, with the columns that the catalog shows. Templates
 * are loaded by the first that is compiled: a run of seeds needs none.
 */
export async function compileSelect(
  node: Node,
  { compile }: RunContext,
  options: Pick<CompileContext, 'asOf' | 'unpublished'> & { readonly catalog: Catalog },
): Promise<CompiledSql> {
  const { catalog, ...rest } = options;
  const { compileNode } = await import('../../core/plan/compile-node.ts');
  return compileNode(node, {
    ...(await compile()),
    ...rest,
    isIncremental: false,
    columnsOf: (relation) =>
      catalog.get(formatRelation(relation))?.columns.map((column) => column.name),
  });
}
