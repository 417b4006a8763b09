import { linkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mixedColumns, writeMixedRows } from '../data/mixed-rows.ts';
import { runScript, timedScript } from '../measuring/psql.ts';
import { takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace, type Workspace } from '../measuring/workspace.ts';
import type { Measurement } from '../report/measurement.ts';
import type { Row } from './row.ts';

const COLUMNS = mixedColumns((name, type) => `      ${name}: ${type}`).join('\n');

export const seed: Row = {
  name: 'seed',
  title:
    'a seed of eight typed columns, one whose types are inferred, one of which rows are rejected',
  needsPsql: true,
  async measure({ rows, rounds }) {
    using workspace = openWorkspace({
      'project.yml': 'name: bench\n',
      'seeds/mixed.yml': `seeds:\n  - name: typed\n    columns:\n${COLUMNS}\n  - name: inferred\n  - name: rejecting\n    on_bad_row: reject\n    columns:\n${COLUMNS}\n`,
    });
    const file = join(workspace.directory, 'seeds/typed.csv');
    writeMixedRows(file, { rows });
    linkSync(file, join(workspace.directory, 'seeds/inferred.csv'));
    writeMixedRows(
      join(workspace.directory, 'seeds/rejecting.csv'),
      { rows },
      { damageEvery: 1000 },
    );
    const megabytes = Math.round(statSync(file).size / 1e6);
    const table = mixedColumns((name, type) => `${name} ${type}`).join(', ');
    runScript(workspace.url, `create table copied (${table})`);
    return [
      await against(workspace, {
        seed: 'typed',
        what: `seed of ${rows} rows x 8 typed columns, ${megabytes} MB`,
        atMost: 1.15,
        file,
        rounds,
      }),
      await against(workspace, {
        seed: 'inferred',
        what: 'the same, types inferred',
        atMost: 1.35,
        file,
        rounds,
      }),
      // \copy gets the same rows without the bad ones' fault: it would load none of them
      await against(workspace, {
        seed: 'rejecting',
        what: 'the same typed, one row of 1000 rejected',
        atMost: 2,
        file,
        rounds,
      }),
    ];
  },
};

/** The table is emptied in the transaction that fills it, the fastest way there is: nothing is logged twice. */
async function against(
  workspace: Workspace,
  {
    seed,
    what,
    atMost,
    file,
    rounds,
  }: {
    readonly seed: string;
    readonly what: string;
    readonly atMost: number;
    readonly file: string;
    readonly rounds: number;
  },
): Promise<Measurement> {
  const { url } = workspace;
  const copy = `begin;\ntruncate copied;\n\\copy copied from '${file}' csv header\ncommit;\n`;
  const turns = await takeTurns(rounds, {
    asof: () => {
      runScript(url, 'checkpoint');
      return workspace.timed('seed', '--select', seed, '--full-refresh');
    },
    baseline: () => {
      runScript(url, 'checkpoint');
      return timedScript(url, copy);
    },
  });
  return {
    status: 'measured',
    what,
    against: 'psql \\copy',
    unit: 'seconds',
    ...turns,
    goal: { type: 'ratio', atMost },
    note:
      seed === 'typed'
        ? 'asof also hashes the file, looks at every cell, analyzes the table, swaps it in and journals'
        : undefined,
  };
}
