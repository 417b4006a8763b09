import type { Materialized } from '../materialization/model-config.ts';
import type { Temporality } from './node.ts';

/** One input of a model: how it stands to time, and whether only one as_of of it is read. */
export interface TemporalInput {
  readonly temporality: Temporality;
  readonly isOwnAsOf: boolean;
}

export interface TemporalModel {
  readonly materialized: Materialized;
  readonly asOfColumn: string | undefined;
  readonly usesAsOf: boolean;
  readonly inputs: readonly TemporalInput[];
}

/** How a model stands to time, from what it is and what it reads. */
export function temporalityOf({
  materialized,
  asOfColumn,
  usesAsOf,
  inputs,
}: TemporalModel): Temporality {
  if (materialized === 'snapshot' || asOfColumn !== undefined) return 'dated';
  const isTimeless = !usesAsOf && inputs.every((input) => input.temporality === 'timeless');
  if (isTimeless) return 'timeless';
  // a history of what knows no as_of is one of the moments of its builds
  if (materialized === 'history') return 'dated';
  if (materialized !== 'view' && materialized !== 'ephemeral') return 'current';
  const dependsOnAsOf =
    usesAsOf ||
    inputs.some(
      ({ temporality, isOwnAsOf }) =>
        isOwnAsOf && (temporality === 'dated' || temporality === 'inlined'),
    );
  return dependsOnAsOf ? 'inlined' : 'current';
}
