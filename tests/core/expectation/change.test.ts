import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PreviousResult, withChange } from '../../../src/core/expectation/change.ts';
import {
  EXPECTATION_STATUSES,
  type ExpectationResult,
} from '../../../src/core/expectation/expectation-result.ts';
import { expectationResult } from '../../report/results.ts';

test('of any sequence of results, the streak is the failures since the last success', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...EXPECTATION_STATUSES), { minLength: 1 }),
      (statuses) => {
        let previous: PreviousResult | undefined;
        statuses.forEach((status, at) => {
          const result: ExpectationResult = withChange(
            expectationResult('id', { status }),
            previous,
            `run ${at}`,
          );
          const lastPass = statuses.lastIndexOf('pass', at);
          const wasFailing = at > 0 && statuses[at - 1] !== 'pass';
          expect(result.consecutiveFailures).toBe(at - lastPass);
          expect(result.since).toBe(status === 'pass' ? undefined : `run ${lastPass + 1}`);
          expect(result.change).toBe(
            status === 'pass' ? (wasFailing ? 'fixed' : undefined) : wasFailing ? 'still' : 'new',
          );
          previous = result;
        });
      },
    ),
  );
});
