import { runScript, timedScript } from '../measuring/psql.ts';
import { takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import { GIVEN_COLUMNS, GIVEN_SOURCE, givenTable } from './given-table.ts';
import type { Row } from './row.ts';

const AS_OFS = ['2024-01-31', '2024-02-29', '2024-03-31'] as const;
// in the order of the seal's
const COLUMNS = [...GIVEN_COLUMNS].sort().join(', ');

export const verify: Row = {
  name: 'verify',
  title: 'the seals of a snapshot, recomputed',
  needsPsql: true,
  async measure({ rows, rounds }) {
    using workspace = openWorkspace({
      'project.yml': 'name: bench\nvars:\n  as_of: {type: date}\n',
      'models/sources.yml': GIVEN_SOURCE,
      'models/frozen.sql': [
        "{{ config(materialized='snapshot', unique_key='id') }}",
        `select ${GIVEN_COLUMNS.join(', ')} from {{ source('given', 'batch') }}`,
      ].join('\n'),
    });
    const { url } = workspace;
    runScript(url, givenTable(rows));
    for (const asOf of AS_OFS) workspace.timed('models', '--vars', `as_of=${asOf}`);
    runScript(url, 'vacuum analyze frozen; checkpoint');
    const turns = await takeTurns(rounds, {
      asof: () => workspace.timed('verify'),
      baseline: () =>
        timedScript(
          url,
          `select as_of, count(*), sum(hashtextextended(row(${COLUMNS})::text, 0)) from frozen group by as_of;\n`,
        ),
    });
    return [
      {
        status: 'measured',
        what: `verify of ${AS_OFS.length} as_ofs x ${rows} rows x 8 columns`,
        against: 'one scan by hand',
        unit: 'seconds',
        ...turns,
        goal: { type: 'ratio', atMost: 1.3 },
        note: 'asof also compares columns, triggers, journal and inputs',
      },
    ];
  },
};
