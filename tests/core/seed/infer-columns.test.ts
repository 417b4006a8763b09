import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createInference, type InferredType } from '../../../src/core/seed/infer-columns.ts';

function infer(cells: readonly string[], known?: InferredType): InferredType | undefined {
  const inference = createInference(known);
  for (const cell of cells) {
    const bytes = Buffer.from(cell);
    if (!inference.fits(bytes, 0, bytes.length)) inference.add(bytes, 0, bytes.length);
  }
  return inference.type;
}

test.each<[InferredType | undefined, readonly string[]]>([
  [undefined, []],
  ['bigint', ['0', '-5', '12345678901']],
  ['numeric', ['9223372036854775808']],
  ['numeric', ['1', '1.50']],
  ['numeric', ['1.5', '2']],
  ['numeric', ['-0.5']],
  ['boolean', ['true', 'False', 't', 'f', 'TRUE']],
  ['date', ['2024-01-31', '2023-12-01']],
  ['timestamp without time zone', ['2024-01-31 10:00:00', '2024-01-31T10:00']],
  ['timestamp with time zone', ['2024-01-31 10:00:00+02', '2024-01-31T10:00Z']],
  ['uuid', ['7d444840-9dc0-11d1-b245-5ffdce74fad2']],
  ['json', ['{"a": 1}', '[]']],
  ['text', ['7D444840-9DC0-11D1-B245-5FFDCE74FAD2']],
  ['text', ['{a}']],
  ['text', ['2024-01-31', '2024-01-31 10:00:00']],
  ['text', ['2024-01-31 10:00:00', '2024-01-31 10:00:00Z']],
  ['text', ['t', '1']],
  ['text', ['1', '007']],
  ['text', ['abc', '5']],
  ['text', ['']],
])('%s is the narrowest type for %j', (type, cells) => {
  expect(infer(cells)).toBe(type);
});

test.each([
  '007',
  '+1',
  '-0',
  '1,000',
  '1 ',
  ' 1',
  '1e5',
  'NaN',
  'inf',
  'SAT',
  '1/2/2024',
  '.5',
  '5.',
  'T',
  'F',
  'yes',
  'on',
  'today',
  'infinity',
  '1_000',
  '0x1F',
  '2024-02-30',
  '24:00',
  'null',
])('%j stays text', (cell) => {
  expect(infer([cell])).toBe('text');
});

test('a type that the table has is never made narrower', () => {
  expect(infer(['1'], 'numeric')).toBe('numeric');
  expect(infer(['1'], 'text')).toBe('text');
  expect(infer(['1.5'], 'bigint')).toBe('numeric');
  expect(infer(['2024-01-31'], 'boolean')).toBe('text');
  expect(infer([], 'date')).toBe('date');
});

test('the order of the cells makes no difference', () => {
  const cell = fc.constantFrom(
    '1',
    '1.5',
    '007',
    't',
    '2024-01-31',
    '99999999999999999999',
    'x',
    '{}',
  );
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 6 }), (cells) => {
      expect(infer([...cells].reverse())).toBe(infer(cells));
      expect(infer([...cells].sort())).toBe(infer(cells));
    }),
  );
});
