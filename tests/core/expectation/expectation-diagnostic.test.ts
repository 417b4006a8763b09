import { expect, test } from 'vitest';
import { expectationDiagnostic } from '../../../src/core/expectation/expectation-diagnostic.ts';
import { blankResult } from '../../../src/core/expectation/judge.ts';
import { declared } from './declare.ts';

test('a result that does not hold is a diagnostic where it is declared', () => {
  const [expectation] = declared('{model: users, columns: {n: [non_negative]}}');
  if (expectation === undefined) throw new Error('nothing is declared');
  const { location } = expectation;
  const result = {
    ...blankResult(expectation, undefined, 0),
    message: '2 of 8 rows are unexpected',
  };
  expect(expectationDiagnostic(result)).toBeUndefined();
  expect(expectationDiagnostic({ ...result, status: 'fail' })).toEqual({
    code: 'expectation-failed',
    severity: 'error',
    message: '"users.n.non_negative" does not hold: 2 of 8 rows are unexpected',
    location,
    notes: [],
    hint: undefined,
  });
  expect(expectationDiagnostic({ ...result, status: 'warn' })?.severity).toBe('warning');
  expect(expectationDiagnostic({ ...result, status: 'error', message: 'no' })).toMatchObject({
    code: 'expectation-error',
    severity: 'error',
    message: 'no',
  });
});
