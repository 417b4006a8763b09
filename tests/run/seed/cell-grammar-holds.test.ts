import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellGrammar } from '../../../src/core/seed/grammar/cell-grammar.ts';
import { useDatabase } from '../../postgres/use-database.ts';

const database = useDatabase({ size: 1 });

/** What the value of a cell is, whatever its spelling. */
type Value = (text: string) => unknown;

/** A decimal as its sign, digits and exponent. */
function decimal(text: string): string {
  const word = /^(-?)(nan|inf)/i.exec(text);
  if (word !== null) return word.slice(1).join('').toLowerCase();
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const exponent = Number(power) - fraction.length + digits.length - significant.length;
  return `${sign}${significant}e${exponent}`;
}

function moment(text: string): string {
  if (text.includes('infinity')) return text;
  const [date = '', time = '00:00:00'] = text.split(/[ T]/);
  return `${date} ${clock(time)}`;
}

function clock(text: string): string {
  const [time = ''] = text.split(/[+-]|Z/);
  return (time.length === 5 ? `${time}:00` : time).replace(/\.?0*$/, (zeros) =>
    time.includes('.') ? '' : zeros,
  );
}

function instant(text: string): unknown {
  const [, date, time = '', offset = ''] = /^(\S+?)[ T]([\d:.]+)(.*)$/.exec(text) ?? [];
  const [, sign = '+', hours = '00', minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
  const [seconds = '', fraction = ''] = time.split('.');
  const whole = `${date}T${seconds.length === 5 ? `${seconds}:00` : seconds}${sign}${hours}:${minutes}`;
  return [Date.parse(whole), fraction.replace(/0+$/, '')];
}

const TYPES: Readonly<Record<string, Value>> = {
  smallint: (text) => text,
  integer: (text) => text,
  bigint: (text) => text,
  numeric: decimal,
  'numeric(6,2)': decimal,
  'numeric(2,4)': decimal,
  'numeric(3,-1)': decimal,
  real: decimal,
  'double precision': decimal,
  boolean: (text) => text.slice(0, 1).toLowerCase(),
  date: (text) => text,
  'timestamp without time zone': moment,
  'timestamp(3) without time zone': moment,
  'timestamp with time zone': instant,
  'time without time zone': clock,
  uuid: (text) => text.toLowerCase(),
  json: (text) => text,
  jsonb: (text) => JSON.parse(text),
  'character varying(3)': (text) => text,
  'character(3)': (text) => text.trimEnd(),
  'bit(1)': (text) => text,
  'bit varying(4)': (text) => text,
  name: (text) => text,
  '"char"': (text) => text,
};

const digits = fc.stringMatching(/^\d{0,18}$/);
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    digits,
    fc.constantFrom('', '.'),
    digits,
    fc.constantFrom('', '', 'e5', 'E-3', 'e+30', 'e-40'),
  )
  .map((parts) => parts.join(''));
const date = fc
  .tuple(
    fc.constantFrom('2024', '2023', '1900', '0001', '9999', '0000'),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
  )
  .map(
    ([year, month, day]) => `${year}-${`${month}`.padStart(2, '0')}-${`${day}`.padStart(2, '0')}`,
  );
const time = fc
  .tuple(
    fc.constantFrom('00:00', '23:59', '24:00', '10:60'),
    fc.constantFrom('', ':00', ':59', ':60'),
    fc.constantFrom('', '.5', '.123456', '.1234567', '.5000000'),
    fc.constantFrom('', 'Z', '+02', '-0330', '+15:59', '+16'),
  )
  .map((parts) => parts.join(''));
const stamp = fc.tuple(date, fc.constantFrom(' ', 'T'), time).map((parts) => parts.join(''));
const word = fc.constantFrom(
  't',
  'TRUE',
  'f',
  'yes',
  'on',
  '1',
  '0',
  'today',
  'now',
  'infinity',
  '-infinity',
  'NaN',
  'nan',
  'inf',
  '7D444840-9dc0-11d1-b245-5ffdce74fad2',
  '{}',
  '{"a":1,"a":2}',
  '[1, "x"]',
  '1_000',
  '0x1F',
  ' 1',
  'abc ',
  'äöü',
  'abcd',
  '',
  '16777217',
  '16777216',
  '0.1',
  '5e-324',
  '1.4e-45',
  '3.4028236e38',
  '9007199254740993',
  '0.30000000000000004',
);
const double = fc.double({ noDefaultInfinity: true, noNaN: true }).map(String);
const float = fc
  .float({ noDefaultInfinity: true, noNaN: true })
  .map((value) => String(Number(value.toPrecision(8))));

test('whatever a grammar takes, PostgreSQL takes and keeps', async () => {
  const seed = Date.now();
  const cell = fc.oneof(number, date, time, stamp, word, double, float);
  const cells = [...new Set(fc.sample(cell, { numRuns: 8000, seed }))];
  for (const [type, valueIn] of Object.entries(TYPES)) {
    const { check } = cellGrammar(type);
    const taken = cells.filter((text) => {
      const bytes = Buffer.from(text);
      return check?.(bytes, 0, bytes.length);
    });
    const { rows } = await database.sessions.use((session) =>
      session.query({
        sql: `select given, given::${type}::text as kept from unnest($1::text[]) as cells (given)`,
        values: [taken],
      }),
    );
    const changed = rows.filter(
      ({ given, kept }) =>
        JSON.stringify(valueIn(String(given))) !== JSON.stringify(valueIn(String(kept))),
    );
    expect({ seed, type, changed }).toEqual({ seed, type, changed: [] });
    expect(taken.length, type).toBeGreaterThan(0);
  }
});
