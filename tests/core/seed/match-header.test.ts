import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { startOf } from '../../../src/core/diagnostics/source-file.ts';
import { checkKey, type KnownColumns, matchHeader } from '../../../src/core/seed/match-header.ts';
import type { SeedSettings } from '../../../src/core/seed/seed-settings.ts';
import type { DeclaredColumn } from '../../../src/core/sql/declared-column.ts';
import { seedSettings } from '../../support/seed-settings.ts';

function declared(name: string, since?: string): DeclaredColumn {
  return {
    name,
    type: 'text',
    description: undefined,
    since,
    nullValues: undefined,
    isPersonal: false,
    location: startOf('seeds.yml'),
  };
}
interface MatchOptions extends Partial<SeedSettings> {
  readonly known?: KnownColumns;
  readonly asOf?: string;
}

function match(
  names: readonly string[],
  columns: readonly DeclaredColumn[],
  { known, asOf, ...given }: MatchOptions = {},
) {
  const problems = new Problems();
  const location = (index: number) => ({ file: 'x.csv', line: 1, column: index + 1, length: 1 });
  const head = {
    file: 'x.csv',
    columns: names.map((name, index) => ({ name, location: location(index) })),
    dataOffset: 0,
    dataLine: 2,
  };
  const { absent, ignored } = matchHeader(
    head,
    {
      file: { path: 'x.csv', asOf, captures: { month: 1 } },
      declared: columns,
      known,
      settings: seedSettings(given),
    },
    problems,
  );
  return { absent, ignored, problems: problems.all };
}

test('columns in another order, or not declared, are right', () => {
  const { problems } = match(['c', 'b', 'a'], [declared('a'), declared('b')]);
  expect(problems).toEqual([]);
});

test('a column that is declared since later is absent', () => {
  const columns = [declared('a'), declared('b', '2024-02-29')];
  expect(match(['a'], columns, { asOf: '2024-01-31' })).toEqual({
    absent: ['b'],
    ignored: [],
    problems: [],
  });
  expect(match(['a', 'b'], columns, { asOf: '2024-02-29' })).toEqual({
    absent: [],
    ignored: [],
    problems: [],
  });
});

test('a header that differs is one diagnostic, with every difference and the likely renames', () => {
  const known = { names: ['id', 'old'], isClosed: true, origin: 'the table "raw.users"' };
  const { problems } = match(['id', 'signup_dt', 'plan'], [declared('signup_date')], { known });
  expect(problems).toEqual([
    {
      code: 'seed-header',
      severity: 'error',
      message:
        'the header lacks "old" and "signup_date" and has "signup_dt" and "plan", which the table "raw.users" lacks',
      location: { file: 'x.csv', line: 1, column: 2, length: 1 },
      notes: [
        { message: '- old, as in the table "raw.users"', location: undefined },
        { message: '- signup_date, as declared', location: startOf('seeds.yml') },
        {
          message: '+ signup_dt, as in the file',
          location: { file: 'x.csv', line: 1, column: 2, length: 1 },
        },
        {
          message: '+ plan, as in the file',
          location: { file: 'x.csv', line: 1, column: 3, length: 1 },
        },
      ],
      hint: 'did you mean "signup_date" by "signup_dt"?',
    },
  ]);
});

test('a column that others lack is reported at its place', () => {
  const known = { names: ['a'], isClosed: true, origin: '"1.csv"' };
  expect(match(['a', 'b'], [], { known }).problems).toMatchObject([
    { message: 'the header has "b", which "1.csv" lacks', location: { column: 2 } },
  ]);
});

test('a key must name columns that there are', () => {
  const problems = new Problems();
  checkKey(
    { key: ['id', 'user'], columns: ['user_id', 'users', 'id'], location: startOf('seeds.yml') },
    problems,
  );
  expect(problems.all).toMatchObject([
    {
      message: '"unique_key" names the column "user", which the seed lacks',
      hint: 'did you mean "users"?',
    },
  ]);
});

test('a column that the file lacks is NULL where that is allowed, unless it is a key', () => {
  const known = { names: ['id', 'old'], isClosed: true, origin: 'the table "raw.users"' };
  const settings = { known, onMissingColumn: 'null', uniqueKey: ['id'] } as const;
  expect(match(['id'], [], settings)).toEqual({ absent: ['old'], ignored: [], problems: [] });
  expect(match(['old'], [], settings).problems).toMatchObject([
    { message: 'the header lacks "id"' },
  ]);
});

test('a column that nobody knows is added, left out or refused, as the seed says', () => {
  const known = { names: ['a'], isClosed: true, origin: 'the table "raw.users"' };
  expect(match(['a', 'b'], [], { known, onExtraColumn: 'add' })).toEqual({
    absent: [],
    ignored: [],
    problems: [],
  });
  expect(match(['a', 'b'], [], { known, onExtraColumn: 'ignore' }).ignored).toEqual(['b']);
  expect(match(['a', 'b'], [declared('a')], { onExtraColumn: 'ignore' }).ignored).toEqual(['b']);
  expect(match(['a', 'b'], [], { onExtraColumn: 'ignore' }).ignored).toEqual([]);
  expect(match(['a', 'b'], [declared('a')], { onExtraColumn: 'error' }).problems).toMatchObject([
    { message: 'the header has "b", which the declaration lacks' },
  ]);
});

test('a header that looks like another delimiter says so', () => {
  expect(match(['id;day'], [declared('id'), declared('day')]).problems).toMatchObject([
    {
      message: 'the header lacks "id" and "day"',
      hint: 'where that stands between the columns, set delimiter: ";"',
    },
  ]);
});
