import { expect, test } from 'vitest';
import type { Scalar } from '../../../../src/core/expectation/shapes/kwargs.ts';
import { renderScalar } from '../../../../src/core/expectation/shapes/render-scalar.ts';

const cases: readonly (readonly [Scalar, string, string])[] = [
  [744, 'integer', '744'],
  [-0.5, 'integer', '-0.5'],
  ['12345678901234567890', 'numeric(30,2)', '12345678901234567890'],
  ['NaN', 'double precision', "'NaN'::double precision"],
  ["it's", 'character varying(9)', "'it''s'"],
  ['2024-01-31', 'date', "'2024-01-31'"],
  ['2024-01-31 12:00', 'date', "timestamp '2024-01-31 12:00'"],
  ['2024-01-31', 'timestamp(3) without time zone', "'2024-01-31'"],
  ['2024-01-31 12:00', 'timestamp without time zone', "'2024-01-31 12:00'"],
  ['2024-01-31 12:00+09', 'timestamp without time zone', "timestamptz '2024-01-31 12:00+09'"],
  ['2024-01-31T12:00:00Z', 'timestamp without time zone', "timestamptz '2024-01-31T12:00:00Z'"],
  ['2024-01-31 12:00+09', 'timestamp with time zone', "'2024-01-31 12:00+09'"],
  [true, 'boolean', 'true'],
  ['happy', 'mood', "'happy'"],
  [1, 'mood', '1'],
];

test.each(cases)('%j for a column of type %s is %s', (value, type, sql) => {
  expect(renderScalar(value, { name: 'c', type }, 'a')).toBe(sql);
});
