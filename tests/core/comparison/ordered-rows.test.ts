import { expect, test } from 'vitest';
import { compareKeys } from '../../../src/core/comparison/compare-keys.ts';
import { orderedRows } from '../../../src/core/comparison/ordered-rows.ts';
import { pairColumns } from '../../../src/core/comparison/pair-columns.ts';

const COLUMNS = [
  { name: 'id', type: 'integer' },
  { name: 'price', type: 'numeric' },
  { name: 'ratio', type: 'real' },
  { name: 'total', type: 'numeric' },
];
const columns = pairColumns(COLUMNS, COLUMNS, {
  key: ['id', 'price', 'ratio'],
  hidden: new Set(),
});
const rows = {
  relation: { schema: 'public', name: 'totals' },
  condition: `"as_of" = date '2024-01-31'`,
};

test('the rows of a side come as texts, in an order that does not depend on the server', () => {
  expect(orderedRows({ rows, side: 'from', columns, encoding: 'UTF8' })).toMatchInlineSnapshot(`
    "select side."id"::text as k0,
      trim_scale(side."price")::text as k1,
      case when side."ratio" = 0 then '0' else side."ratio"::text end as k2,
      to_json(array[side."total"::text]::text[])::text as texts
    from (select * from "public"."totals" where "as_of" = date '2024-01-31') as side
    order by side."id", (trim_scale(side."price")::text) collate "C", (case when side."ratio" = 0 then '0' else side."ratio"::text end) collate "C""
  `);
});

test('a server of another encoding orders by the bytes of UTF-8', () => {
  expect(orderedRows({ rows, side: 'from', columns, encoding: 'EUC_JP' })).toContain(
    `order by side."id", convert_to(trim_scale(side."price")::text, 'UTF8'), convert_to(`,
  );
});

test('keys are compared number by number, and text by its bytes in UTF-8', () => {
  const orders = ['integer', 'text'] as const;
  const keys = [
    ['-9007199254740993', 'b'],
    ['-2', 'a'],
    ['9', 'Z'],
    ['9', 'a'],
    ['9', 'a b'],
    ['9', '\uffee'],
    ['9', '\u{1f600}'],
    ['10', ''],
    ['9007199254740992', ''],
    ['9007199254740993', ''],
  ];
  const shuffled = [...keys].reverse().sort((a, b) => compareKeys(orders, a, b));
  expect(shuffled).toEqual(keys);
  expect(compareKeys(orders, ['1', 'a'], ['1', 'a'])).toBe(0);
});
