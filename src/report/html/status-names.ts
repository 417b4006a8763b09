import type {
  ExpectationChange,
  ExpectationStatus,
} from '../../core/expectation/expectation-result.ts';
import type { NodeStatus } from '../../core/plan/run-result.ts';

/** What the page calls what came of an expectation. */
export const EXPECTATION_NAMES = {
  pass: 'Passed',
  warn: 'Warned',
  fail: 'Failed',
  error: 'Error',
} as const satisfies Record<ExpectationStatus, string>;

export const CHANGE_NAMES = {
  new: 'New',
  still: 'Still failing',
  fixed: 'Fixed',
} as const satisfies Record<ExpectationChange, string>;

/** And what came of a node, with the colour that it has on the page. */
export const NODE_NAMES = {
  success: { name: 'Built', tone: 'pass' },
  unchanged: { name: 'Unchanged', tone: 'pass' },
  superseded: { name: 'Superseded', tone: 'warn' },
  warn: { name: 'Warned', tone: 'warn' },
  fail: { name: 'Failed', tone: 'fail' },
  error: { name: 'Error', tone: 'fail' },
  refused: { name: 'Refused', tone: 'fail' },
  skipped: { name: 'Skipped', tone: 'skip' },
  interrupted: { name: 'Stopped', tone: 'skip' },
} as const satisfies Record<NodeStatus, { readonly name: string; readonly tone: string }>;
