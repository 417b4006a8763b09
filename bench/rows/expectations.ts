import { FACT_COLUMNS, fiftyExpectations, scanByHand } from '../data/fifty-expectations.ts';
import { runScript, timedScript } from '../measuring/psql.ts';
import { bestOf, takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import type { Row } from './row.ts';

export const expectations: Row = {
  name: 'expectations',
  title: 'fifty expectations on one table',
  needsPsql: true,
  async measure({ scanRows, rounds }) {
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
    const test = (source: string) => workspace.timed('test', '--select', `source:${source}`);
    const turns = await takeTurns(rounds, {
      asof: () => test('given.facts'),
      baseline: () => timedScript(url, scanByHand('given.facts')),
    });
    const startUp = await bestOf(rounds, () => test('given.nothing'));
    return [
      {
        status: 'measured',
        what: `50 expectations on ${scanRows} rows`,
        against: 'one hand-written scan',
        unit: 'seconds',
        ...turns,
        goal: { type: 'ratio', atMost: 1.3 },
        note: `of asof's time, about ${Math.round(startUp * 1000)} ms are the same on 1000 rows; --scan-rows 5000000 is the size of the goal`,
      },
    ];
  },
};
