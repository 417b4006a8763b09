import { expect, test } from 'vitest';
import { writeDifference } from '../../src/core/materialization/write-difference.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase();

test.each([
  ['box', '(2,2),(0,0)', '(4,1),(0,0)'],
  ['circle', '<(0,0),1>', '<(5,5),1>'],
  ['path', '[(0,0),(1,1)]', '[(0,0),(9,9)]'],
  ['json', '{"a": 1}', '{"a": 2}'],
  ['json[]', '{1}', '{2}'],
  ['point', '(0,0)', '(0,1)'],
  ['numeric', '1', '1.5'],
  ['interval', '30 days', '1 mon'],
])(
  'a %s that changes is written, and one that does not is left alone',
  async (type, before, now) => {
    const counted = await database.sessions.use(async (session) => {
      await session.query(`
      create temporary table live (id int primary key, v ${type});
      create temporary table batch (id int, v ${type});
      insert into live values (1, '${before}'), (2, '${before}'), (3, null);
      insert into batch values (1, '${now}'), (2, '${before}'), (3, null), (4, '${now}')`);
      const { rows } = await session.query(
        writeDifference({
          live: 'live',
          batch: 'batch',
          columns: [
            { name: 'id', type: 'integer' },
            { name: 'v', type },
          ],
          key: ['id'],
          isWhole: true,
        }),
      );
      const written = await session.query('select id, v::text as v from live order by id');
      await session.query('drop table live, batch');
      return { rows, live: written.rows.map(({ v }) => v) };
    });
    expect(counted).toEqual({
      rows: [{ inserted: '1', updated: '1', unchanged: '2', missing: '0' }],
      live: [now, before, null, now],
    });
  },
);
