import { execFile } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { peersDirectory, systemPython } from './environment.ts';

export interface FinalRowsOptions {
  readonly url: string;
  readonly seedsDirectory: string;
  /** The last as_of that was built; snapshots and the training set hold every one up to it. */
  readonly asOf: string;
  /** Where a table is, if not in `public` under its own name. */
  readonly relationOf?: (table: string) => { readonly schema: string; readonly name: string };
  /** The tables to look at; all six live ones, six snapshots and the training set if not given. */
  readonly tables?: readonly string[];
}

/**
 * What a database holds against what expected_state.py says it must, table by table and row by row; one sentence for
 * each table that differs (at its first difference), so an empty list means the same final rows. Needs Python 3.
 */
export async function finalRowDifferences(options: FinalRowsOptions): Promise<string[]> {
  const expected = mkdtempSync(join(tmpdir(), 'expected-state-'));
  const client = new Client({ connectionString: options.url });
  try {
    await writeExpectedState(options, expected);
    await client.connect();
    const differences: string[] = [];
    for (const file of readdirSync(expected).sort()) {
      const table = parse(file).name;
      const relation = options.relationOf?.(table) ?? { schema: 'public', name: table };
      const difference = await firstDifference(client, relation, join(expected, file));
      if (difference !== undefined) differences.push(`${table}: ${difference}`);
    }
    return differences;
  } finally {
    await client.end();
    rmSync(expected, { recursive: true, force: true });
  }
}

async function writeExpectedState(
  { seedsDirectory, asOf, tables }: FinalRowsOptions,
  out: string,
): Promise<void> {
  const script = join(peersDirectory, 'expected_state.py');
  const which = tables === undefined ? [] : ['--tables', ...tables];
  await promisify(execFile)(systemPython(), [
    '-B',
    script,
    ...['--seeds', seedsDirectory, '--as-of', asOf, '--out', out],
    ...which,
  ]);
}

async function firstDifference(
  client: Client,
  relation: { readonly schema: string; readonly name: string },
  expectedFile: string,
): Promise<string | undefined> {
  const expected = createInterface({ input: createReadStream(expectedFile) })[
    Symbol.asyncIterator
  ]();
  const header = await expected.next();
  const columns = String(header.value).split(',');
  const query = await canonicalQuery(client, relation, columns);
  if (typeof query !== 'string') return `it lacks ${query.missing.join(', ')}`;

  const copy = client.query(copyTo(`copy (${query}) to stdout (format csv)`));
  let line = 1;
  let difference: string | undefined;
  // The copy is read to its end even after a difference: the connection is needed for the next table.
  for await (const found of createInterface({ input: copy })) {
    if (difference !== undefined) continue;
    line += 1;
    const next = await expected.next();
    if (next.done === true) difference = `line ${line} should not be there: ${found}`;
    else if (next.value !== found) difference = `line ${line} must be ${next.value}, not ${found}`;
  }
  if (difference !== undefined) return difference;
  const rest = await expected.next();
  return rest.done === true ? undefined : `line ${line + 1} is missing: ${rest.value}`;
}

/** The columns as expected_state.py writes them, in the order of their key. */
async function canonicalQuery(
  client: Client,
  { schema, name }: { readonly schema: string; readonly name: string },
  columns: readonly string[],
): Promise<string | { readonly missing: readonly string[] }> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select column_name::text as name, data_type::text as type
     from information_schema.columns
     where table_schema = $1 and table_name = $2`,
    [schema, name],
  );
  const types = new Map(rows.map((row) => [row.name, row.type]));
  const missing = columns.filter((column) => !types.has(column));
  if (missing.length > 0) return { missing };
  const cells = columns.map((column) =>
    types.get(column) === 'numeric' ? `trim_scale(${column})::text` : `${column}::text`,
  );
  const key = columns.includes('as_of') ? 'user_id collate "C", as_of' : 'user_id collate "C"';
  const from = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
  return `select ${cells.join(', ')} from ${from} order by ${key}`;
}
