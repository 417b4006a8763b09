import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  askedByHand,
  manyExpectations,
  tableNames,
} from '../../../bench/data/many-expectations.ts';

const Suite = z.object({
  expectations: z.array(
    z.object({
      source: z.string(),
      table: z.array(z.unknown()),
      columns: z.record(z.string(), z.array(z.unknown())),
    }),
  ),
});

test('each table has ten expectations, and as many facts in the select by hand', () => {
  const { expectations } = Suite.parse(parse(manyExpectations('given', 300)));
  expect(expectations.map(({ source }) => source)).toEqual(
    tableNames(300).map((name) => `given.${name}`),
  );
  for (const { table, columns } of expectations) {
    expect([...table, ...Object.values(columns).flat()]).toHaveLength(10);
  }
  expect(askedByHand('given.t_0000').split(',\n')).toHaveLength(10);
});
