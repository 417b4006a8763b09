import { expect, test } from 'vitest';
import { isSameEnvironment, recordEnvironment } from '../../src/files/recorded-environment.ts';

test('what was looked at and what was not is told apart', () => {
  const recorded = recordEnvironment({ A: '1', B: '2', SECRET: 'hunter2' });
  expect(recorded.environment['A']).toBe('1');
  expect(Object.hasOwn(recorded.environment, 'ABSENT')).toBe(false);
  const read = recorded.read();
  expect(Object.keys(read)).toEqual(['A', 'ABSENT']);
  expect(isSameEnvironment(read, { A: '1', B: 'other' })).toBe(true);
  expect(isSameEnvironment(read, { A: '2' })).toBe(false);
  expect(isSameEnvironment(read, {})).toBe(false);
  expect(isSameEnvironment(read, { A: '1', ABSENT: '' })).toBe(false);
});

test('what is kept of a value does not show it', () => {
  const recorded = recordEnvironment({ SECRET: 'hunter2' });
  expect(recorded.environment['SECRET']).toBe('hunter2');
  expect(JSON.stringify(recorded.read())).not.toContain('hunter2');
});
