import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { mixedColumns, writeMixedRows } from '../data/mixed-rows.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import type { Measurement } from '../report/measurement.ts';
import type { Row } from './row.ts';

const COLUMNS = mixedColumns((name, type) => `      ${name}: ${type}`).join('\n');
const MB = 1_000_000;

export const seedMemory: Row = {
  name: 'seed-memory',
  title: 'the most memory that loading a seed takes, by the size of its file',
  needsPsql: false,
  async measure({ isLarge }) {
    using workspace = openWorkspace({
      'project.yml': 'name: bench\n',
      'seeds/mixed.yml': `seeds:\n  - name: typed\n    columns:\n${COLUMNS}\n`,
    });
    const file = join(workspace.directory, 'seeds/typed.csv');
    const measured = [10, 100, ...(isLarge ? [1000] : [])].map((megabytes): Measurement => {
      writeMixedRows(file, { bytes: megabytes * MB });
      const asof = workspace.usage('seed', '--full-refresh').peakBytes;
      rmSync(file);
      return {
        status: 'measured',
        what: `peak memory of a seed of ${megabytes} MB`,
        against: undefined,
        unit: 'bytes',
        asof,
        baseline: undefined,
        goal: { type: 'value', atMost: 150 * MB },
      };
    });
    if (isLarge) return measured;
    const what = 'peak memory of a seed of 1000 MB';
    return [...measured, { status: 'not-measured', what, reason: 'it takes long: give --large' }];
  },
};
