import type { Session } from '../../src/postgres/session.ts';
import { formatTable } from '../../src/report/format-table.ts';
import { code, fence, table } from './markdown.ts';

interface JournalTable {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly (readonly [name: string, type: string, comment: string])[];
}

/** Questions that people ask of the journal; the answers are those of a small project. */
export const QUERIES: readonly { readonly question: string; readonly sql: string }[] = [
  {
    question: 'Which as_of does each table hold, and since when?',
    sql: `select relation, as_of, updated_at
from asof.watermarks
order by relation`,
  },
  {
    question: 'What did each build of a month write?',
    sql: `select distinct on (node_id, as_of)
  relation, as_of, rows_inserted, rows_updated, rows_unchanged, rows_missing
from asof.node_runs
where status in ('success', 'warn')
order by node_id, as_of, finished_at desc`,
  },
  {
    question: 'What does not hold now, and how are its rows listed?',
    sql: `select id, as_of, status, unexpected_count, result ->> 'sql' as listed_by
from (
  select distinct on (id, as_of) *
  from asof.expectation_results
  order by id, as_of, checked_at desc
) as latest
where status <> 'pass'`,
  },
  {
    question: 'Which snapshots are sealed, and what did they hold?',
    sql: `select relation, as_of, row_count, checksum, sealed_at
from asof.snapshots
where status = 'sealed'
order by relation, as_of`,
  },
];

/** docs/reference/journal.md: the tables of the schema `asof`, as a migrated database has them. */
export async function journalPage(session: Session): Promise<string> {
  const tables = await readTables(session);
  const answers = [];
  for (const { question, sql } of QUERIES) {
    answers.push(`**${question}**`, '', ...fence('sql', sql), '');
    answers.push(...fence('text', await answer(session, sql)), '');
  }
  return [
    '# The journal',
    '',
    'asof writes down what it does in the schema `asof` of the database it works on (with `schema_prefix` of',
    'the target before it). A row about a node commits in the transaction that changes the node’s data, so',
    'the two cannot disagree. The tables are yours to query; only asof writes them. They change by',
    'migrations, which the next command of a newer asof applies. `\\d+ asof.runs` in psql says the same as',
    'this page.',
    '',
    'Beside it stands the schema `asof_failures`: the rows that shut a gate, a table for each expectation, until',
    'it holds. `select * from asof_failures."orders.amount.non_negative"` lists them: `run_id`, `as_of`,',
    '`failed_at` and the row itself as JSON.',
    '',
    '## Questions to ask it',
    '',
    ...answers,
    ...tables.flatMap(({ name, about, columns }) => [
      `## asof.${name}`,
      '',
      about,
      '',
      ...table(
        ['column', 'type', 'meaning'],
        columns.map(([column, type, comment]) => [code(column), type, comment]),
      ),
      '',
    ]),
  ].join('\n');
}

async function readTables(session: Session): Promise<readonly JournalTable[]> {
  const { rows } =
    await session.query(`select c.relname::text as table, obj_description(c.oid) as about,
  a.attname::text as column, format_type(a.atttypid, a.atttypmod) as type,
  col_description(c.oid, a.attnum) as comment
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'asof'::regnamespace and c.relkind = 'r'
order by c.oid, a.attnum`);
  const names = [...new Set(rows.map((row) => String(row['table'])))];
  return names.map((name) => {
    const columns = rows.filter((row) => row['table'] === name);
    return {
      name,
      about: String(columns[0]?.['about']),
      columns: columns.map((row) => [
        String(row['column']),
        String(row['type']),
        String(row['comment']),
      ]),
    };
  });
}

async function answer(session: Session, sql: string): Promise<string> {
  const { rows } = await session.query(sql);
  const [first = {}] = rows;
  const names = Object.keys(first);
  const cells = rows.map((row) =>
    names.map((name) => String(row[name] ?? 'NULL').replace(/\s+/g, ' ')),
  );
  const head = names.map((name) => ({ name, align: 'left' as const }));
  return formatTable(head, cells).join('\n');
}
