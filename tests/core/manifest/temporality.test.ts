import { expect, test } from 'vitest';
import type { Temporality } from '../../../src/core/manifest/node.ts';
import { type TemporalModel, temporalityOf } from '../../../src/core/manifest/temporality.ts';
import type { Materialized } from '../../../src/core/materialization/model-config.ts';

/** `dated` is read at the reader's own as_of, `dated*` at others too. */
type Input = Temporality | `${Temporality}*`;

const CASES: readonly (readonly [Materialized, readonly Input[], Temporality])[] = [
  // what a stored table holds is the state at one as_of, once anything in it depends on time
  ['table', [], 'timeless'],
  ['table', ['timeless', 'timeless'], 'timeless'],
  ['table', ['timeless', 'dated'], 'current'],
  ['table', ['dated*'], 'current'],
  ['table', ['current'], 'current'],
  ['table', ['inlined'], 'current'],
  ['upsert', ['dated'], 'current'],
  ['upsert', ['timeless'], 'timeless'],
  ['incremental', ['dated'], 'current'],
  ['incremental', ['timeless'], 'timeless'],
  // a view over dated rows is a different one for each as_of
  ['view', [], 'timeless'],
  ['view', ['timeless'], 'timeless'],
  ['view', ['dated'], 'inlined'],
  ['view', ['timeless', 'dated'], 'inlined'],
  ['view', ['inlined'], 'inlined'],
  ['view', ['dated*'], 'current'],
  ['view', ['inlined*'], 'current'],
  ['view', ['dated*', 'dated'], 'inlined'],
  ['view', ['current'], 'current'],
  ['view', ['current', 'dated'], 'inlined'],
  ['ephemeral', ['timeless'], 'timeless'],
  ['ephemeral', ['dated'], 'inlined'],
  ['ephemeral', ['current'], 'current'],
  // a snapshot has rows of every as_of, whatever it reads
  ['snapshot', [], 'dated'],
  ['snapshot', ['timeless'], 'dated'],
  ['snapshot', ['current'], 'dated'],
  ['snapshot', ['dated'], 'dated'],
];

function modelOf(materialized: Materialized, inputs: readonly Input[]): TemporalModel {
  return {
    materialized,
    asOfColumn: undefined,
    usesAsOf: false,
    inputs: inputs.map((input) => ({
      temporality: temporality(input),
      isOwnAsOf: !input.endsWith('*'),
    })),
  };
}

function temporality(input: Input): Temporality {
  const found = (['dated', 'current', 'timeless', 'inlined'] as const).find((each) =>
    input.startsWith(each),
  );
  if (found === undefined) throw new Error(input);
  return found;
}

test.each(CASES)('a %s over %j is %s', (materialized, inputs, expected) => {
  expect(temporalityOf(modelOf(materialized, inputs))).toBe(expected);
});

test.each([
  ['table', 'current'],
  ['upsert', 'current'],
  ['view', 'inlined'],
  ['ephemeral', 'inlined'],
  ['snapshot', 'dated'],
] as const)('a %s that prints as_of is %s, though it reads nothing', (materialized, expected) => {
  expect(temporalityOf({ ...modelOf(materialized, []), usesAsOf: true })).toBe(expected);
});

test.each(['table', 'view'] as const)(
  'a %s that names its as_of column is dated',
  (materialized) => {
    const model = { ...modelOf(materialized, ['dated*']), asOfColumn: 'as_of' };
    expect(temporalityOf(model)).toBe('dated');
  },
);
