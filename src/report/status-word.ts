import type { ExpectationStatus } from '../core/expectation/expectation-result.ts';
import type { NodeStatus } from '../core/plan/run-result.ts';
import type { Colour } from './colour.ts';

interface StatusWord {
  readonly word: string;
  readonly colour: Colour;
}

/** What stands in the line of a node that ended so. */
export const NODE_STATUS_WORDS = {
  success: { word: 'ok', colour: 'green' },
  unchanged: { word: 'same', colour: 'green' },
  superseded: { word: 'older', colour: 'yellow' },
  warn: { word: 'warn', colour: 'yellow' },
  fail: { word: 'FAIL', colour: 'red' },
  error: { word: 'ERROR', colour: 'red' },
  refused: { word: 'REFUSED', colour: 'red' },
  skipped: { word: 'skip', colour: 'yellow' },
  interrupted: { word: 'stopped', colour: 'yellow' },
} as const satisfies Record<NodeStatus, StatusWord>;

export const EXPECTATION_STATUS_WORDS = {
  pass: { word: 'ok', colour: 'green' },
  warn: { word: 'warn', colour: 'yellow' },
  fail: { word: 'FAIL', colour: 'red' },
  error: { word: 'ERROR', colour: 'red' },
} as const satisfies Record<ExpectationStatus, StatusWord>;

/** How the last line of a run counts them: `11 ok, 1 failed, 2 skipped`. */
export const NODE_STATUS_COUNTS = {
  success: 'ok',
  unchanged: 'unchanged',
  superseded: 'superseded',
  warn: 'with warnings',
  fail: 'failed',
  error: 'in error',
  refused: 'refused',
  skipped: 'skipped',
  interrupted: 'interrupted',
} as const satisfies Record<NodeStatus, string>;
