import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { Node } from '../../core/manifest/node.ts';
import { rowsCondition } from '../../core/plan/rows-condition.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import { renderRelation } from '../../core/sql/relation.ts';
import { sqlState } from '../../postgres/postgres-error.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { formatTable } from '../../report/format-table.ts';
import { locateWord } from '../command-line-text.ts';
import { connectionSettings } from '../connection-of.ts';
import type { Invocation } from '../invocation.ts';
import { nodeNamed } from '../node-named.ts';
import { openProject } from '../open-project.ts';

const UNDEFINED_TABLE = '42P01';
const DEFAULT_LIMIT = 10;

/** `show`: the first rows of a node as they are in the database, of the as_of if one is given. */
export async function show(invocation: Invocation): Promise<RunStatus> {
  const { args, flags, shell } = invocation;
  const workspace = await openProject(invocation);
  const [name = ''] = args;
  const node = nodeNamed(name, workspace.manifest, shell);
  const sql = firstRows(node, workspace.asOf, flags.limit ?? DEFAULT_LIMIT);
  const { directory } = workspace;
  const settings = await connectionSettings({ directory, ...(await workspace.place()) }, shell);
  await using sessions = await openSessions({ settings, size: 1 });
  const { rows } = await sessions
    .use((session) => session.query(sql), shell.signal)
    .catch((error: unknown) => {
      if (sqlState(error) !== UNDEFINED_TABLE) throw error;
      return fail('node-not-built', `"${node.name}" is not built yet`, {
        location: locateWord(shell, name),
        hint: `build it first: ${shell.program} build --select ${node.name}`,
      });
    });
  shell.answer(flags.json ? `${JSON.stringify({ rows })}\n` : rowsTable(rows));
  return 'success';
}

function firstRows(node: Node, asOf: string | undefined, limit: number): string {
  if (node.kind === 'expectation' || node.relation === undefined) {
    return fail('selector-no-match', `"${node.name}" is no relation of the database`, {
      hint: 'show a node that reads it, or see its SQL with "compile"',
    });
  }
  // without an as_of all is shown, of a history every version
  const condition = asOf === undefined ? undefined : rowsCondition(node, asOf);
  const where = condition === undefined ? '' : `\nwhere ${condition}`;
  return `select *\nfrom ${renderRelation(node.relation)}${where}\nlimit ${limit}`;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

function rowsTable(rows: Rows): string {
  const [first] = rows;
  if (first === undefined) return 'no rows\n';
  const columns = Object.keys(first).map((name) => ({
    name,
    align: rows.every((row) => isNumber(row[name])) ? ('right' as const) : ('left' as const),
  }));
  const lines = formatTable(
    columns,
    rows.map((row) => columns.map(({ name }) => cell(row[name]))),
  );
  return `${lines.join('\n')}\n`;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
