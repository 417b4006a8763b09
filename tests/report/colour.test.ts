import { expect, test } from 'vitest';
import { colourMode } from '../../src/report/colour.ts';

test.each([
  [{}, true, false, 'ansi'],
  [{}, false, false, 'none'],
  [{ NO_COLOR: '1' }, true, false, 'none'],
  [{ NO_COLOR: '' }, true, false, 'ansi'],
  [{ FORCE_COLOR: '1' }, false, false, 'ansi'],
  [{ FORCE_COLOR: '0' }, true, false, 'none'],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false, 'none'],
  [{ FORCE_COLOR: '1' }, true, true, 'none'],
  [{ TERM: 'dumb' }, true, false, 'none'],
] as const)(
  'with %j, terminal %s, --no-color %s the colours are %s',
  (env, isTerminal, isForbidden, mode) => {
    expect(colourMode({ env, isTerminal, isForbidden })).toBe(mode);
  },
);
