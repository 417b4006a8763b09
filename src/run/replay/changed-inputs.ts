import { type JournalTable, table } from '../../journal/journal.ts';
import { text } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';

export interface InputsQuestion {
  /** The schema of the journal, and that of the copy which a shadow began with. */
  readonly journal: string;
  readonly copy: string;
  /** What is built in the shadow: all else is an input, or of no interest. */
  readonly shadows: readonly string[];
  /** The nodes of the plan and what they read. */
  readonly nodeIds: readonly string[];
  readonly lastAsOf: string;
}

/** What each node holds, by what its rows in the journal say; later as_ofs are not replayed. */
const CONTENTS: readonly (readonly [JournalTable, string])[] = [
  ['seed_files', 'path, as_of, content_hash, settings_hash, row_count'],
  ['watermarks', 'as_of, version'],
  ['snapshots', 'as_of, checksum, status'],
  ['histories', 'as_of, version'],
];

/** The inputs that hold something else by now than when the shadow was begun, in order of their ids. */
export async function changedInputs(
  session: Session,
  { journal, copy, shadows, nodeIds, lastAsOf }: InputsQuestion,
): Promise<readonly string[]> {
  const differences = CONTENTS.map(([name, columns]) => {
    const rows = (schema: string) =>
      `select node_id, ${columns} from ${table({ schema }, name)}
where node_id = any ($1) and node_id <> all ($2) and coalesce(as_of, '-infinity') <= $3`;
    return `(${rows(journal)} except ${rows(copy)}) union all (${rows(copy)} except ${rows(journal)})`;
  });
  const { rows } = await session.query({
    sql: `select distinct node_id from (
${differences.map((each) => `select node_id from (${each}) as differing`).join('\nunion all\n')}
) as changed
order by 1`,
    values: [nodeIds, shadows, lastAsOf],
  });
  return rows.map((row) => text(row, 'node_id'));
}
