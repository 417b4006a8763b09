import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fiftyExpectations, scanByHand } from '../../../bench/data/fifty-expectations.ts';

const Suite = z.object({
  expectations: z.tuple([
    z.object({
      source: z.string(),
      table: z.array(z.unknown()),
      columns: z.record(z.string(), z.array(z.unknown())),
      rows: z.array(z.object({ name: z.string(), sql: z.string() })),
    }),
  ]),
});

test('there are fifty expectations, and as many facts in the scan by hand', () => {
  const [suite] = Suite.parse(parse(fiftyExpectations('given.facts'))).expectations;
  const counts = [suite.table, ...Object.values(suite.columns), suite.rows].map(
    (each) => each.length,
  );
  expect(counts.reduce((sum, each) => sum + each, 0)).toBe(50);
  expect(scanByHand('given.facts').split(',\n')).toHaveLength(50);
});
