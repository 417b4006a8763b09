import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseConnectionUrl } from '../../src/postgres/connection-settings.ts';
import { openSessions } from '../../src/postgres/sessions.ts';
import { formatTable } from '../../src/report/format-table.ts';
import { compareWithCase } from './compare-with-case.ts';
import type { ConformanceCase, Dataset } from './conformance-case.ts';
import { DELIBERATE_DIFFERENCES } from './deliberate-differences.ts';
import { runCase } from './run-case.ts';

// npm run conformance -- <directory>
//
// Runs Great Expectations' own cases (cases.jsonl and datasets.json in the directory, or in that of
// ASOF_GX_CASES), as a user would declare them, on the server of ASOF_TEST_URL or an embedded one.
// Prints how many agree, by expectation, and each difference. Ends with 1 where one is not among
// the deliberate ones.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const COLUMNS = ['expectation', 'cases', 'agree', 'deliberate', 'differ'].map((name, index) => ({
  name,
  align: index === 0 ? ('left' as const) : ('right' as const),
}));

const directory = process.argv[2] ?? process.env['ASOF_GX_CASES'];
if (directory === undefined || !existsSync(join(directory, 'cases.jsonl'))) {
  console.error(`there is no cases.jsonl in ${directory ?? '(no directory given)'}`);
  console.error('name the directory of the cases: npm run conformance -- <directory>');
  process.exitCode = 2;
} else {
  process.exitCode = await main(directory, process.env['ASOF_TEST_URL'] ?? embeddedUrl());
}

function embeddedUrl(): string {
  const run = join(ROOT, 'bin', 'run.js');
  return execFileSync(process.execPath, [run, 'db', 'url'], { cwd: ROOT, encoding: 'utf8' }).trim();
}

interface Tally {
  agree: number;
  deliberate: number;
  differ: number;
}

async function main(from: string, databaseUrl: string): Promise<number> {
  const datasets: Record<string, Dataset> = JSON.parse(read(from, 'datasets.json'));
  const cases: ConformanceCase[] = read(from, 'cases.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const tallies = new Map<string, Tally>();
  await using sessions = await openSessions({
    settings: parseConnectionUrl(databaseUrl, {}),
    size: 1,
  });
  await sessions.use(async (session) => {
    for (const each of cases) {
      const differences = compareWithCase(each, await runCase(session, each, datasets));
      const tally = tallies.get(each.expectation) ?? { agree: 0, deliberate: 0, differ: 0 };
      tallies.set(each.expectation, tally);
      const reason = DELIBERATE_DIFFERENCES[each.id];
      if (differences.length === 0) tally.agree += 1;
      else if (reason !== undefined) tally.deliberate += 1;
      else tally.differ += 1;
      for (const difference of differences) {
        console.log(
          `${reason === undefined ? 'differs' : 'deliberate'}: ${each.id} (${each.title})`,
        );
        console.log(`  ${difference}`);
        if (reason !== undefined) console.log(`  ${reason}`);
      }
    }
  });
  const differ = printTallies(tallies);
  return differ === 0 ? 0 : 1;
}

function printTallies(tallies: ReadonlyMap<string, Tally>): number {
  const all = [...tallies.values()];
  const total = (of: keyof Tally): number => all.reduce((sum, tally) => sum + tally[of], 0);
  const rows = [
    ...[...tallies].sort(([one], [other]) => (one < other ? -1 : 1)),
    [
      'together',
      { agree: total('agree'), deliberate: total('deliberate'), differ: total('differ') },
    ] as const,
  ].map(([name, { agree, deliberate, differ }]) => [
    name,
    String(agree + deliberate + differ),
    String(agree),
    String(deliberate),
    String(differ),
  ]);
  for (const line of formatTable(COLUMNS, rows)) console.log(line);
  return total('differ');
}

function read(from: string, name: string): string {
  return readFileSync(join(from, name), 'utf8');
}
