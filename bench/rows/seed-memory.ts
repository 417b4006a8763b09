import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type MixedOptions, mixedColumns, writeMixedRows } from '../data/mixed-rows.ts';
import { openWorkspace, type Workspace } from '../measuring/workspace.ts';
import type { Measurement } from '../report/measurement.ts';
import type { Row } from './row.ts';

const COLUMNS = mixedColumns((name, type) => `      ${name}: ${type}`).join('\n');
const MB = 1_000_000;

interface Load {
  readonly megabytes: number;
  /** What is said of it beside its size. */
  readonly of: string;
  readonly damage: MixedOptions;
  /** Whether it is measured with --large only. */
  readonly isLarge: boolean;
}

const LOADS: readonly Load[] = [
  { megabytes: 10, of: '', damage: {}, isLarge: false },
  { megabytes: 100, of: '', damage: {}, isLarge: false },
  { megabytes: 1000, of: '', damage: {}, isLarge: true },
  ...[100, 300].flatMap((megabytes): readonly Load[] => {
    const load = { megabytes, isLarge: megabytes > 100 } as const;
    return [
      { ...load, of: ', one row of three rejected', damage: { damageEvery: 3 } },
      { ...load, of: ', one row of three a repeated key', damage: { repeatEvery: 2 } },
    ];
  }),
];

export const seedMemory: Row = {
  name: 'seed-memory',
  title: 'the most memory that loading a seed takes, by the size of its file',
  needsPsql: false,
  async measure({ isLarge }) {
    using workspace = openWorkspace({ 'project.yml': 'name: bench\n' });
    return LOADS.map((load): Measurement => {
      const what = `peak memory of a seed of ${load.megabytes} MB${load.of}`;
      if (load.isLarge && !isLarge) {
        return { status: 'not-measured', what, reason: 'it takes long: give --large' };
      }
      return {
        status: 'measured',
        what,
        against: undefined,
        unit: 'bytes',
        asof: peakBytes(workspace, load),
        baseline: undefined,
        goal: { type: 'value', atMost: (isWhole(load) ? 150 : 200) * MB },
      };
    });
  },
};

function isWhole({ damage }: Load): boolean {
  return Object.keys(damage).length === 0;
}

function peakBytes(workspace: Workspace, load: Load): number {
  const rejecting = isWhole(load) ? '' : '    on_bad_row: reject\n    unique_key: [id]\n';
  workspace.write({
    'seeds/mixed.yml': `seeds:\n  - name: typed\n${rejecting}    columns:\n${COLUMNS}\n`,
  });
  const file = join(workspace.directory, 'seeds/typed.csv');
  writeMixedRows(file, { bytes: load.megabytes * MB }, load.damage);
  const { peakBytes } = workspace.usage('seed', '--full-refresh');
  rmSync(file);
  return peakBytes;
}
