import { requireNoRow, runScript, timedScript, walPosition } from '../measuring/psql.ts';
import { takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import { GIVEN_COLUMNS, GIVEN_SOURCE, givenTable } from './given-table.ts';
import type { Row } from './row.ts';

const VALUES = GIVEN_COLUMNS.filter((name) => name !== 'id');

export const upsert: Row = {
  name: 'upsert',
  title: 'an upsert of which one row in a hundred has changed, and the WAL it writes',
  needsPsql: true,
  async measure({ rows, rounds }) {
    using workspace = openWorkspace({
      'project.yml': 'name: bench\n',
      'models/sources.yml': GIVEN_SOURCE,
      'models/live.sql': [
        "{{ config(materialized='upsert', unique_key='id') }}",
        `select ${GIVEN_COLUMNS.join(', ')} from {{ source('given', 'batch') }}`,
      ].join('\n'),
    });
    const { url } = workspace;
    runScript(url, givenTable(rows));
    runScript(
      url,
      'create table by_hand as select * from given.batch; alter table by_hand add primary key (id)',
    );
    workspace.timed('models');
    runScript(url, 'vacuum analyze by_hand; vacuum analyze live');

    const wal = { asof: Number.POSITIVE_INFINITY, baseline: Number.POSITIVE_INFINITY };
    const side = (name: 'asof' | 'baseline', work: () => number) => (round: number) => {
      // both sides find the same batch: one in a hundred rows, others in every round
      runScript(url, `${change(round)}; vacuum given.batch; checkpoint`);
      const before = walPosition(url);
      const seconds = work();
      wal[name] = Math.min(wal[name], walPosition(url) - before);
      return seconds;
    };
    const turns = await takeTurns(rounds, {
      asof: side('asof', () => workspace.timed('models')),
      baseline: side('baseline', () => timedScript(url, BY_HAND)),
    });
    requireNoRow(url, `select * from by_hand except select ${GIVEN_COLUMNS.join(', ')} from live`);
    const what = `upsert of ${rows} rows x 8 columns, 1 % changed`;
    const against = 'hand-written SQL';
    return [
      {
        status: 'measured',
        what,
        against,
        unit: 'seconds',
        ...turns,
        goal: { type: 'ratio', atMost: 1.1 },
        note: 'the select is a plain scan, which both read where it is; of any other asof keeps the rows aside first',
      },
      {
        status: 'measured',
        what: `WAL of the ${what}`,
        against,
        unit: 'bytes',
        ...wal,
        goal: { type: 'ratio', atMost: 1.05 },
      },
    ];
  },
};

/** Each side has its own table, so a round's second side must find as much changed as the first. */
function change(round: number): string {
  return `update given.batch set amount = 1000 + ${round} + visits where id % 100 = ${round % 100}`;
}

const BY_HAND = `begin;
select count(*) as bad from (
  select id from given.batch group by id having count(*) > 1 or id is null limit 1
) as keys \\gset
select 1 / (:bad = 0)::integer;
with changed as materialized (
  select batch.*
  from given.batch as batch
  left join by_hand as live on live.id = batch.id
  where live.id is null
    or (${VALUES.map((name) => `batch.${name}`).join(', ')})
      is distinct from (${VALUES.map((name) => `live.${name}`).join(', ')})
)
insert into by_hand select * from changed
on conflict (id) do update set ${VALUES.map((name) => `${name} = excluded.${name}`).join(', ')};
commit;
`;
