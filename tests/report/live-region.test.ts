import { expect, test } from 'vitest';
import { createLiveRegion } from '../../src/report/live-region.ts';

const ESCAPE = String.fromCharCode(27);
const SEQUENCE = new RegExp(`(${ESCAPE}\\[\\d+A${ESCAPE}\\[0J|\\n)`);
const UP = new RegExp(`^${ESCAPE}\\[(\\d+)A`);

/** A terminal as far as the region uses one: lines, "up n", and "erase below". */
function createScreen(width: number) {
  const lines: string[] = [''];
  return {
    columns: () => width,
    lines: () => lines.slice(0, -1),
    write(text: string) {
      for (const part of text.split(SEQUENCE)) {
        const up = UP.exec(part)?.[1];
        if (up !== undefined) lines.splice(lines.length - 1 - Number(up), Infinity, '');
        else if (part === '\n') lines.push('');
        else lines[lines.length - 1] += part;
      }
    },
  };
}

test('lasting text stands above what is redrawn', () => {
  const screen = createScreen(80);
  const region = createLiveRegion(screen);
  region.print('start\n');
  region.draw(['a runs', 'b runs']);
  region.print('a ended\n');
  region.draw(['b runs on']);
  expect(screen.lines()).toEqual(['start', 'a ended', 'b runs on']);
});

test('nothing of the region stays once it is empty', () => {
  const screen = createScreen(80);
  const region = createLiveRegion(screen);
  region.print('start\n');
  region.draw(['a runs', 'b runs', 'c runs']);
  region.draw([]);
  expect(screen.lines()).toEqual(['start']);
});

test('a line never wraps', () => {
  const screen = createScreen(10);
  createLiveRegion(screen).draw(['0123456789']);
  expect(screen.lines()).toEqual(['01234567…']);
});
