import { expect, test } from 'vitest';
import { temporaryProject } from '../../cli/temporary-project.ts';
import { declared } from '../../core/expectation/declare.ts';
import { runCli } from '../../support/cli.ts';
import { createDatabase, query } from '../../support/database.ts';
import { check, openDatabase } from './checked.ts';

const CTID = { columns: ['ctid'], isSystem: true, from: '"public"."users"' } as const;

test('a row without a key is named by its place, whatever a check looks at', async () => {
  await using database = await openDatabase(`
    create table users (n int, low int, high int, name text, team text);
    insert into users values
      (1, 0, 5, 'a', 'x'), (2, 4, 9, 'b', 'x'), (2, 20, 21, 'c', 'y'), (9, 30, 31, null, 'y');
    create table orders (n int); insert into orders values (1), (2)`);
  const results = await check(
    database.session,
    declared(`
model: users
table:
  - mutually_exclusive_ranges: {lower_bound_column: low, upper_bound_column: high}
  - compound_columns_to_be_unique: [n, team]
columns:
  n:
    - {be_between: {max_value: 5}}
    - unique
    - {unique: {group_by: team, name: grouped}}
    - {relationships: {to: orders, field: n}}
    - {value_z_scores_to_be_less_than: 1.4}
    - {not_be_outliers: {method: std, multiplier: 1.4}}
    - {be_decreasing: {order_by: [low]}}
    - {sequential_values: {interval: 1}}
  name: [not_null]
rows:
  - {name: rule, sql: "n < 9 or high < 9"}
`),
    { keys: [], identity: CTID },
  );
  const found = results.map(({ id, unexpectedCount, unexpectedKeys, message }) => [
    id.replace(/^users\./, ''),
    unexpectedCount,
    unexpectedKeys.map(({ ctid }) => ctid).join(' ') || message,
  ]);
  expect(found).toMatchInlineSnapshot(`
    [
      [
        "mutually_exclusive_ranges",
        1,
        "(0,2)",
      ],
      [
        "compound_columns_to_be_unique",
        0,
        undefined,
      ],
      [
        "n.be_between",
        1,
        "(0,4)",
      ],
      [
        "n.unique",
        2,
        "(0,2) (0,3)",
      ],
      [
        "grouped",
        0,
        undefined,
      ],
      [
        "n.relationships",
        1,
        "(0,4)",
      ],
      [
        "n.value_z_scores_to_be_less_than",
        1,
        "(0,4)",
      ],
      [
        "n.not_be_outliers",
        1,
        "(0,4)",
      ],
      [
        "n.be_decreasing",
        2,
        "(0,2) (0,4)",
      ],
      [
        "n.sequential_values",
        2,
        "(0,3) (0,4)",
      ],
      [
        "name.not_null",
        1,
        "(0,4)",
      ],
      [
        "rule",
        1,
        "(0,4)",
      ],
    ]
  `);
  for (const { unexpectedCount, unexpectedKeys } of results) {
    expect(unexpectedKeys).toHaveLength(unexpectedCount ?? Number.NaN);
  }
});

test('equal rows are told by what is shown first, then by their place', async () => {
  await using database = await openDatabase(`
    create table users (n int); insert into users values (-1), (-2), (-1)`);
  const [result] = await check(
    database.session,
    declared('{model: users, columns: {n: [non_negative]}}'),
    { keys: [], identity: CTID },
  );
  expect([result?.partialUnexpectedList, result?.unexpectedKeys]).toEqual([
    [-2, -1, -1],
    [{ ctid: '(0,2)' }, { ctid: '(0,1)' }, { ctid: '(0,3)' }],
  ]);
});

test('tables name their rows by their primary key, else by their place, and views do not', async () => {
  await using database = await createDatabase();
  await query(
    database.url,
    `create schema given;
    create table given.keyed (a int, b int, n int, primary key (b, a));
    insert into given.keyed values (1, 2, -1);
    create table given.plain (n int); insert into given.plain values (1), (-1);
    create table given.parts (n int) partition by list (n);
    create table given.minus partition of given.parts for values in (-1);
    insert into given.parts values (-1);
    create view given.seen as select * from given.plain;
    create materialized view given.kept as select * from given.plain`,
  );
  const names = ['keyed', 'plain', 'parts', 'seen', 'kept'];
  await using project = await temporaryProject({
    'project.yml': 'name: shop\ntargets:\n  warehouse: {url: "{{ env_var(\'DATABASE_URL\') }}"}\n',
    'models/sources.yml': `sources: [{name: given, tables: [${names.map((name) => `{name: ${name}}`).join(', ')}]}]`,
    'expectations/all.yml': `expectations:\n${names.map((name) => `  - {source: given.${name}, columns: {n: [non_negative]}}\n`).join('')}`,
  });
  const { stdout } = await runCli(['test', '--json'], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  const results: { id: string; unexpected_keys: unknown }[] = JSON.parse(
    stdout.trim().split('\n').at(-1) ?? '{}',
  ).expectations;
  expect(results.map((each) => [each.id, each.unexpected_keys])).toEqual([
    ['given.kept.n.non_negative', [{ ctid: '(0,2)' }]],
    ['given.keyed.n.non_negative', [{ b: 2, a: 1 }]],
    ['given.parts.n.non_negative', [{ tableoid: 'given.minus', ctid: '(0,1)' }]],
    ['given.plain.n.non_negative', [{ ctid: '(0,2)' }]],
    ['given.seen.n.non_negative', []],
  ]);
});
