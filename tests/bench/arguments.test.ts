import { expect, test } from 'vitest';
import { formatUsage, parseArguments, UsageError } from '../../bench/arguments.ts';
import type { Row } from '../../bench/rows/row.ts';

const row = (name: string, isOptional = false): Row => ({
  name,
  title: name,
  needsPsql: false,
  isOptional,
  measure: async () => [],
});
const ROWS = [row('seed'), row('upsert'), row('peers', true)];
const namesOf = (words: readonly string[]) =>
  parseArguments(words, ROWS).rows.map(({ name }) => name);

test('without names every row is measured but those that must be asked for', () => {
  expect(namesOf([])).toEqual(['seed', 'upsert']);
  expect(namesOf(['--peers'])).toEqual(['seed', 'upsert', 'peers']);
});

test('names choose rows, each once and in their order', () => {
  expect(namesOf(['upsert', 'seed', 'upsert'])).toEqual(['upsert', 'seed']);
  expect(namesOf(['peers', '--peers'])).toEqual(['peers']);
});

test('sizes are those of a minute on a laptop until flags say otherwise', () => {
  expect(parseArguments([], ROWS).sizes).toEqual({
    rows: 1_000_000,
    users: 70_430,
    models: 1000,
    scanRows: 1_000_000,
    rounds: 5,
    isLarge: false,
  });
  const words = ['--users', '704300', '--scan-rows', '5000000', '--rounds', '1', '--large'];
  expect(parseArguments(words, ROWS).sizes).toEqual({
    rows: 1_000_000,
    users: 704_300,
    models: 1000,
    scanRows: 5_000_000,
    rounds: 1,
    isLarge: true,
  });
});

test('a name that no row has is told with the one that was meant', () => {
  expect(() => namesOf(['upsrt'])).toThrow('there is no row "upsrt"; did you mean "upsert"?');
});

test('a size that is no count is refused', () => {
  expect(() => namesOf(['--users', '0'])).toThrow(
    '--users must be a whole number above 0, not "0"',
  );
  expect(() => namesOf(['--rounds', 'many'])).toThrow(
    '--rounds must be a whole number above 0, not "many"',
  );
});

test('an option that there is not is an error of the one who typed it', () => {
  expect(() => namesOf(['--fast'])).toThrow(new UsageError("unknown option '--fast'"));
  expect(() => namesOf(['--rounds'])).toThrow(
    new UsageError("option '--rounds <value>' argument missing"),
  );
});

test('the usage lists every option and every row', () => {
  expect(formatUsage(ROWS)).toBe(
    [
      'usage: npm run bench -- [NAME…] [--rows N] [--users N] [--models N] [--scan-rows N] [--rounds N] [--large] [--peers] [--json]',
      '',
      '  seed    seed',
      '  upsert  upsert',
      '  peers   peers (only where it is named)',
      '',
    ].join('\n'),
  );
});
