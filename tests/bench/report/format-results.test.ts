import { expect, test } from 'vitest';
import { formatResults } from '../../../bench/report/format-results.ts';
import type { Measurement } from '../../../bench/report/measurement.ts';

const MEASUREMENTS: readonly Measurement[] = [
  {
    status: 'measured',
    what: 'seed of 1000000 rows',
    against: 'psql \\copy',
    unit: 'seconds',
    asof: 3.456,
    baseline: 3.2,
    goal: { type: 'ratio', atMost: 1.15 },
    note: 'asof also hashes the file',
  },
  {
    status: 'measured',
    what: 'run ls',
    against: 'node -e 0',
    unit: 'seconds',
    asof: 0.25,
    baseline: 0.05,
    goal: { type: 'added', atMost: 0.15, pieces: 1 },
  },
  {
    status: 'measured',
    what: '1000 models',
    against: '8 psql',
    unit: 'seconds',
    asof: 2,
    baseline: 1,
    goal: { type: 'added', atMost: 0.002, pieces: 1000 },
  },
  {
    status: 'measured',
    what: 'peak memory',
    against: undefined,
    unit: 'bytes',
    asof: 117_300_000,
    baseline: undefined,
    goal: { type: 'value', atMost: 150_000_000 },
  },
  {
    status: 'measured',
    what: 'the month',
    against: 'dbt',
    unit: 'seconds',
    asof: 2,
    baseline: 50,
    goal: { type: 'times-faster', atLeast: 10 },
  },
  { status: 'not-measured', what: 'the month by pandas', reason: 'not run: no Python' },
];

test('measurements are a table, with notes and what was not measured below it', () => {
  expect(formatResults(MEASUREMENTS)).toBe(
    `what                      against         asof  baseline  ratio  goal           met
------------------------  ----------  --------  --------  -----  -------------  ---
seed of 1000000 rows [1]  psql \\copy    3.46 s    3.20 s   1.08  <= 1.15 x      yes
run ls                    node -e 0     250 ms     50 ms   5.00  <= +150 ms     NO
1000 models               8 psql        2.00 s    1.00 s   2.00  <= +2 ms each  yes
peak memory                           117.3 MB                   <= 150.0 MB    yes
the month                 dbt           2.00 s   50.00 s  0.040  10 x faster    yes
[1] asof also hashes the file
not measured: the month by pandas: not run: no Python
`,
  );
});

test('where nothing could be measured there is no table', () => {
  expect(formatResults(MEASUREMENTS.slice(-1))).toBe(
    'not measured: the month by pandas: not run: no Python\n',
  );
});
