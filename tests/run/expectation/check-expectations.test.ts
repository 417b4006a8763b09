import { expect, test } from 'vitest';
import type { Session } from '../../../src/postgres/session.ts';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase, summary } from './checked.ts';

const TABLE = `
create table users (id text, n int, x numeric, f float8, d date, t timestamp, b boolean, name text);
create table orders (user_id text);
insert into orders values ('a'), ('b'), (null)`;

const ROWS = `
insert into users values
  ('a', 1, 1.5, 0.5, '2024-01-31', '2024-01-31 12:00', true, 'Ann'),
  ('b', 2, 2.5, 0.5, '2024-02-29', '2024-02-29 12:00', false, 'Bob'),
  ('c', 2, -1, 0.5, '2024-02-29', null, null, ''),
  ('d', null, null, null, null, null, null, null)`;

const EVERYTHING = `
model: users
table:
  - columns_to_match_set: [id, n, x, f, d, t, b, name]
  - {columns_to_match_set: {column_set: [id, zz], name: wrong_set}}
  - columns_to_match_ordered_list: [id, n, x, f, d, t, b, name]
  - column_to_exist: {column: id}
  - row_count_to_be_between: {min_value: 1, max_value: 3}
  - row_count_to_equal: 4
  - {row_count_to_equal: {value: 1, where: n = 1, name: filtered_count}}
  - compound_columns_to_be_unique: [n, d]
  - column_pair_values_a_to_be_greater_than_b: {column_A: x, column_B: n}
  - {unexpected_rows_expectation: "select id from {batch} as u where u.n > 1;"}
  - expression_is_true: "n + 0 = n"
columns:
  id: [not_null, unique, relationships: {to: orders, field: user_id}]
  n:
    - not_null
    - {be_null: {name: n_null}}
    - unique
    - non_negative
    - {be_between: {min_value: 1, max_value: 2, strict_max: true}}
    - be_in_set: [1, 3, null]
    - not_be_in_set: [1]
    - min_to_be_between: {min_value: 1}
    - max_to_be_between: {max_value: 1}
    - mean_to_be_between: {min_value: 1, max_value: 2}
    - sum_to_be_between: {max_value: 4}
    - stdev_to_be_between: {max_value: 0.1}
    - unique_value_count_to_be_between: {min_value: 2}
    - distinct_values_to_be_in_set: [1, 3]
  f: [unique_value_count_to_be_between: {min_value: 2}]
  d: [be_between: {min_value: 2024-02-01}, max_to_be_between: {max_value: 2024-02-29}]
  t: [be_between: {max_value: 2024-02-01}]
  b: [be_in_set: [true]]
  name: [{match_regex: "^[A-Z]"}, {not_match_regex: b}, {match_regex_list: ["^A", "^B"]}, {match_regex_list: {regex_list: ["^A", n], match_on: all, name: each}}, {not_match_regex_list: [z, o]}, {match_like_pattern: "_%"}, {not_match_like_pattern: "A%"}, {match_like_pattern_list: ["A__", ""]}, {match_like_pattern_list: {like_pattern_list: ["A%", "%n"], match_on: all, name: like_each}}, {not_match_like_pattern_list: ["z%", "%b"]}, {value_lengths_to_be_between: {min_value: 1}}, {value_lengths_to_equal: 3}, {be_between: {max_value: Az}}]
rows:
  - {name: row_rule, sql: "n < 2 or x > 0 -- why", severity: warn}
`;

test('every check finds what is unexpected, and counts NULLs as missing', async () => {
  await using database = await openDatabase(`${TABLE};${ROWS}`);
  const results = await check(database.session, declared(EVERYTHING));
  expect(results.map(summary)).toEqual([
    'columns_to_match_set pass ["id","n","x","f","d","t","b","name"]',
    'wrong_set fail ["id","n","x","f","d","t","b","name"]',
    'columns_to_match_ordered_list pass ["id","n","x","f","d","t","b","name"]',
    'id.to_exist pass',
    'row_count_to_be_between fail 4',
    'row_count_to_equal pass 4',
    'filtered_count pass 1',
    'compound_columns_to_be_unique fail 4/1/2 [{"n":2,"d":"2024-02-29"},{"n":2,"d":"2024-02-29"}]',
    'column_pair_values_a_to_be_greater_than_b fail 4/1/1 [[-1,2]]',
    'unexpected_rows_expectation fail 2 "2 unexpected rows" [{"id":"b"},{"id":"c"}]',
    'expression_is_true pass 4/1/0',
    'id.not_null pass 4/0/0',
    'id.unique pass 4/0/0',
    'id.relationships fail 4/0/2 ["c","d"]',
    'n.not_null fail 4/0/1 [null]',
    'n_null fail 4/0/3 [1,2,2]',
    'n.unique fail 4/1/2 [2,2]',
    'n.non_negative pass 4/1/0',
    'n.be_between fail 4/1/2 [2,2]',
    'n.be_in_set fail 4/1/2 [2,2]',
    'n.not_be_in_set fail 4/1/1 [1]',
    'n.min_to_be_between pass 1',
    'n.max_to_be_between fail 2',
    'n.mean_to_be_between pass 1.6666666666666667',
    'n.sum_to_be_between fail 5',
    'n.stdev_to_be_between fail 0.5773502691896257',
    'n.unique_value_count_to_be_between pass 2',
    'n.distinct_values_to_be_in_set fail [1,2] [2]',
    'f.unique_value_count_to_be_between fail 1',
    'd.be_between fail 4/1/1 ["2024-01-31"]',
    'd.max_to_be_between pass "2024-02-29"',
    't.be_between fail 4/2/1 ["2024-02-29T12:00:00"]',
    'b.be_in_set fail 4/2/1 [false]',
    'name.match_regex fail 4/1/1 [""]',
    'name.not_match_regex fail 4/1/1 ["Bob"]',
    'name.match_regex_list fail 4/1/1 [""]',
    'each fail 4/1/2 ["Bob",""]',
    'name.not_match_regex_list fail 4/1/1 ["Bob"]',
    'name.match_like_pattern fail 4/1/1 [""]',
    'name.not_match_like_pattern fail 4/1/1 ["Ann"]',
    'name.match_like_pattern_list fail 4/1/1 ["Bob"]',
    'like_each fail 4/1/2 ["Bob",""]',
    'name.not_match_like_pattern_list fail 4/1/1 ["Bob"]',
    'name.value_lengths_to_be_between fail 4/1/1 [""]',
    'name.value_lengths_to_equal fail 4/1/1 [""]',
    'name.be_between fail 4/1/1 ["Bob"]',
    'row_rule warn 4/1/1 [{"id":"c","n":2,"x":-1,"f":0.5,"d":"2024-02-29","t":null,"b":null,"name":""}]',
  ]);
  const { rows } = await database.session.query(results[19]?.sql ?? '');
  expect(rows.map((row) => row['id'])).toEqual(['b', 'c']);
  expect(results[19]?.unexpectedKeys).toEqual([{ id: 'b' }, { id: 'c' }]);
});

test('what happened after the end of the as_of is found, whatever tells when', async () => {
  await using database = await openDatabase(`
create table users (id text, d date, t timestamp, z timestamptz, day date);
insert into users values
  ('a', '2024-01-31', '2024-01-31 23:59:59', '2024-02-01 00:59:59+01', '2024-01-31'),
  ('b', '2024-02-01', '2024-02-01 00:00', '2024-02-01 00:00+00', '2024-01-31'),
  ('c', '2024-03-01', '2024-03-01 00:00', '2024-03-01 00:00+00', '2024-02-29'),
  ('d', null, null, null, '2024-02-29'),
  ('e', '2024-03-01', '2024-03-01 00:00', '2024-03-01 00:00+00', null);
create table orders (user_id text)`);
  await database.session.query("set time zone 'Asia/Tokyo'");
  const declaredHere = declared(`
model: users
table:
  - no_rows_after: d
  - {no_rows_after: {column: t, name: by_timestamp}}
  - {no_rows_after: {column: z, name: by_timestamptz}}
  - {no_rows_after: {column: z, as_of: 2024-02-29, name: by_date}}
  - {no_rows_after: {column: d, as_of: day, name: date_by_column}}
  - {no_rows_after: {column: t, as_of: day, name: timestamp_by_column}}
  - {no_rows_after: {column: z, as_of: day, name: timestamptz_by_column}}
  - {no_rows_after: {column: id, name: no_time}}
  - {no_rows_after: {column: d, as_of: t, name: no_date}}
  - {no_rows_after: {column: d, as_of: dai, name: no_column}}
`);
  const results = await check(database.session, declaredHere);
  expect(
    results.map(({ id, status, unexpectedKeys, message }) => [
      id.replace('users.', ''),
      status,
      unexpectedKeys.map((key) => key['id']).join(' ') || message,
    ]),
  ).toEqual([
    ['no_rows_after', 'fail', 'b c e'],
    ['by_timestamp', 'fail', 'b c e'],
    ['by_timestamptz', 'fail', 'b c e'],
    ['by_date', 'fail', 'c e'],
    ['date_by_column', 'fail', 'b c'],
    ['timestamp_by_column', 'fail', 'b c'],
    ['timestamptz_by_column', 'fail', 'b c'],
    ['no_time', 'error', 'column "id" must be a date or a timestamp, but is text'],
    ['no_date', 'error', 'column "t" must be a date, but is timestamp without time zone'],
    ['no_column', 'error', 'there is no column "dai" in public.users; did you mean "day"?'],
  ]);
});

test('an empty table holds whatever is said of its rows, and has no value to compare', async () => {
  await using database = await openDatabase(TABLE);
  const results = await check(database.session, declared(EVERYTHING));
  const broken = results.filter((result) => result.status !== 'pass').map(summary);
  expect(broken).toEqual([
    'wrong_set fail ["id","n","x","f","d","t","b","name"]',
    'row_count_to_be_between fail 0',
    'row_count_to_equal fail 0',
    'filtered_count fail 0',
    'n.min_to_be_between fail null',
    'n.max_to_be_between fail null',
    'n.mean_to_be_between fail null',
    'n.sum_to_be_between fail null',
    'n.stdev_to_be_between fail null',
    'n.unique_value_count_to_be_between fail 0',
    'f.unique_value_count_to_be_between fail 0',
    'd.max_to_be_between fail null',
  ]);
});

test.each([false, true])(
  'what cannot be checked is an error that leaves the others alone (in a transaction: %s)',
  async (inTransaction) => {
    await using database = await openDatabase(
      `${TABLE};${ROWS}; create domain positive as int check (value > 0)`,
    );
    const { session } = database;
    if (inTransaction) await session.query("begin; insert into users (id) values ('e')");
    const settings = async () =>
      (await session.query("select name, setting from pg_settings where name ~ '^(jit|enable_)'"))
        .rows;
    const before = await settings();
    const results = await check(
      session,
      declared(`
model: users
columns:
  id: [unique, {match_regex: "(a"}, {relationships: {to: orders, field: nope}}]
  nn: [not_null]
  n: [match_regex: a, non_negative, {not_null: {where: "nope > 1"}}, {unique: {where: "count(*) > 1", name: aggregate}}, {be_in_set: {value_set: [1], where: "1/0 > 1", name: division}}, {unique: {where: "(n - 1)::positive > 1", name: domain}}]
  d: [be_between: {min_value: yesterday morning}]
rows: [{name: syntax, sql: "n n"}, {name: sound, sql: "n < 9"}]
`),
      { inTransaction },
    );
    const rows = inTransaction ? 5 : 4;
    expect(results.map(summary)).toEqual([
      `id.unique pass ${rows}/0/0`,
      'id.match_regex error invalid regular expression: parentheses () not balanced (SQLSTATE 2201B)',
      'id.relationships error column "nope" does not exist (SQLSTATE 42703)',
      'nn.not_null error there is no column "nn" in public.users; did you mean "n"?',
      'n.match_regex error column "n" must hold text, but is integer',
      `n.non_negative pass ${rows}/${rows - 3}/0`,
      'n.not_null error column "nope" does not exist (SQLSTATE 42703)',
      'aggregate error aggregate functions are not allowed in FILTER (SQLSTATE 42803)',
      'division error division by zero (SQLSTATE 22012)',
      'domain error value for domain positive violates check constraint "positive_check" (SQLSTATE 23514)',
      'd.be_between error invalid input syntax for type date: "yesterday morning" (SQLSTATE 22007)',
      'syntax error syntax error at or near "n" (SQLSTATE 42601)',
      `sound pass ${rows}/${rows - 3}/0`,
    ]);
    expect(await settings()).toEqual(before);
    if (!inTransaction) return;
    await session.query('commit');
    const after = await session.query('select count(*)::int as n from users');
    expect(after.rows).toEqual([{ n: 5 }]);
  },
);

test('evidence is the first 20 by key in the order of the C locale, the count is true', async () => {
  await using database = await openDatabase(`
    create table users (id text, n int);
    insert into users select case when i % 2 = 0 then 'a' else 'B' end || lpad(i::text, 3, '0'), -i
    from generate_series(1, 50) as i`);
  const [result] = await check(
    database.session,
    declared('{model: users, columns: {n: [non_negative]}}'),
  );
  expect(result?.unexpectedCount).toBe(50);
  const odd = Array.from({ length: 20 }, (_, index) => 2 * index + 1);
  expect(result?.unexpectedKeys).toEqual(
    odd.map((i) => ({ id: `B${String(i).padStart(3, '0')}` })),
  );
  expect(result?.partialUnexpectedList).toEqual(odd.map((i) => -i));
});

test('more checks than a select has outputs are still one scan', async () => {
  await using database = await openDatabase(`
    create table users (id int, n int); insert into users select i, i from generate_series(1, 10) as i`);
  const bounds = Array.from({ length: 2000 }, (_, index) => index);
  const expectations = declared(
    `{model: users, columns: {n: [${bounds.map((i) => `be_between: {max_value: ${i}, name: r${i}}`).join(', ')}]}}`,
  );
  const results = await check(database.session, expectations);
  expect(results.map((result) => result.unexpectedCount)).toEqual(
    bounds.map((bound) => Math.max(0, 10 - bound)),
  );
});

/** A session that tells what it was sent. */
function watch(session: Session): { readonly watched: Session; readonly sent: string[] } {
  const sent: string[] = [];
  const watched: Session = {
    ...session,
    processId: session.processId,
    query(statement) {
      sent.push(typeof statement === 'string' ? statement : statement.sql);
      return session.query(statement);
    },
  };
  return { watched, sent };
}

/** The settings that were changed, in order. */
function settingsIn(sent: readonly string[]): readonly string[] {
  return sent.filter((sql) => sql.includes('set_config'));
}

test('a wide statement is not compiled, and what comes after it may be', async () => {
  await using database = await openDatabase('create table users (id int, n int)');
  const { session } = database;
  const { watched, sent } = watch(session);
  const declaredHere = (count: number) =>
    declared(
      `{model: users, columns: {n: [${Array.from({ length: count }, (_, i) => `be_between: {max_value: ${i}, name: r${i}}`).join(', ')}]}}`,
    );
  await session.query('begin');
  await check(watched, declaredHere(3), { inTransaction: true });
  expect(settingsIn(sent)).toEqual([]);
  await check(watched, declaredHere(200), { inTransaction: true });
  expect(settingsIn(sent)).toEqual([
    "select set_config('jit', 'off', true)",
    "select set_config('jit', 'on', true)",
  ]);
  await session.query('rollback');
});

test('of several sorts, none sorts whole rows', async () => {
  await using database = await openDatabase('create table users (id int, n int)');
  const { session } = database;
  const { watched, sent } = watch(session);
  await session.query('begin');
  const version = (await session.query('show server_version_num')).rows[0]?.['server_version_num'];
  await check(watched, declared('{model: users, columns: {id: [unique]}}'), {
    inTransaction: true,
  });
  expect(settingsIn(sent)).toEqual([]);
  const two = declared('{model: users, columns: {id: [unique], n: [unique]}}');
  await check(watched, two, { inTransaction: true });
  // older servers do not sort for aggregates ahead
  const isKnown = Number(version) >= 160000;
  expect(settingsIn(sent)).toEqual(
    isKnown
      ? [
          "select set_config('enable_presorted_aggregate', 'off', true)",
          "select set_config('enable_presorted_aggregate', 'on', true)",
        ]
      : [],
  );
  await session.query('rollback');
});

test('durations of what is shared add up to the time that passed', async () => {
  await using database = await openDatabase(`${TABLE};${ROWS}`);
  const results = await check(
    database.session,
    declared('{model: users, columns: {id: [unique, not_null], n: [be_between: {max_value: 9}]}}'),
  );
  // the clock ticks once for each of two statements
  expect(results.reduce((sum, result) => sum + result.durationMs, 0)).toBeCloseTo(2);
});

test('a where or a condition cannot say more than a condition', async () => {
  await using database = await openDatabase(`${TABLE};${ROWS}`);
  const results = await check(
    database.session,
    declared(`
model: users
table:
  - {unexpected_rows_expectation: {unexpected_rows_query: "select * from {batch}", where: "n > 1 limit 0"}}
columns: {n: [be_unique: {where: "n > 0 group by n"}]}
rows: [{name: set, sql: "n > 9 union select true"}]
`),
  );
  expect(results.map(summary)).toEqual([
    'unexpected_rows_expectation error syntax error at or near "limit" (SQLSTATE 42601)',
    'n.be_unique error syntax error at or near "group" (SQLSTATE 42601)',
    'set error syntax error at or near "union" (SQLSTATE 42601)',
  ]);
});
