import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bug } from '../../src/core/diagnostics/bug.ts';
import { largeProject } from '../data/large-project.ts';
import { bestOf } from '../measuring/take-turns.ts';
import { openWorkspace, type Usage } from '../measuring/workspace.ts';
import type { Measurement } from '../report/measurement.ts';
import type { Row } from './row.ts';

const MODELS = 10_000;
const YAML_FILES = 1_000;

export const largeProject10k: Row = {
  name: 'large-project',
  title: 'load and select in a project of 10,000 models and 1,000 YAML files',
  needsPsql: false,
  async measure({ rounds }) {
    const files = largeProject({ models: MODELS, yamlFiles: YAML_FILES });
    const yamlBytes = Object.entries(files)
      .filter(([path]) => path.endsWith('.yml'))
      .reduce((sum, [, text]) => sum + text.length, 0);
    using workspace = openWorkspace(files);
    const select = (): Usage => workspace.usage('ls', '--select', 'm_00500+1');
    const cold = await best(rounds, () => {
      rmSync(join(workspace.directory, 'target'), { recursive: true, force: true });
      return select();
    });
    const edited = await best(rounds, (round) => {
      appendFileSync(join(workspace.directory, 'models/a/m_00500.sql'), `-- edit ${round}\n`);
      return select();
    });
    const unchanged = await best(rounds, select);
    const size = `${MODELS} models and ${YAML_FILES} YAML files (${(yamlBytes / 1e6).toFixed(1)} MB)`;
    return [
      value(`run ls in ${size}, cold`, cold, 1.5),
      value('the same, one model edited', edited, 0.3),
      value('the same, nothing changed', unchanged, undefined),
    ];
  },
};

async function best(rounds: number, work: (round: number) => Usage): Promise<Usage> {
  let found: Usage | undefined;
  await bestOf(rounds, (round) => {
    const usage = work(round);
    if (found === undefined || usage.seconds < found.seconds) found = usage;
    return usage.seconds;
  });
  return found ?? bug('there was no round');
}

function value(
  what: string,
  { seconds, cpuSeconds }: Usage,
  atMost: number | undefined,
): Measurement {
  return {
    status: 'measured',
    what,
    against: undefined,
    unit: 'seconds',
    asof: seconds,
    baseline: undefined,
    goal: atMost === undefined ? { type: 'none' } : { type: 'value', atMost },
    note: `${cpuSeconds.toFixed(2)} s of processor time`,
  };
}
