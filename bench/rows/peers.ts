import { Client } from 'pg';
import { BEYOND_REFERENCE, type Flagship, openFlagship } from '../measuring/flagship.ts';
import type { Peer } from '../peers/environment.ts';
import { finalRowDifferences } from '../peers/final-rows.ts';
import { type PeerMonth, runPeer } from '../peers/run-peer.ts';
import type { Measurement } from '../report/measurement.ts';
import type { Row } from './row.ts';

const PEERS = [
  { peer: 'original', against: 'pandas, SQLAlchemy, Great Expectations' },
  { peer: 'dbt', against: 'dbt: seed, run, test, snapshot' },
  { peer: 'sqlmesh', against: 'SQLMesh: plan, run' },
] as const;

export const peers: Row = {
  name: 'peers',
  title: 'two reference months by other stacks, in Python environments made on demand',
  needsPsql: false,
  isOptional: true,
  async measure({ users }) {
    using flagship = openFlagship({ users, months: 2 });
    const measured: Measurement[] = [];
    for (const { peer, against } of PEERS) {
      measured.push(await measurePeer(flagship, { peer, against, users }));
    }
    return measured;
  },
};

async function measurePeer(
  flagship: Flagship,
  {
    peer,
    against,
    users,
  }: { readonly peer: Peer; readonly against: string; readonly users: number },
): Promise<Measurement> {
  const { workspace, seedsDirectory } = flagship;
  const what = `two months of ${users} users, against ${peer}`;
  const months = flagship.months.map(({ asOf, folder }) => ({
    asOf,
    month: folder.replace('month_', ''),
  }));
  const url = await newDatabase(workspace.url, `peer_${peer}`);
  const result = await runPeer(peer, { url, seedsDirectory, months });
  if (result.status === 'not-run')
    return { status: 'not-measured', what, reason: `not run: ${result.reason}` };
  if (result.status === 'error')
    return { status: 'not-measured', what, reason: `it failed: ${result.message}` };

  await execute(workspace.url, EMPTY);
  const asof = months
    .map(({ asOf: date }) =>
      workspace.timed('build', '--vars', `as_of=${date}`, ...BEYOND_REFERENCE),
    )
    .reduce((sum, seconds) => sum + seconds, 0);
  const asOf = months.at(-1)?.asOf ?? '';
  const differences = [
    ...(await finalRowDifferences({ url: workspace.url, seedsDirectory, asOf })).map(
      (each) => `asof: ${each}`,
    ),
    ...(await finalRowDifferences({ url, seedsDirectory, asOf })).map((each) => `${peer}: ${each}`),
  ];
  if (differences.length > 0)
    return { status: 'not-measured', what, reason: `other final rows: ${differences.join('; ')}` };
  return {
    status: 'measured',
    what,
    against,
    unit: 'seconds',
    asof,
    baseline: result.months.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0),
    goal: { type: 'times-faster', atLeast: 10 },
    note: `both have the same final rows; ${result.months.map(describeMonth).join('; ')}`,
  };
}

function describeMonth({ asOf, seconds }: PeerMonth): string {
  const phases = Object.entries(seconds).map(([name, value]) => `${name} ${value.toFixed(1)} s`);
  return `${asOf}: ${phases.join(', ')}`;
}

/** What asof has made is dropped, so that it builds both months anew beside each peer. */
const EMPTY = `drop schema if exists raw cascade;
drop schema if exists asof cascade;
drop schema public cascade;
create schema public;
checkpoint`;

async function newDatabase(url: string, name: string): Promise<string> {
  await execute(url, `create database ${name}`);
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
