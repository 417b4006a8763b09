import type { SourceNode } from '../core/manifest/node.ts';
import { asOfColumnOf } from '../core/plan/rows-condition.ts';
import { quoteIdentifier } from '../core/sql/quote.ts';
import { renderRelation } from '../core/sql/relation.ts';
import { text } from '../postgres/row.ts';
import type { Session } from '../postgres/session.ts';

/** The as_ofs that the rows of these tables are of, in order. */
export async function readSourceAsOfs(
  session: Session,
  sources: readonly SourceNode[],
): Promise<readonly string[]> {
  if (sources.length === 0) return [];
  const selects = sources.map((source) => {
    const column = quoteIdentifier(asOfColumnOf(source));
    return `select ${column}::date::text as as_of from ${renderRelation(source.relation)} where ${column} is not null`;
  });
  const { rows } = await session.query(`${selects.join('\nunion\n')}\norder by 1`);
  return [...new Set(rows.map((row) => text(row, 'as_of')))];
}
