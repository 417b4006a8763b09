import { expect, test } from 'vitest';
import {
  formatVersion,
  heldContent,
  keptVersion,
  parseVersion,
} from '../../../src/core/time/version.ts';

const built = { content: 'c', gates: 'g' };
const requeued = { ...built, requeued: '01J' };

test('a version reads back as it was written, with the run that put rows back and without', () => {
  for (const version of [built, requeued]) {
    expect(parseVersion(formatVersion(version))).toEqual(version);
  }
});

test('readers tell a node into which rows went back from the one that was built', () => {
  expect(heldContent(built)).toBe('c');
  expect(heldContent(requeued)).toBe('c+01J');
});

test('what is still the same content keeps what was put back, and other content does not', () => {
  expect(keptVersion({ content: 'c', gates: 'new' }, 'c.g.01J')).toEqual({
    content: 'c',
    gates: 'new',
    requeued: '01J',
  });
  expect(keptVersion({ content: 'd', gates: 'g' }, 'c.g.01J')).toEqual({
    content: 'd',
    gates: 'g',
  });
  expect(keptVersion(built, undefined)).toEqual(built);
  expect(keptVersion(undefined, 'c.g.01J')).toBeUndefined();
});
