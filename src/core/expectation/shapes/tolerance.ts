import type { Kwargs, Parameter } from '../check.ts';
import { numberOf } from './kwargs.ts';

/** How far a number may be from the expected one: the wider of the two counts. */
export const TOLERANCES = {
  tolerance: { type: 'number', default: 0, description: 'so much more or less is well' },
  tolerance_percent: {
    type: 'number',
    default: 0,
    description: 'so many percent of what is expected more or less are well',
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export function toleranceOf(kwargs: Kwargs, expected: number): number {
  return Math.max(
    Number(numberOf(kwargs, 'tolerance') ?? 0),
    (Number(numberOf(kwargs, 'tolerance_percent') ?? 0) / 100) * Math.abs(expected),
  );
}
