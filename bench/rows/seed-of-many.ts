import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { mixedColumns, writeMixedRows } from '../data/mixed-rows.ts';
import { takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import type { Row } from './row.ts';

const COLUMNS = mixedColumns((name, type) => `      ${name}: ${type}`).join('\n');
const MONTHS = 120;

/** What replacing one month costs must not depend on how many there are. */
export const seedOfMany: Row = {
  name: 'seed-of-many',
  title: 'one changed file among 120, against that file alone',
  needsPsql: false,
  async measure({ rows, rounds }) {
    const each = Math.round(rows / 10);
    using workspace = openMonths('many');
    using alone = openMonths('one');
    for (let month = 0; month < MONTHS; month += 1) {
      const file = join(workspace.directory, `seeds/${month}.csv`);
      writeMixedRows(file, { rows: month === 0 ? each : Math.round(each / 10) });
    }
    workspace.timed('seed');
    let changes = 0;
    const change = (directory: string): void => {
      changes += 1;
      const file = join(directory, 'seeds/0.csv');
      rmSync(file, { force: true });
      writeMixedRows(file, { rows: each + changes });
    };
    change(alone.directory);
    alone.timed('seed');
    const turns = await takeTurns(rounds, {
      asof: () => {
        change(workspace.directory);
        return workspace.timed('seed');
      },
      baseline: () => {
        change(alone.directory);
        return alone.timed('seed');
      },
    });
    return [
      {
        status: 'measured',
        what: `one changed file of ${each} rows among ${MONTHS}`,
        against: 'the same seed with that file alone',
        unit: 'seconds',
        ...turns,
        goal: { type: 'ratio', atMost: 1.5 },
      },
    ];
  },
};

function openMonths(name: string) {
  return openWorkspace({
    'project.yml': `name: ${name}\n`,
    'seeds/mixed.yml': `seeds:
  - name: mixed
    files: "{month:int}.csv"
    as_of: "{{ month_end('2024-01-31', month) }}"
    columns:
${COLUMNS}
`,
  });
}
