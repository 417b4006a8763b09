import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../src/core/expectation/registry.ts';
import { parseConnectionUrl } from '../../src/postgres/connection-settings.ts';
import { openSessions } from '../../src/postgres/sessions.ts';
import { compareWithCase } from './compare-with-case.ts';
import type { ConformanceCase, Dataset } from './conformance-case.ts';
import { runCase } from './run-case.ts';

// ASOF_GX_CASES=<directory> ASOF_TEST_URL=<url> npx tsx bench/conformance/gx.ts
//
// Runs Great Expectations' own cases (cases.jsonl and datasets.json in the directory) for every
// check that the registry has, and prints where the answers differ. Ends with 1 where one does
// that carries none of the flags below.

/** Where Great Expectations' answer is a defect, or what the case needs is not there. */
const EXCUSES = ['gx_quirk', 'null_comparison_passes', 'suite_parameter'];

const directory = process.env['ASOF_GX_CASES'];
const url = process.env['ASOF_TEST_URL'];
if (directory === undefined || url === undefined || !existsSync(join(directory, 'cases.jsonl'))) {
  console.log('skipped: ASOF_GX_CASES and ASOF_TEST_URL name the cases and a database');
} else {
  process.exitCode = await main(directory, url);
}

async function main(from: string, databaseUrl: string): Promise<number> {
  const datasets: Record<string, Dataset> = JSON.parse(read(from, 'datasets.json'));
  const cases: ConformanceCase[] = read(from, 'cases.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const implemented = new Set(CHECKS.map((check) => check.fullName));
  const ours = cases.filter((each) => implemented.has(each.expectation));
  await using sessions = await openSessions({
    settings: parseConnectionUrl(databaseUrl, {}),
    size: 1,
  });
  const counts = { agree: 0, excused: 0, differ: 0 };
  await sessions.use(async (session) => {
    for (const each of ours) {
      const differences = compareWithCase(each, await runCase(session, each, datasets));
      const excuse = each.flags.find((flag) => EXCUSES.includes(flag));
      if (differences.length === 0) counts.agree += 1;
      else if (excuse !== undefined) counts.excused += 1;
      else counts.differ += 1;
      for (const difference of differences) {
        console.log(`${excuse ?? 'DIFFERS'}  ${each.id} (${each.title})\n         ${difference}`);
      }
    }
  });
  console.log(
    `${ours.length} of ${cases.length} cases are of our checks: ${counts.agree} agree, ` +
      `${counts.excused} differ where they may, ${counts.differ} differ`,
  );
  return counts.differ === 0 ? 0 : 1;
}

function read(from: string, name: string): string {
  return readFileSync(join(from, name), 'utf8');
}
