import { expect, test } from 'vitest';
import { compareRows } from '../../../src/core/comparison/compare-rows.ts';
import { pairColumns } from '../../../src/core/comparison/pair-columns.ts';

const JANUARY = {
  relation: { schema: 'marts', name: 'totals' },
  condition: `"as_of" = date '2024-01-31'`,
};
const LIVE = { relation: { schema: 'marts', name: 'live "now"' }, condition: undefined };

test('two sides are joined once; values are compared by value, of two types as text', () => {
  const columns = pairColumns(
    [
      { name: 'id', type: 'integer' },
      { name: 'region', type: 'text' },
      { name: 'total', type: 'numeric(10,2)' },
      { name: 'data', type: 'json' },
      { name: 'n', type: 'integer' },
    ],
    [
      { name: 'id', type: 'bigint' },
      { name: 'region', type: 'text' },
      { name: 'total', type: 'numeric' },
      { name: 'data', type: 'json' },
      { name: 'n', type: 'text' },
    ],
    { key: ['id', 'region'], hidden: new Set() },
  );
  expect(compareRows({ from: JANUARY, to: LIVE, columns, limit: 3 })).toMatchInlineSnapshot(`
    "with difference as materialized (
      select before."id" is not null as is_before,
        after."id" is not null as is_after,
        coalesce(before."id", after."id") as k0,
        coalesce(before."region", after."region") as k1,
        before."total" as b0,
        before."data" as b1,
        before."n" as b2,
        after."total" as a0,
        after."data" as a1,
        after."n" as a2
      from (select * from "marts"."totals" where "as_of" = date '2024-01-31') as before
      full join "marts"."live ""now""" as after on before."id" = after."id" and before."region" = after."region"
      where before."id" is null
        or after."id" is null
        or (before."total", before."data"::text, before."n"::text) is distinct from (after."total", after."data"::text, after."n"::text)
    )
    select (select count(*) from (select * from "marts"."totals" where "as_of" = date '2024-01-31') as before) as from_rows,
      count(*) filter (where not is_before) as added,
      count(*) filter (where not is_after) as removed,
      count(*) filter (where is_before and is_after) as changed,
      array[count(*) filter (where is_before and is_after and b0 is distinct from a0), count(*) filter (where is_before and is_after and b1::text is distinct from a1::text), count(*) filter (where is_before and is_after and b2::text is distinct from a2::text)]::bigint[] as changes,
      (
        select json_agg(json_build_array(is_before, is_after, array[k0::text, k1::text]::text[], array[b0 is distinct from a0, b1::text is distinct from a1::text, b2::text is distinct from a2::text]::boolean[], array[b0::text, b1::text, b2::text]::text[], array[a0::text, a1::text, a2::text]::text[]) order by k0, (k1::text) collate "C")
        from (select * from difference order by k0, (k1::text) collate "C" limit 3) as first
      ) as first_rows
    from difference"
  `);
});

test('rows that are only a key are the same where both sides have it', () => {
  const text = [{ name: 'code', type: 'text' }];
  const columns = pairColumns(text, text, { key: ['code'], hidden: new Set() });
  expect(compareRows({ from: JANUARY, to: LIVE, columns, limit: 5 })).toMatchInlineSnapshot(`
    "with difference as materialized (
      select before."code" is not null as is_before,
        after."code" is not null as is_after,
        coalesce(before."code", after."code") as k0
      from (select * from "marts"."totals" where "as_of" = date '2024-01-31') as before
      full join "marts"."live ""now""" as after on before."code" = after."code"
      where before."code" is null
        or after."code" is null
    )
    select (select count(*) from (select * from "marts"."totals" where "as_of" = date '2024-01-31') as before) as from_rows,
      count(*) filter (where not is_before) as added,
      count(*) filter (where not is_after) as removed,
      count(*) filter (where is_before and is_after) as changed,
      array[]::bigint[] as changes,
      (
        select json_agg(json_build_array(is_before, is_after, array[k0::text]::text[], array[]::boolean[], array[]::text[], array[]::text[]) order by (k0::text) collate "C")
        from (select * from difference order by (k0::text) collate "C" limit 5) as first
      ) as first_rows
    from difference"
  `);
});

test('a key of two types is matched as text, one spelling for each number', () => {
  const columns = pairColumns(
    [{ name: 'code', type: 'numeric' }],
    [{ name: 'code', type: 'text' }],
    { key: ['code'], hidden: new Set() },
  );
  expect(compareRows({ from: LIVE, to: JANUARY, columns, limit: 5 })).toContain(
    `on trim_scale(before."code")::text = after."code"::text\n`,
  );
});
