import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Arguments, formatUsage, parseArguments, UsageError } from './arguments.ts';
import { run } from './measuring/command.ts';
import { hasPsql } from './measuring/psql.ts';
import { ROOT } from './measuring/workspace.ts';
import { formatResults } from './report/format-results.ts';
import { judge } from './report/judge.ts';
import type { Measurement } from './report/measurement.ts';
import { ROWS } from './rows/registry.ts';
import type { Row, Sizes } from './rows/row.ts';

// npm run bench [-- NAME… --json]: see bench/README.md

const { rows, sizes, isJson } = readArguments(process.argv.slice(2));
// what is measured is what users get: the built files
run(['npm', 'run', '--silent', 'build'], { cwd: ROOT });
const measurements: (Measurement & { readonly row: string })[] = [];
for (const row of rows) {
  console.error(`measuring ${row.name}: ${row.title}`);
  for (const each of await measure(row, sizes)) measurements.push({ row: row.name, ...each });
}
const result = {
  at: new Date().toISOString(),
  machine: { node: process.version, cpus: cpus().length, memoryBytes: totalmem() },
  sizes,
  measurements: measurements.map((each) =>
    each.status === 'measured' ? { ...each, ...judge(each) } : each,
  ),
};
const json = `${JSON.stringify(result, null, 2)}\n`;
mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
writeFileSync(join(ROOT, 'bench/results/latest.json'), json);
process.stdout.write(isJson ? json : formatResults(measurements));

function readArguments(words: readonly string[]): Arguments {
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(formatUsage(ROWS));
    process.exit(0);
  }
  try {
    return parseArguments(words, ROWS);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(
      `error: ${error.message}\nhint: npm run bench -- --help lists what there is\n`,
    );
    process.exit(2);
  }
}

async function measure(row: Row, given: Sizes): Promise<readonly Measurement[]> {
  const what = `${row.name}: ${row.title}`;
  if (row.needsPsql && !hasPsql()) return [{ status: 'not-measured', what, reason: 'no psql' }];
  return row.measure(given);
}
