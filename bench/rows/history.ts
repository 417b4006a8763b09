import { requireNoRow, runScript, timedScript } from '../measuring/psql.ts';
import { takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import { GIVEN_COLUMNS, GIVEN_SOURCE, givenTable } from './given-table.ts';
import type { Row } from './row.ts';

const COLUMNS = GIVEN_COLUMNS.join(', ');
const VALUES = GIVEN_COLUMNS.filter((name) => name !== 'id');
/** Of the rows, one in so many has an older version before the rounds begin. */
const CHANGED_BEFORE = 5;

export const history: Row = {
  name: 'history',
  title: 'the history of a table of which one row in a hundred has changed',
  needsPsql: true,
  async measure({ rows, rounds }) {
    using workspace = openWorkspace({
      'project.yml': 'name: bench\nvars:\n  as_of: {type: date}\n',
      'models/sources.yml': GIVEN_SOURCE,
      'models/versions.sql': [
        "{{ config(materialized='history', unique_key='id') }}",
        `select ${COLUMNS} from {{ source('given', 'batch') }} where {{ as_of }} is not null`,
      ].join('\n'),
    });
    const { url } = workspace;
    const build = (asOf: string) => workspace.timed('models', '--vars', `as_of=${asOf}`);
    runScript(url, givenTable(rows));
    build('2023-11-30');
    runScript(url, `update given.batch set visits = -visits - 1 where id % ${CHANGED_BEFORE} = 0`);
    build('2023-12-31');
    runScript(
      url,
      `create table by_hand as select * from versions;
alter table by_hand add primary key (id, valid_from), add check (valid_from < valid_to);
create unique index on by_hand (id) where valid_to is null;
vacuum analyze by_hand; vacuum analyze versions`,
    );
    const turns = await takeTurns(rounds, {
      asof: (round) => {
        runScript(url, `${change(round)}; vacuum given.batch; checkpoint`);
        return build(asOfOf(round));
      },
      baseline: (round) => {
        runScript(url, `${change(round)}; vacuum given.batch; checkpoint`);
        return timedScript(url, byHand(asOfOf(round)));
      },
    });
    requireNoRow(url, 'table by_hand except table versions');
    return [
      {
        status: 'measured',
        what: `history of ${rows * (1 + 1 / CHANGED_BEFORE)} versions x 8 columns, 1 % changed`,
        against: 'hand-written close + insert',
        unit: 'seconds',
        ...turns,
        goal: { type: 'ratio', atMost: 1.15 },
        note: 'both look for NULL and repeated keys; asof also checks the written keys for overlaps',
      },
    ];
  },
};

/** Each side has its own table, so a round's second side must find as much changed as the first. */
function change(round: number): string {
  return `update given.batch set amount = 1000 + ${round} + visits where id % 100 = ${round % 100}`;
}

/** Each round closes and begins versions at a date of its own. */
function asOfOf(round: number): string {
  return new Date(Date.UTC(2024, round + 1, 0)).toISOString().slice(0, 10);
}

function byHand(asOf: string): string {
  const list = (of: string) => VALUES.map((name) => `${of}.${name}`).join(', ');
  return `begin;
select count(*) as bad from (
  select id from given.batch group by id having count(*) > 1 or id is null limit 1
) as keys \\gset
select 1 / (:bad = 0)::integer;
update by_hand as live set valid_to = date '${asOf}'
from given.batch as batch
where live.id = batch.id and live.valid_to is null and (${list('batch')}) is distinct from (${list('live')});
insert into by_hand (${COLUMNS}, valid_from)
select ${GIVEN_COLUMNS.map((name) => `batch.${name}`).join(', ')}, date '${asOf}'
from given.batch as batch
left join by_hand as live on live.id = batch.id and live.valid_to is null
where live.id is null;
commit;
`;
}
