import {
  askedByHand,
  createTables,
  manyExpectations,
  tableNames,
} from '../data/many-expectations.ts';
import { timedTogether } from '../measuring/command.ts';
import { psqlCommand, runScript } from '../measuring/psql.ts';
import { bestOf, takeTurns } from '../measuring/take-turns.ts';
import { openWorkspace } from '../measuring/workspace.ts';
import type { Row } from './row.ts';

const TABLES = 300;
const PIECES = TABLES * 10;
/** As asof has them where the target does not say. */
const CONNECTIONS = 4;

export const manyExpectations3k: Row = {
  name: 'many-expectations',
  title: 'ten expectations on each of many small tables',
  needsPsql: true,
  async measure({ rounds }) {
    const names = tableNames(TABLES);
    using workspace = openWorkspace({
      'project.yml': 'name: bench\n',
      'models/sources.yml': `sources:\n  - name: given\n    tables: [${names.map((name) => `{name: ${name}}`).join(', ')}]\n`,
      'expectations/given.yml': manyExpectations('given', TABLES),
    });
    const { url } = workspace;
    runScript(url, `create schema given;\n${createTables('given', TABLES)}vacuum analyze`);
    const scripts = scriptsByHand(names);
    const turns = await takeTurns(rounds, {
      asof: () => workspace.timed('test'),
      baseline: () => timedTogether(scripts.map((input) => ({ command: psqlCommand(url), input }))),
    });
    const one = await bestOf(rounds, () =>
      workspace.timed('test', '--select', `source:given.${names[0]}`),
    );
    const added = ((turns.asof - turns.baseline) / PIECES) * 1000;
    return [
      {
        status: 'measured',
        what: `${PIECES} expectations on ${TABLES} tables of 1000 rows`,
        against: `one statement a table by ${CONNECTIONS} psql at once`,
        unit: 'seconds',
        ...turns,
        goal: { type: 'added', atMost: 0.001, pieces: PIECES },
        note: `${added.toFixed(2)} ms an expectation on top; of asof's time, about ${Math.round(one * 1000)} ms are a run of one table alone`,
      },
    ];
  },
};

/** For each connection a script that asks its share of the tables. */
function scriptsByHand(names: readonly string[]): readonly string[] {
  return Array.from({ length: CONNECTIONS }, (_, connection) =>
    names
      .filter((_, n) => n % CONNECTIONS === connection)
      .map((name) => askedByHand(`given.${name}`))
      .join(''),
  );
}
