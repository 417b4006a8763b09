import { FACT_COLUMNS, fiftyExpectations, scanByHand } from '../data/fifty-expectations.ts';
import {
  createMixed,
  mixedByHand,
  mixedExpectations,
  mixedSource,
} from '../data/mixed-expectations.ts';
import { runScript, timedScript } from '../measuring/psql.ts';
import { bestOf, takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace, type Workspace } from '../measuring/workspace.ts';
import type { Measurement } from '../report/measurement.ts';
import type { Row, Sizes } from './row.ts';

export const expectations: Row = {
  name: 'expectations',
  title: 'fifty expectations on one table',
  needsPsql: true,
  measure: async (sizes) => [await measureMixed(sizes), await measureRowWise(sizes)],
};

const GOAL = { type: 'ratio', atMost: 1.3 } as const;

/** Of all kinds: row by row, aggregates, unique values, relationships, quantiles and modes. */
async function measureMixed({ scanRows, rounds }: Sizes): Promise<Measurement> {
  using workspace = openWorkspace({
    'project.yml': 'name: bench\n',
    'models/sources.yml': mixedSource('given', ['facts', 'few']),
    'expectations/facts.yml': mixedExpectations('given', 'facts'),
    'expectations/few.yml': mixedExpectations('given', 'few'),
  });
  const { url } = workspace;
  runScript(url, `create schema given;\n${createMixed('given', 'facts', scanRows)}`);
  runScript(url, createMixed('given', 'few', 1000));
  runScript(url, 'vacuum given.facts');
  const byHand = mixedByHand('given', 'facts');
  const before = rowsRead(url);
  testSource(workspace, 'given.facts');
  const scans = (rowsRead(url) - before) / scanRows;
  const turns = await takeTurns(rounds, {
    asof: () => testSource(workspace, 'given.facts'),
    baseline: () => timedScript(url, byHand.join('\n')),
  });
  const startUp = await bestOf(rounds, () => testSource(workspace, 'given.few'));
  const statements = byHand.filter((sql) => sql.startsWith('select')).length;
  return {
    status: 'measured',
    what: `50 mixed expectations on ${scanRows} rows`,
    against: `${statements} hand-written statements`,
    unit: 'seconds',
    ...turns,
    goal: GOAL,
    note: `asof reads the table ${scans} times; ${aboutStartUp(startUp)}`,
  };
}

/** None of which needs more than one look at each row. */
async function measureRowWise({ scanRows, rounds }: Sizes): Promise<Measurement> {
  using workspace = openWorkspace({
    'project.yml': 'name: bench\n',
    'models/sources.yml':
      'sources:\n  - name: given\n    tables: [{name: facts}, {name: nothing}]\n',
    'expectations/facts.yml': fiftyExpectations('given.facts'),
    'expectations/nothing.yml': fiftyExpectations('given.nothing'),
  });
  const { url } = workspace;
  const columns = FACT_COLUMNS.map(({ name, sql }) => `${sql} as ${name}`).join(', ');
  runScript(
    url,
    `create schema given;
create table given.facts as select ${columns} from generate_series(1, ${scanRows}) as n;
vacuum analyze given.facts;
create table given.nothing as select ${columns} from generate_series(1, 1000) as n`,
  );
  const turns = await takeTurns(rounds, {
    asof: () => testSource(workspace, 'given.facts'),
    baseline: () => timedScript(url, scanByHand('given.facts')),
  });
  const startUp = await bestOf(rounds, () => testSource(workspace, 'given.nothing'));
  return {
    status: 'measured',
    what: `50 row-wise expectations on ${scanRows} rows`,
    against: 'one hand-written scan',
    unit: 'seconds',
    ...turns,
    goal: GOAL,
    note: aboutStartUp(startUp),
  };
}

function testSource(workspace: Workspace, source: string): number {
  return workspace.timed('test', '--select', `source:${source}`);
}

/** How many rows of the table were read from end to end, by whatever number of processes. */
function rowsRead(url: string): number {
  const sql = `select pg_stat_force_next_flush(); select seq_tup_read from pg_stat_user_tables where relname = 'facts'`;
  return Number(runScript(url, sql));
}

function aboutStartUp(seconds: number): string {
  return `of asof's time, about ${Math.round(seconds * 1000)} ms are the same on 1000 rows; --scan-rows 5000000 is the size of the goal`;
}
