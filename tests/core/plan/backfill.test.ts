import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asOfsToBackfill, type BackfillRange } from '../../../src/core/plan/backfill.ts';
import { addToDate, DATE_UNITS } from '../../../src/core/time/add-to-date.ts';

const HELD = ['2024-01-31', '2024-02-29', '2024-04-30'];
const RANGE: BackfillRange = { from: undefined, to: undefined, every: undefined, asOfs: [] };

test.each<[string, Partial<BackfillRange>, readonly string[]]>([
  ['all that the inputs hold', {}, HELD],
  ['from one of them on', { from: '2024-02-01' }, ['2024-02-29', '2024-04-30']],
  ['up to one of them', { to: '2024-02-29' }, ['2024-01-31', '2024-02-29']],
  ['none of them', { from: '2024-05-01' }, []],
  ['those that are named', { asOfs: ['2024-03-31'] }, ['2024-03-31']],
  [
    'a step over all of them',
    { every: 'month' },
    ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30'],
  ],
  [
    'a step from a day that is no month end, which meets one',
    { every: 'month', from: '2024-01-30', to: '2024-04-29' },
    ['2024-01-30', '2024-02-29', '2024-03-30'],
  ],
  [
    'weeks',
    { every: 'week', from: '2024-02-20', to: '2024-03-05' },
    ['2024-02-20', '2024-02-27', '2024-03-05'],
  ],
])('%s', (_, range, asOfs) => {
  expect(asOfsToBackfill(HELD, { ...RANGE, ...range })).toEqual(asOfs);
});

test('inputs that hold nothing leave it to the range', () => {
  expect(asOfsToBackfill([], { ...RANGE, every: 'day' })).toEqual([]);
  const range = { from: '2024-02-28', to: '2024-03-01', every: 'day' } as const;
  expect(asOfsToBackfill([], { ...RANGE, ...range })).toEqual([
    '2024-02-28',
    '2024-02-29',
    '2024-03-01',
  ]);
});

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((each) => each.toISOString().slice(0, 10));

test('steps ascend, begin at the start and leave no room for one more', () => {
  fc.assert(
    fc.property(
      day,
      fc.constantFrom(...DATE_UNITS),
      fc.integer({ min: 0, max: 300 }),
      (from, every, days) => {
        const to = addToDate(from, days, 'day');
        const asOfs = asOfsToBackfill([], { from, to, every, asOfs: [] });
        expect(asOfs[0]).toBe(from);
        expect(asOfs).toEqual([...new Set(asOfs)].sort());
        expect(asOfs.every((asOf) => asOf <= to)).toBe(true);
        expect(addToDate(from, asOfs.length, every) > to).toBe(true);
      },
    ),
  );
});
