import { type Diagnostic, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { historyCounts, historyOverlaps } from '../../core/materialization/verify-history.ts';
import type { VerifiedNode } from '../../core/plan/verification.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { type HistoryRecord, readHistories } from '../../journal/histories.ts';
import type { Journal } from '../../journal/journal.ts';
import { readOid } from '../../postgres/catalog.ts';
import { number } from '../../postgres/row.ts';
import type { StoredModel } from '../model/stored-model.ts';

/** Counts the versions valid at each as_of that is held, and looks for such as are valid at once. */
export async function verifyHistory(
  journal: Journal,
  node: StoredModel,
  asOfs: readonly string[],
): Promise<VerifiedNode> {
  const held = (await readHistories(journal, [node.id])).filter(
    ({ asOf }) => asOfs.length === 0 || asOfs.includes(asOf),
  );
  const hasTable = (await readOid(journal.session, node.relation)) !== undefined;
  const found = hasTable ? await compare(journal, node, held) : { rowCount: 0, findings: [] };
  const gone =
    hasTable || held.length === 0 ? [] : [mismatch(node, 'is journalled, and its table is gone')];
  return {
    node: node.id,
    relation: formatRelation(node.relation),
    kind: node.config.materialized,
    seals: [],
    rowCount: found.rowCount,
    findings: [...found.findings, ...gone],
  };
}

async function compare(
  { session }: Journal,
  node: StoredModel,
  held: readonly HistoryRecord[],
): Promise<Pick<VerifiedNode, 'rowCount' | 'findings'>> {
  const counted = held.filter((each) => each.rowCount !== undefined);
  const { rows } = await session.query(
    historyCounts(
      node.relation,
      node.config,
      counted.map((each) => each.asOf),
    ),
  );
  const counts = rows[0] ?? {};
  const differing = counted.flatMap(({ asOf, rowCount }, at): Diagnostic[] => {
    const there = number(counts, `at_${at}`);
    if (there === rowCount) return [];
    return [mismatch(node, `of ${asOf} reads as ${there} rows, and ${rowCount} were built`)];
  });
  const overlapping = await session.query(historyOverlaps(node.relation, node.config.uniqueKey));
  const overlaps = overlapping.rows.map((row) =>
    mismatch(
      node,
      `has versions that are valid at once: ${node.config.uniqueKey.map((name) => `${name} = ${row[name]}`).join(', ')}`,
    ),
  );
  return { rowCount: number(counts, 'row_count'), findings: [...differing, ...overlaps] };
}

function mismatch(node: StoredModel, what: string): Diagnostic {
  return diagnostic('verify-mismatch', `"${node.name}" ${what}`, {
    location: node.location,
    hint: 'find out who changed it; building the as_of again with --full-refresh puts its rows right',
  });
}
