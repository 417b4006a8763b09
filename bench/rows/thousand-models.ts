import { timedTogether } from '../measuring/command.ts';
import { psqlCommand, runScript } from '../measuring/psql.ts';
import { bestOf, takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import type { Row } from './row.ts';

const CONNECTIONS = 8;

export const thousandModels: Row = {
  name: 'models',
  title: 'many trivial models, on eight connections',
  needsPsql: true,
  async measure({ models, rounds }) {
    const names = Array.from({ length: models }, (_, n) => `m_${String(n).padStart(5, '0')}`);
    using workspace = openWorkspace({
      'project.yml': `name: bench\ntargets:\n  dev: {connections: ${CONNECTIONS}}\ntarget: dev\nmodels:\n  +materialized: table\n`,
      ...Object.fromEntries(names.map((name, n) => [`models/${name}.sql`, `select ${n} as id\n`])),
    });
    const { url } = workspace;
    const scripts = scriptsByHand(names);
    runScript(url, 'create schema by_hand');
    const turns = await takeTurns(rounds, {
      asof: () => workspace.timed('models', '--full-refresh'),
      baseline: () => timedTogether(scripts.map((input) => ({ command: psqlCommand(url), input }))),
    });
    const one = await bestOf(rounds, () =>
      workspace.timed('models', '--full-refresh', '--select', names[0] ?? ''),
    );
    const unchanged = await bestOf(rounds, () => workspace.timed('models'));
    const startUp = `of asof's time, about ${Math.round(one * 1000)} ms are a run of one model alone`;
    return [
      {
        status: 'measured',
        what: `${models} trivial tables on ${CONNECTIONS} connections`,
        against: `${CONNECTIONS} psql at once`,
        unit: 'seconds',
        ...turns,
        goal: { type: 'added', atMost: 0.002, pieces: models },
        note: `${formatPerModel((turns.asof - turns.baseline) / models)} a model on top; ${startUp}`,
      },
      {
        status: 'measured',
        what: 'the same, unchanged',
        against: undefined,
        unit: 'seconds',
        asof: unchanged,
        baseline: undefined,
        goal: { type: 'none' },
      },
    ];
  },
};

/** For each connection a script that builds its share aside and puts it in place, one transaction a table. */
function scriptsByHand(names: readonly string[]): readonly string[] {
  return Array.from({ length: CONNECTIONS }, (_, connection) =>
    names
      .map((name, n) => ({ name, n }))
      .filter(({ n }) => n % CONNECTIONS === connection)
      .map(
        ({ name, n }) => `begin;
create table by_hand.${name}__aside as select ${n} as id;
analyze by_hand.${name}__aside;
drop table if exists by_hand.${name};
alter table by_hand.${name}__aside rename to ${name};
commit;
`,
      )
      .join(''),
  );
}

function formatPerModel(seconds: number): string {
  return `${(seconds * 1000).toFixed(2)} ms`;
}
