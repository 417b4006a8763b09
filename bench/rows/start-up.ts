import { timed } from '../measuring/command.ts';
import { takeTurns } from '../measuring/take-turns.ts';
import { ASOF, ROOT } from '../measuring/workspace.ts';
import type { Row } from './row.ts';

const EMPTY = [process.execPath, '-e', '0'] as const;

const WORDS = [
  { word: '--version', atMost: 0.025 },
  { word: 'ls', atMost: 0.15 },
] as const;

export const startUp: Row = {
  name: 'start-up',
  title: 'run --version, and run ls on the flagship project',
  needsPsql: false,
  async measure({ rounds }) {
    const measured = [];
    for (const { word, atMost } of WORDS) {
      // short, and therefore noisy: more turns than the others take
      const turns = await takeTurns(5 * rounds, {
        asof: () => timed([...ASOF, word], { cwd: ROOT }),
        baseline: () => timed(EMPTY),
      });
      measured.push({
        status: 'measured',
        what: `run ${word}`,
        against: 'node -e 0',
        unit: 'seconds',
        ...turns,
        goal: { type: 'added', atMost, pieces: 1 },
      } as const);
    }
    return measured;
  },
};
