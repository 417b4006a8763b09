import { expect, test } from 'vitest';
import { cellGrammar } from '../../../../src/core/seed/grammar/cell-grammar.ts';

function accepts(type: string, text: string): boolean {
  const { check } = cellGrammar(type);
  // the bytes of neighbours must not be read
  const around = Buffer.from(`9.${text}.9`);
  return check === undefined || check(around, 2, around.length - 2);
}

test.each<[type: string, good: readonly string[], bad: readonly string[]]>([
  [
    'smallint',
    ['0', '-32768', '32767', '7'],
    ['32768', '-32769', '007', '-0', '+1', '', '-', '1 ', ' 1', '1.0', '1e2'],
  ],
  [
    'integer',
    ['2147483647', '-2147483648', '2147483600'],
    ['2147483648', '-2147483649', '3000000000', '1_000', '0x1F', '0o7', '٣'],
  ],
  [
    'bigint',
    ['9223372036854775807', '-9223372036854775808'],
    ['9223372036854775808', '-9223372036854775809', '99999999999999999999'],
  ],
  [
    'numeric',
    [
      '0',
      '-0.0',
      '1.50',
      '.5',
      '-.5',
      '1e5',
      '1.5E-3',
      '12345678901234567890.123456789',
      'NaN',
      'inf',
      '-Infinity',
    ],
    [
      '',
      '-',
      '.',
      '5.',
      '007',
      '00.5',
      '+1',
      '1,000',
      '1_000',
      '0x1F',
      ' 1',
      '1 ',
      '1e',
      '1e+',
      'e5',
      '1.2.3',
      '--1',
      '1e-20000',
      '1e200000',
      'na',
      'infinit',
      '$1',
      '−1',
    ],
  ],
  [
    'numeric(10,2)',
    ['12345678.12', '-0.05', '1.500', '1e7', '1234e-2', 'NaN', '0', '0.000'],
    ['29.855', '123456789', '1e8', '0.001', 'Infinity', '1e-3'],
  ],
  ['numeric(3,0)', ['999', '-999', '1.0'], ['1000', '1.5']],
  ['numeric(2,4)', ['0.0099', '0'], ['0.01', '0.00001']],
  ['numeric(2,-2)', ['9900', '-100', '0'], ['50', '10000']],
  [
    'real',
    [
      '0',
      '1.5',
      '0.1',
      '16777216',
      '3.4028235e+38',
      '1e-30',
      'NaN',
      '-inf',
      '0.33333334',
      '178843.62',
    ],
    ['178843.63', '16777217', '0.333333333', '1e39', '1e-60', '29.123456789', '007', 'x', '+1'],
  ],
  [
    'double precision',
    [
      '15.262872683063815',
      '0.30000000000000004',
      '1e300',
      '5e-324',
      '123456789012345',
      '-0',
      '9007199254740992',
      '6.1354965033025536e+16',
    ],
    [
      '65205627000000000000',
      '0.1000000000000000055',
      '12345678901234567890',
      '1e400',
      '1e-400',
      '9007199254740993',
      '1.7976931348623159e308',
      '',
    ],
  ],
  [
    'boolean',
    ['true', 'false', 't', 'f', 'True', 'FALSE', 'T'],
    ['yes', 'no', 'on', 'of', '1', '0', 'tr', '', ' t', 'y'],
  ],
  [
    'date',
    ['2024-02-29', '0001-01-01', '9999-12-31', '2000-02-29', 'infinity', '-infinity'],
    [
      '2023-02-29',
      '1900-02-29',
      '2024-04-31',
      '2024-13-01',
      '2024-00-10',
      '2024-01-00',
      '0000-01-01',
      '2024-1-1',
      '1/2/2024',
      '20240131',
      'today',
      'epoch',
      '2024-01-31 ',
      '',
      '2024-01-31 00:00:00',
      '10000-01-01',
    ],
  ],
  [
    'timestamp without time zone',
    [
      '2024-01-31 10:00:00',
      '2024-01-31T10:00',
      '2024-01-31',
      '2024-01-31 10:00:00.123456',
      '2024-01-31 10:00:00.1234560',
      'infinity',
    ],
    [
      '2024-01-31 10:00:00Z',
      '2024-01-31 10:00:00+02',
      '2024-01-31 24:00:00',
      '2024-01-31 10:60',
      '2024-01-31 10:00:60',
      '2024-01-31 10:00:00.1234567',
      '2024-01-31 10:00:00.',
      '2024-01-31 10',
      'now',
      '2024-02-30 10:00',
      '2024-01-31 10:00:00 UTC',
      '2024-01-31 10:00 PM',
      '2024-01-31  10:00',
    ],
  ],
  [
    'timestamp(0) without time zone',
    ['2024-01-31 10:00:00', '2024-01-31 10:00:00.000'],
    ['2024-01-31 10:00:00.5'],
  ],
  [
    'timestamp with time zone',
    [
      '2024-01-31 10:00:00Z',
      '2024-01-31T10:00+02',
      '2024-01-31 10:00:00.5-0330',
      '2024-01-31 10:00:00+05:30',
    ],
    [
      '2024-01-31 10:00:00',
      '2024-01-31',
      '2024-01-31 10:00:00+16',
      '2024-01-31 10:00:00+5',
      '2024-01-31 10:00:00+05:60',
      '2024-01-31 10:00:00z',
      '2024-01-31 10:00:00 Europe/Berlin',
    ],
  ],
  [
    'time without time zone',
    ['10:00', '23:59:59.999999'],
    ['10:00+02', '24:00:00', '10', '10:00 PM'],
  ],
  ['time with time zone', ['10:00+02', '10:00:00Z'], ['10:00']],
  [
    'uuid',
    ['7d444840-9dc0-11d1-b245-5ffdce74fad2', '7D444840-9DC0-11D1-B245-5FFDCE74FAD2'],
    [
      '7d4448409dc011d1b2455ffdce74fad2',
      '{7d444840-9dc0-11d1-b245-5ffdce74fad2}',
      '7d444840-9dc0-11d1-b245-5ffdce74fadg',
      '7d444840-9dc0-11d1-b2455-ffdce74fad2',
    ],
  ],
  ['json', ['{"a": 1, "a": 2}', '1', 'null', ' [] '], ['', "{'a': 1}", '[1,]', 'NaN', '{"a": 1']],
  [
    'jsonb',
    ['{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}', '["a", "a"]', '{"a": "a:", "b": "\\"a\\":"}'],
    ['{"a": 1, "a": 2}', '{"x": [{"a": 1, "\\u0061": 2}]}'],
  ],
  ['character varying(3)', ['', 'abc', 'äöü', '😀😀😀', '  a'], ['abcd', 'abc ', '    ']],
  ['character(3)', ['', 'a', 'abc'], ['abcd', 'abc ']],
  ['name', ['x'.repeat(63)], ['x'.repeat(64), 'é'.repeat(32)]],
  ['"char"', ['', 'x'], ['xy', 'é']],
  ['text', ['', ' x ', 'null'], []],
  ['character varying', ['x'.repeat(1000)], []],
  ['inet', ['anything'], []],
])('%s takes what is kept as it is, and nothing else', (type, good, bad) => {
  expect(good.filter((text) => !accepts(type, text))).toEqual([]);
  expect(bad.filter((text) => accepts(type, text))).toEqual([]);
});

test.each([
  ['numeric(10,2)', 'a number with at most 8 digits before and 2 behind the point'],
  ['numeric(3,0)', 'a whole number of at most 3 digits'],
  [
    'timestamp(3) with time zone',
    'a timestamp such as 2024-01-31 10:00:00+00, with an offset and at most 3 digits behind the seconds',
  ],
  ['time without time zone', 'a time such as 10:00:00, without an offset'],
  ['character varying(1)', 'at most 1 character long'],
  ['boolean', 'true, false, t or f'],
])('%s says what it takes', (type, expected) => {
  expect(cellGrammar(type).expected).toBe(expected);
});
