import { expect, test } from 'vitest';
import type { Comparison } from '../../src/core/comparison/comparison.ts';
import { formatDiff } from '../../src/report/format-diff.ts';

const SIDE = { node: undefined, relation: 'public.a', asOf: undefined, target: 'dev' };

const comparison = (part: Partial<Comparison>): Comparison => ({
  from: SIDE,
  to: { ...SIDE, relation: 'public.b' },
  key: ['id', 'day'],
  counts: { added: 0, removed: 0, changed: 0, unchanged: 1_000_000 },
  columns: [],
  addedColumns: [],
  removedColumns: [],
  uncomparedColumns: [],
  rows: [],
  ...part,
});

test('values stay on their line, NULL is told from texts, and nothing moves the cursor', () => {
  const cell = (column: string, from: string | undefined, to: string | undefined) => ({
    column,
    from,
    to,
  });
  const text = formatDiff(
    comparison({
      counts: { added: 1, removed: 0, changed: 1, unchanged: 0 },
      rows: [
        {
          kind: 'changed',
          key: ['1', ''],
          cells: [
            cell('a', undefined, 'NULL'),
            cell('b', '', ' x'),
            cell('c', 'one\ntwo', '\u001b[31mred'),
            cell('d', 'x'.repeat(70), 'y'),
          ],
        },
        { kind: 'added', key: ['2', '2024-01-31'], cells: [cell('a', undefined, undefined)] },
      ],
    }),
  );
  expect(text.split('\n\n').at(-1)).toMatchInlineSnapshot(`
    "changed id = 1, day = ""
      a: NULL -> "NULL"
      b: "" -> " x"
      c: one⏎two -> ␛[31mred
      d: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… -> y
    added id = 2, day = 2024-01-31
      a: NULL
    "
  `);
});

test('columns that are not compared, or not by value, are said', () => {
  const column = { name: 'n', fromType: 'text', toType: 'integer', comparedAs: 'text' } as const;
  const text = formatDiff(
    comparison({
      columns: [{ ...column, changed: 0 }],
      addedColumns: ['new', 'newer'],
      removedColumns: ['old'],
      uncomparedColumns: ['taken_at'],
    }),
  );
  expect(text).toMatchInlineSnapshot(`
    "public.a -> public.b, by id, day

                    rows
    ---------  ---------
    added              0
    removed            0
    changed            0
    unchanged  1,000,000

    columns added: new, newer
    columns removed: old
    columns not compared: taken_at
    type of n: text -> integer, compared as text
    "
  `);
});
