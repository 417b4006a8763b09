import { runScript, timedScript } from '../measuring/psql.ts';
import { takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import { GIVEN_COLUMNS, GIVEN_SOURCE, givenTable } from './given-table.ts';
import type { Row } from './row.ts';

const COLUMNS = GIVEN_COLUMNS.join(', ');

export const snapshot: Row = {
  name: 'snapshot',
  title: 'a snapshot, keyed and sealed',
  needsPsql: true,
  async measure({ rows, rounds }) {
    using workspace = openWorkspace({
      'project.yml': 'name: bench\nvars:\n  as_of: {type: date}\n',
      'models/sources.yml': GIVEN_SOURCE,
      'models/frozen.sql': [
        "{{ config(materialized='snapshot', unique_key='id') }}",
        `select ${COLUMNS} from {{ source('given', 'batch') }}`,
      ].join('\n'),
    });
    const { url } = workspace;
    runScript(url, givenTable(rows));
    runScript(
      url,
      `create table by_hand as select *, date '2024-01-01' as as_of from given.batch with no data;
alter table by_hand add primary key (id, as_of)`,
    );
    const turns = await takeTurns(rounds, {
      asof: (round) => {
        runScript(url, 'checkpoint');
        return workspace.timed('models', '--vars', `as_of=${asOfOf(round)}`);
      },
      baseline: (round) => {
        runScript(url, 'truncate by_hand; checkpoint');
        return timedScript(
          url,
          `insert into by_hand select *, date '${asOfOf(round)}' from given.batch;\n`,
        );
      },
    });
    return [
      {
        status: 'measured',
        what: `snapshot of ${rows} rows x 8 columns, sealed`,
        against: 'insert ... select',
        unit: 'seconds',
        ...turns,
        goal: { type: 'ratio', atMost: 1.15 },
        note: 'asof also sums every row for the seal; by hand, the keyed table is empty before each turn',
      },
    ];
  },
};

/** Each round freezes a date of its own. */
function asOfOf(round: number): string {
  return new Date(Date.UTC(2024, round + 1, 0)).toISOString().slice(0, 10);
}
