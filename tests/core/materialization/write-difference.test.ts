import { expect, test } from 'vitest';
import {
  type Difference,
  deleteMissing,
  onKey,
  writeDifference,
} from '../../../src/core/materialization/write-difference.ts';
import { columns } from './model-build.ts';

const DIFFERENCE: Difference = {
  live: 'live_table',
  batch: 'batch_table',
  columns: columns('id integer', 'day date', 'a"b text', 'n numeric'),
  key: ['id', 'day'],
  isWhole: true,
};

test('rows are joined on the key, compared by their values, and counted', () => {
  expect(writeDifference(DIFFERENCE)).toBe(`with changed as materialized (
  select batch."id", batch."day", batch."a""b", batch."n", live."id" is null as "asof: is new"
  from batch_table as batch
  left join live_table as live on live."id" = batch."id" and live."day" = batch."day"
  where live."id" is null
    or (batch."a""b", batch."n") is distinct from (live."a""b", live."n")
), written as (
  insert into live_table ("id", "day", "a""b", "n")
  select "id", "day", "a""b", "n" from changed
  on conflict ("id", "day") do update set "a""b" = excluded."a""b", "n" = excluded."n"
), counts as (
  select count(*) filter (where "asof: is new") as inserted, count(*) as written,
    (select count(*) from batch_table) as batch
  from changed
)
select inserted, written - inserted as updated, batch - written as unchanged
  , (select count(*) from live_table) - (batch - inserted) as missing
from counts`);
});

test('of a batch that is not whole nothing is missing', () => {
  expect(writeDifference({ ...DIFFERENCE, isWhole: false })).not.toContain('missing');
});

test.each([
  ...['json', 'xml', 'point', 'polygon', 'box', 'circle', 'path', 'lseg', 'json[]'],
  ...[
    'interval',
    'interval(3)',
    'interval day to second',
    'interval[]',
    'citext',
    'extensions.citext',
  ],
])(
  'values of %s are compared by their text: its equality is none, or means something else',
  (type) => {
    const sql = writeDifference({ ...DIFFERENCE, columns: columns('id integer', `v ${type}`) });
    expect(sql).toContain('or (batch."v"::text) is distinct from (live."v"::text)\n');
  },
);

test.each(['jsonb', 'text', 'double precision', 'integer[]', 'jsonb[]', 'box2d'])(
  'values of %s are compared as they are',
  (type) => {
    const sql = writeDifference({ ...DIFFERENCE, columns: columns('id integer', `v ${type}`) });
    expect(sql).toContain('or (batch."v") is distinct from (live."v")\n');
  },
);

test('keys that the batch lacks are deleted', () => {
  expect(deleteMissing(DIFFERENCE)).toBe(`delete from live_table as live
where not exists (select from batch_table as batch where live."id" = batch."id" and live."day" = batch."day")`);
});

test('a key is compared column by column', () => {
  expect(onKey(['a"b', 'c'], 'x', 'y')).toBe('x."a""b" = y."a""b" and x."c" = y."c"');
});
