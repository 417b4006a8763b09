import { heldContent, parseVersion } from '../core/time/version.ts';
import { text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';

export interface InputQuestion {
  readonly nodeId: string;
  readonly asOf: string;
}

/**
 * The content part of the version that each node had when it was last built at the as_of, whatever it
 * holds now; of one that knows no as_of, what it holds. Nodes that nothing is known of are left out.
 */
export async function readInputContents(
  journal: Journal,
  questions: readonly InputQuestion[],
): Promise<(question: InputQuestion) => string | undefined> {
  const { rows } = await journal.session.query({
    sql: `select q.node_id, q.as_of, coalesce(built.version, w.version) as version
from jsonb_to_recordset($1) as q (node_id text, as_of date)
left join lateral (
  select n.version
  from ${table(journal, 'node_runs')} as n
  where n.node_id = q.node_id and coalesce(n.as_of, '-infinity') = q.as_of
    -- the condition of the index node_runs_applied
    and n.status in ('success', 'warn', 'unchanged') and n.version is not null
  order by n.written desc
  limit 1
) as built on true
left join ${table(journal, 'watermarks')} as w on w.node_id = q.node_id and w.as_of is null
where coalesce(built.version, w.version) is not null`,
    values: [
      JSON.stringify(questions.map(({ nodeId, asOf }) => ({ node_id: nodeId, as_of: asOf }))),
    ],
  });
  const known = new Map(
    rows.map((row) => [
      keyOf({ nodeId: text(row, 'node_id'), asOf: text(row, 'as_of') }),
      heldContent(parseVersion(text(row, 'version'))),
    ]),
  );
  return (question) => known.get(keyOf(question));
}

function keyOf({ nodeId, asOf }: InputQuestion): string {
  return `${asOf} ${nodeId}`;
}
