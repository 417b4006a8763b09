import { expect, test } from 'vitest';
import type { Expectation } from '../../../../src/core/expectation/expectation.ts';
import {
  judgeMoved,
  withoutMoving,
} from '../../../../src/core/expectation/quarantine/judge-moved.ts';
import { declared } from '../declare.ts';

const TABLE = { schema: 'public', name: 'users__quarantine' };

function only(settings: string): Expectation {
  const [found] = declared(`{model: users, columns: {n: [{non_negative: {${settings}}}]}}`);
  if (found === undefined) throw new Error('nothing is declared');
  return found;
}

function judge(settings: string, unexpected: number) {
  return judgeMoved(
    only(settings),
    { elements: 5, considered: 4, unexpected },
    { asOf: undefined, durationMs: 0, table: TABLE },
  );
}

test('rows that were moved are a warning that names their quarantine', () => {
  expect(judge('on_fail: quarantine', 1)).toMatchObject({
    status: 'warn',
    quarantinedIn: TABLE,
    message: '1 of 4 rows are unexpected (25 %): moved to public.users__quarantine',
  });
});

test('where none were, or too many, no quarantine has them', () => {
  expect(judge('on_fail: quarantine', 0)).toMatchObject({
    status: 'pass',
    quarantinedIn: undefined,
    message: undefined,
  });
  expect(judge('on_fail: quarantine, mostly: 0.9', 1)).toMatchObject({
    status: 'fail',
    quarantinedIn: undefined,
    message: '1 of 4 rows are unexpected (25 %), too many to be quarantined',
  });
});

test('once it is rolled back, what was found is still told, and no table of it', () => {
  const moved = { ...judge('on_fail: quarantine', 1), sql: 'select the quarantine' };
  expect(withoutMoving(moved)).toEqual({
    ...moved,
    quarantinedIn: undefined,
    sql: undefined,
    message: '1 of 4 rows are unexpected (25 %)',
  });
  const held = judge('on_fail: quarantine', 0);
  expect(withoutMoving(held)).toBe(held);
});
