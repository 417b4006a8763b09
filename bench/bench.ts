import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bestOf, run } from './measure.ts';
import { runPeer } from './peers/run-peer.ts';
import { writeMonths } from './streamflow/write-months.ts';

// npm run bench [-- --users 704300] [-- --peers]: ratios in one run against the thing to beat.

interface Row {
  readonly what: string;
  readonly against: string;
  readonly seconds: number;
  readonly baseline: number;
}

const ROOT = join(import.meta.dirname, '..');
const ASOF = ['node', join(ROOT, 'bin/run.js')] as const;
const PEERS = ['original', 'dbt', 'sqlmesh'] as const;
const users = Number(argument('--users') ?? 70_430);
const directory = mkdtempSync(join(tmpdir(), 'asof-bench-'));

try {
  const rows = [...startUp(), ...seeds(), ...month()];
  console.table(
    rows.map((row) => ({ ...row, ratio: Number((row.seconds / row.baseline).toFixed(2)) })),
  );
  const peers = process.argv.includes('--peers') ? await runPeers() : [];
  mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
  const result = { at: new Date().toISOString(), node: process.version, users, rows, peers };
  writeFileSync(join(ROOT, 'bench/results/latest.json'), `${JSON.stringify(result, null, 2)}\n`);
} finally {
  run([...ASOF, 'db', 'drop', '--project-dir', directory]);
  rmSync(directory, { recursive: true, force: true });
}

function startUp(): readonly Row[] {
  const baseline = bestOf(10, ['node', '-e', '0']);
  return (['--version', 'ls'] as const).map((word) => ({
    what: `run ${word}`,
    against: 'node -e 0',
    seconds: bestOf(10, [...ASOF, word], { cwd: ROOT }),
    baseline,
  }));
}

/** One seed of six typed columns against \copy of the same file into a table like it. */
function seeds(): readonly Row[] {
  prepareFlagship();
  const words = [
    ...ASOF,
    'seed',
    '--project-dir',
    directory,
    '--quiet',
    '--select',
    'raw_usage_agg_30d',
  ] as const;
  const psql = [
    'psql',
    '-qX',
    '-v',
    'ON_ERROR_STOP=1',
    run([...ASOF, 'db', 'url', '--project-dir', directory]).trim(),
  ] as const;
  const file = join(directory, 'seeds/month_000/usage_agg_30d.csv');
  run([...words, '--vars', 'as_of=2024-01-31']);
  run([
    ...psql,
    '-c',
    'create table copied (like raw.raw_usage_agg_30d); alter table copied drop column as_of, drop column month',
  ]);
  const copied = bestOf(3, [
    ...psql,
    '-c',
    'truncate copied',
    '-c',
    `\\copy copied from '${file}' csv header`,
  ]);
  const loaded = bestOf(3, [...words, '--full-refresh', '--vars', 'as_of=2024-01-31']);
  return [
    { what: `seed of ${users} rows`, against: 'psql \\copy', seconds: loaded, baseline: copied },
  ];
}

/** The whole month against itself when nothing changed. */
function month(): readonly Row[] {
  const build = [
    ...ASOF,
    'build',
    '--project-dir',
    directory,
    '--quiet',
    '--vars',
    'as_of=2024-01-31',
  ] as const;
  const seconds = bestOf(1, build);
  return [
    {
      what: `month of ${users} users, unchanged`,
      against: 'the first build',
      seconds: bestOf(3, build),
      baseline: seconds,
    },
  ];
}

function prepareFlagship(): void {
  for (const part of ['project.yml', 'models', 'macros', 'expectations']) {
    run(['cp', '-r', join(ROOT, part), directory]);
  }
  mkdirSync(join(directory, 'seeds'));
  run(['cp', join(ROOT, 'seeds/streamflow.yml'), join(directory, 'seeds')]);
  writeMonths({ directory: join(directory, 'seeds'), users, months: 1 });
}

async function runPeers() {
  const server = run([...ASOF, 'db', 'url', '--project-dir', directory]).trim();
  const results = [];
  for (const peer of PEERS) {
    const result = await runPeer(peer, {
      url: server,
      seedsDirectory: join(directory, 'seeds'),
      months: [{ month: '000', asOf: '2024-01-31' }],
    });
    console.log(peer, JSON.stringify(result));
    results.push({ peer, result });
  }
  return results;
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
