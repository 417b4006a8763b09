import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checksumQuery,
  sealDifference,
  sealedColumns,
} from '../../../src/core/materialization/seal.ts';
import { columns } from './model-build.ts';

const ASIDE = { schema: 'marts', name: 'orders__aside_r1' };
const SEALED = { schema: 'marts', name: 'orders__2024_01_31' };

test('rows are counted, and summed by a hash that knows no order', () => {
  expect(checksumQuery(ASIDE, ['a"b', 'id'])).toBe(`select count(*) as row_count,
  coalesce(sum(hashtextextended(row("a""b", "id")::text, 0)), 0)::text as checksum
from "marts"."orders__aside_r1"`);
});

test('the columns under a seal are the same in whatever order the select gives them', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      names.chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray(all, { minLength: all.length }),
          fc.subarray(all),
        ),
      ),
      ([all, shuffled, unsealed]) => {
        const asColumns = (list: readonly string[]) => list.map((name) => ({ name, type: 'text' }));
        const sealed = sealedColumns(asColumns(all), unsealed);
        expect(sealedColumns(asColumns(shuffled), unsealed)).toEqual(sealed);
        expect(new Set([...sealed, ...unsealed])).toEqual(new Set(all));
        expect(sealed.some((name) => unsealed.includes(name))).toBe(false);
      },
    ),
  );
});

test('what differs from the sealed rows is counted, with the first keys', () => {
  expect(
    sealDifference({
      sealed: SEALED,
      aside: ASIDE,
      key: ['id', 'day'],
      columns: columns('id integer', 'day date', 'total numeric'),
    }),
  ).toBe(`select count(*) filter (where not is_before) as added,
  count(*) filter (where not is_now) as removed,
  count(*) filter (where is_before and is_now) as changed,
  array['total']::text[] as columns,
  array[count(*) filter (where "change 0")]::bigint[] as changes,
  (array_agg(keys order by keys collate "C"))[1:5] as first_keys
from (
  select concat_ws(', ', coalesce(now."id", before."id")::text, coalesce(now."day", before."day")::text) as keys,
    before."id" is not null as is_before,
    now."id" is not null as is_now,
    (now."total") is distinct from (before."total") and now."id" is not null and before."id" is not null as "change 0"
  from "marts"."orders__aside_r1" as now
  full join "marts"."orders__2024_01_31" as before on now."id" = before."id" and now."day" = before."day"
  where now."id" is null or before."id" is null or (now."total") is distinct from (before."total")
) as difference`);
});
