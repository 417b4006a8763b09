import { runScript, timedScript } from '../measuring/psql.ts';
import { takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import { GIVEN_COLUMNS, GIVEN_SOURCE, givenTable } from './given-table.ts';
import type { Row } from './row.ts';

const VALUES = GIVEN_COLUMNS.filter((name) => name !== 'id');

export const diff: Row = {
  name: 'diff',
  title: 'two as_ofs of a snapshot, compared',
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
    workspace.timed('models', '--vars', 'as_of=2024-01-31');
    runScript(
      url,
      `update given.batch set amount = amount + 1, visits = visits + 1 where id % 100 = 0;
delete from given.batch where id % 1000 = 1;
insert into given.batch select -id, name, born, seen_at, amount, is_active, token, visits
from given.batch where id % 1000 = 2;\n`,
    );
    workspace.timed('models', '--vars', 'as_of=2024-02-29');
    runScript(url, 'vacuum analyze frozen; checkpoint');
    const turns = await takeTurns(rounds, {
      asof: () => workspace.timed('diff', 'frozen', '--from', '2024-01-31', '--to', '2024-02-29'),
      baseline: () => timedScript(url, byHand()),
    });
    return [
      {
        status: 'measured',
        what: `diff of 2 as_ofs x ${rows} rows x 8 columns, 1 % changed`,
        against: 'one full join by hand',
        unit: 'seconds',
        ...turns,
        goal: { type: 'ratio', atMost: 1.3 },
        note: 'asof also shows the first rows that differ',
      },
    ];
  },
};

/** The same counts, by kind and by column. */
function byHand(): string {
  const row = (side: string) => `(${VALUES.map((name) => `${side}.${name}`).join(', ')})`;
  const isOnBoth = 'b.id is not null and a.id is not null';
  const isChanged = `${isOnBoth} and ${row('b')} is distinct from ${row('a')}`;
  return `select count(*) filter (where b.id is null), count(*) filter (where a.id is null),
  count(*) filter (where ${isChanged}), count(*) filter (where ${isOnBoth}),
  ${VALUES.map((name) => `count(*) filter (where ${isOnBoth} and b.${name} is distinct from a.${name})`).join(',\n  ')}
from (select * from frozen where as_of = '2024-01-31') as b
full join (select * from frozen where as_of = '2024-02-29') as a on a.id = b.id;
`;
}
