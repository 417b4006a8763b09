import type { ModelNode, SeedNode, SourceNode } from '../manifest/node.ts';
import { VALID_FROM, validAt } from '../materialization/history-columns.ts';
import { dateLiteral, quoteIdentifier } from '../sql/quote.ts';

/**
 * The condition that picks the rows of an as_of; of a history that knows none, those that are valid
 * now. undefined: all of them.
 */
export function rowsCondition(
  node: ModelNode | SeedNode | SourceNode,
  asOf: string | undefined,
): string | undefined {
  if (isHistory(node)) return validAt(node.config, node.temporality === 'dated' ? asOf : undefined);
  if (node.temporality !== 'dated' || asOf === undefined) return undefined;
  return `${quoteIdentifier(asOfColumnOf(node))} = ${dateLiteral(asOf)}`;
}

/** The column that says which as_of a row of a dated node belongs to; of a history, from when on it is valid. */
export function asOfColumnOf(node: ModelNode | SeedNode | SourceNode): string {
  if (isHistory(node)) return VALID_FROM;
  if (node.kind === 'source') return node.asOfColumn ?? 'as_of';
  return node.kind === 'model' ? (node.config.asOfColumn ?? 'as_of') : 'as_of';
}

export type HistoryNode = ModelNode & { readonly config: { readonly materialized: 'history' } };

export function isHistory(node: ModelNode | SeedNode | SourceNode): node is HistoryNode {
  return node.kind === 'model' && node.config.materialized === 'history';
}
