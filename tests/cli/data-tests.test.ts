import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

const FILES = {
  'project.yml': `name: shop
vars:
  as_of: {type: date}
  most: {type: integer, default: 100}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'seeds/seeds.yml': `seeds:
  - name: items
    files: "month_{month:int}/items.csv"
    as_of: "{{ month_end('2024-01-31', month) }}"
    unique_key: id
    columns:
      - name: n
        type: integer
        data_tests:
          - positive
          - at_most: "{{ var('most') }}"
`,
  'seeds/month_000/items.csv': 'id,n\n1,2\n2,3\n',
  'seeds/month_001/items.csv': 'id,n\n1,-5\n2,3\n3,-4\n',
  'models/users.sql': `{{ config(materialized='table') }}
select id from {{ ref('items') }} where id < 3
`,
  'models/totals.sql': `{{ config(materialized='table') }}
select id, n, n as "user" from {{ ref('items') }}
`,
  'models/totals.yml': `models:
  - name: totals
    tests:
      - same_rows: {compare_model: ref('items')}
    columns:
      - name: id
        data_tests:
          - known: {arguments: {to: ref('users'), field: id}}
      - name: user
        data_tests:
          - at_most:
              name: few
              most: 4
              config: {where: "id < 3", severity: warn}
`,
  'macros/tests.sql': `{# what several models have to hold #}
{% test positive(model, column_name) %}
  {{ config(tags=['signs']) }}
  select {{ model }}.id, {{ column_name }}
  from {{ model }}
  where {{ column_name }} <= 0
{% endtest %}

{% test at_most(model, column_name, most) %}
with validation as (select {{ column_name }} as value from {{ model }})
select value from validation where value > {{ most }}
{% endtest %}

{% test known(model, column_name, to, field) %}
select child.{{ column_name }}
from {{ model }} as child
left join {{ to }} as parent on parent.{{ field }} = child.{{ column_name }}
where parent.{{ field }} is null
{% endtest %}

{% test same_rows(model, compare_model) %}
select here, there
from (select count(*) as here from {{ model }}) as a, (select count(*) as there from {{ compare_model }}) as b
where here <> there
{% endtest %}
`,
};

beforeAll(async () => {
  project = await temporaryProject(FILES);
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

/** Everything that is printed, with the time, durations and the run's id made alike. */
async function run(...words: readonly string[]): Promise<string> {
  const { stdout, stderr, status } = await runCli([...words, '--concurrency', '1'], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  const alike = stderr
    .replace(/^\d\d:\d\d:\d\d/gm, '12:00:00')
    .replace(/\d+\.\d\ds\b/g, '0.00s')
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'RUN');
  return `${stdout}${alike}${status}`;
}

test('tests of macros gate what they are about, and what they read is built before', async () => {
  expect(await run('build', '--vars', 'as_of=2024-01-31')).toMatchInlineSnapshot(`
    "12:00:00  running 3 nodes and 5 expectations as of 2024-01-31 on target "warehouse", 1 at a time
    12:00:00   1/3  ok      seed   public.items   2 rows                      0.00s
    12:00:00   2/3  ok      model  public.users   table, 2 rows               0.00s
    12:00:00   3/3  ok      model  public.totals  table, 2 rows               0.00s

    rows as of 2024-01-31
      relation       kind   inserted
      -------------  -----  --------
      public.items   seed          2
      public.users   table         2
      public.totals  table         2

    12:00:00  expectations: 5 passed
    12:00:00  done in 0.00s: 3 ok   run RUN   details: asof.node_runs
    success"
  `);
});

test('of a dated seed they see the rows of the as_of that is loaded, before it is published', async () => {
  expect(await run('seed')).toMatchInlineSnapshot(`
    "12:00:00  running 2 nodes and 2 expectations on target "warehouse", 1 at a time
    12:00:00   1/2  same    seed   public.items   of 2024-01-31               0.00s
    12:00:00        FAIL    expect items.n.positive  2 unexpected rows (new)     0.00s
    12:00:00   2/2  FAIL    seed   public.items   1 expectation does not hold  0.00s

    FAIL  seed public.items as of 2024-02-29
    1 expectation does not hold

    FAIL  expectation items.n.positive as of 2024-02-29 (new)

    error[expectation-failed]: "items.n.positive" does not hold: the select returns 2 rows, expected none
     --> seeds/seeds.yml:10:13
       |
    10 |           - positive
       |             ^^^^^^^^

    positive (column: n)
      n
      ---------------
      {"id":1,"n":-5}
      {"id":3,"n":-4}
    not published; kept:
      select row from "asof_failures"."items.n.positive"

    12:00:00  expectations: 1 passed, 1 failed (1 new)   report: target/report.html
    12:00:00  done in 0.00s: 1 unchanged, 1 failed   run RUN   details: asof.node_runs
    fail"
  `);
  expect(await query(database.url, 'select id::int, as_of::text from items order by id')).toEqual([
    { id: 1, as_of: '2024-01-31' },
    { id: 2, as_of: '2024-01-31' },
  ]);
});

test('a model that a test finds wrong is not published; one of severity warn only tells', async () => {
  await project.write('seeds/month_001/items.csv', 'id,n\n1,5\n2,3\n3,4\n');
  expect(await run('build', '--vars', 'as_of=2024-02-29')).toMatchInlineSnapshot(`
    "12:00:00  running 3 nodes and 5 expectations as of 2024-02-29 on target "warehouse", 1 at a time
    12:00:00        ok      expect items.n.positive  fixed                       0.00s
    12:00:00   1/3  ok      seed   public.items   3 rows                      0.00s
    12:00:00   2/3  ok      model  public.users   table, 2 rows               0.00s
    12:00:00        FAIL    expect totals.id.known  1 unexpected row (new)      0.00s
    12:00:00        warn    expect few            1 unexpected row (new)      0.00s
    12:00:00   3/3  FAIL    model  public.totals  1 expectation does not hold  0.00s

    FAIL  model public.totals as of 2024-02-29
    1 expectation does not hold
    compiled SQL: target/compiled/models/totals.sql

    FAIL  expectation totals.id.known as of 2024-02-29 (new)

    error[expectation-failed]: "totals.id.known" does not hold: the select returns 1 row, expected none
     --> models/totals.yml:8:13
      |
    8 |           - known: {arguments: {to: ref('users'), field: id}}
      |             ^^^^^

    known (column: id, to: ref('users'), field: id)
      id
      --------
      {"id":3}
    not published; kept:
      select row from "asof_failures"."totals.id.known"

    rows as of 2024-02-29
      relation      kind   inserted
      ------------  -----  --------
      public.items  seed          3
      public.users  table         2

    12:00:00  expectations: 3 passed, 1 warned, 1 failed (2 new, 1 fixed)   report: target/report.html
    12:00:00  done in 0.00s: 2 ok, 1 failed   run RUN   details: asof.node_runs
    fail"
  `);
  expect(await query(database.url, 'select id::int, n::int from totals order by id')).toEqual([
    { id: 1, n: 2 },
    { id: 2, n: 3 },
  ]);
});

test('what PostgreSQL or the template refuses is told at its place in the macro', async () => {
  await project.write(
    'macros/tests.sql',
    FILES['macros/tests.sql']
      .replace('where {{ column_name }} <= 0', 'where {{ column_name }} <= zero')
      .replace('> {{ most }}', '> {{ mst }}')
      .replace(/select child[\s\S]*is null/, 'delete from {{ model }} where {{ column_name }} < 0'),
  );
  const test = ['test', '--vars', 'as_of=2024-01-31', '--select'];
  expect(await run(...test, 'items')).toMatchInlineSnapshot(`
    "12:00:00  running 1 node and 2 expectations as of 2024-01-31 on target "warehouse", 1 at a time
    12:00:00        ERROR   expect items.n.positive  column "zero" does not exist (SQLSTATE 42703) (new)  0.00s
    12:00:00        ERROR   expect items.n.at_most  "mst" is not defined; did you mean "most"? (new)  0.00s
    12:00:00   1/1  FAIL    seed   public.items                               0.00s

    FAIL  seed public.items as of 2024-01-31

    ERROR  expectation items.n.positive as of 2024-01-31 (new)

    error[expectation-error]: column "zero" does not exist (SQLSTATE 42703)
     --> macros/tests.sql:6:30
      |
    6 |   where {{ column_name }} <= zero
      |                              ^^^^
    note: "positive" is called here at seeds/seeds.yml:10:13

    positive (column: n)

    ERROR  expectation items.n.at_most as of 2024-01-31 (new)

    error[expectation-error]: "mst" is not defined; did you mean "most"?
     --> macros/tests.sql:11:47
       |
    11 | select value from validation where value > {{ mst }}
       |                                               ^^^
    note: "at_most" is called here at seeds/seeds.yml:11:13

    at_most (column: n, most: {{ var('most') }})

    12:00:00  expectations: 2 could not be checked (2 new)   report: target/report.html
    12:00:00  done in 0.00s: 1 failed   run RUN   details: asof.node_runs
    fail"
  `);
  expect(await run(...test, 'totals')).toMatchInlineSnapshot(`
    "12:00:00  running 1 node and 3 expectations as of 2024-01-31 on target "warehouse", 1 at a time
    12:00:00        ERROR   expect totals.id.known  "known" begins with "delete"; a test is one select, without a semicolon in it (still failing since 2024-02-01 12:00 UTC, 2 times in a row)  0.00s
    12:00:00        ERROR   expect few            "mst" is not defined; did you mean "most"? (still failing since 2024-02-01 12:00 UTC, 2 times in a row)  0.00s
    12:00:00   1/1  FAIL    model  public.totals  table                       0.00s

    FAIL  model public.totals as of 2024-01-31

    ERROR  expectation totals.id.known as of 2024-01-31 (still failing since 2024-02-01 12:00 UTC, 2 times in a row)

    error[expectation-error]: "known" begins with "delete"; a test is one select, without a semicolon in it
     --> macros/tests.sql:15:1
       |
    15 | delete from {{ model }} where {{ column_name }} < 0
       | ^^^^^^
    note: "known" is called here at models/totals.yml:8:13

    known (column: id, to: ref('users'), field: id)

    ERROR  expectation few as of 2024-01-31 (still failing since 2024-02-01 12:00 UTC, 2 times in a row)

    error[expectation-error]: "mst" is not defined; did you mean "most"?
     --> macros/tests.sql:11:47
       |
    11 | select value from validation where value > {{ mst }}
       |                                               ^^^
    note: "at_most" is called here at models/totals.yml:11:13

    at_most (column: user, most: 4)

    12:00:00  expectations: 1 passed, 2 could not be checked (2 still failing)   report: target/report.html
    12:00:00  done in 0.00s: 1 failed   run RUN   details: asof.node_runs
    fail"
  `);
});

test('a test that says something else now is asked again of what is built already', async () => {
  const stricter = FILES['macros/tests.sql'].replace('<= 0', '<= 2');
  await project.write('macros/tests.sql', FILES['macros/tests.sql']);
  await run('build', '--vars', 'as_of=2024-01-31');
  await project.write('macros/tests.sql', stricter);
  expect(await run('build', '--vars', 'as_of=2024-01-31')).toMatchInlineSnapshot(`
    "12:00:00  running 3 nodes and 5 expectations as of 2024-01-31 on target "warehouse", 1 at a time
    12:00:00        FAIL    expect items.n.positive  1 unexpected row (still failing since 2024-02-01 12:00 UTC, 2 times in a row)  0.00s
    12:00:00        ok      expect items.n.at_most  fixed                       0.00s
    12:00:00   1/3  FAIL    seed   public.items   1 expectation does not hold  0.00s
    12:00:00   2/3  skip    model  public.totals  because of public.items
    12:00:00   3/3  skip    model  public.users   because of public.items

    FAIL  seed public.items as of 2024-01-31
    1 expectation does not hold

    FAIL  expectation items.n.positive as of 2024-01-31 (still failing since 2024-02-01 12:00 UTC, 2 times in a row)

    error[expectation-failed]: "items.n.positive" does not hold: the select returns 1 row, expected none
     --> seeds/seeds.yml:10:13
       |
    10 |           - positive
       |             ^^^^^^^^

    positive (column: n)
      n
      --------------
      {"id":1,"n":2}
    not published; kept:
      select row from "asof_failures"."items.n.positive"

    12:00:00  expectations: 1 passed, 1 failed (1 still failing, 1 fixed)   report: target/report.html
    12:00:00  done in 0.00s: 1 failed, 2 skipped   run RUN   details: asof.node_runs
    fail"
  `);
  // the row that fails is one of January's: February's check does not look at it
  expect(
    await run('test', '--vars', 'as_of=2024-02-29', '--select', 'items'),
  ).toMatchInlineSnapshot(`
    "12:00:00  running 1 node and 2 expectations as of 2024-02-29 on target "warehouse", 1 at a time
    12:00:00   1/1  ok      seed   public.items                               0.00s
    12:00:00  expectations: 2 passed
    12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
    success"
  `);
});

const KINDS = {
  table: "materialized='table'",
  upsert: "materialized='upsert', unique_key='id'",
  incremental: "materialized='incremental', unique_key='id'",
  snapshot: "materialized='snapshot', unique_key='id'",
  history: "materialized='history', unique_key='id'",
  view: "materialized='view'",
} as const;

test('rows of every kind of model are looked at before others can see them', async () => {
  const models = Object.entries(KINDS).map(([name, config]) => [
    `models/as_${name}.sql`,
    `{{ config(${config}) }} select id, n from {{ ref('items') }}`,
  ]);
  const declared = Object.keys(KINDS).map(
    (name) => `{name: as_${name}, data_tests: [{positive: {column_name: n}}, never_shrinks]}`,
  );
  await using kinds = await temporaryProject({
    'project.yml': FILES['project.yml'],
    'seeds/seeds.yml': `seeds:
  - {name: items, files: "month_{month:int}/items.csv", unique_key: id, as_of: "{{ month_end('2024-01-31', month) }}"}
`,
    'seeds/month_000/items.csv': 'id,n\n1,2\n2,3\n',
    'seeds/month_001/items.csv': 'id,n\n1,-5\n2,3\n',
    ...Object.fromEntries(models),
    'models/all.yml': `models: [${declared.join(', ')}]`,
    'macros/positive.sql': `{% test positive(model, column_name) %}
select id from {{ model }} where {{ column_name }} <= 0
{% endtest %}
{% test never_shrinks(model) %}
select 1 as n from (select count(*) as n from {{ model }}) as m where m.n <> (select count(*) from {{ ref('items') }})
{% endtest %}`,
  });
  await using own = await createDatabase();
  const build = async (asOf: string): Promise<readonly string[]> => {
    const { stdout } = await runCli(['build', '--json', '--vars', `as_of=${asOf}`], {
      directory: kinds.directory,
      env: { DATABASE_URL: own.url },
    });
    const { expectations } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
    return expectations
      .map(({ id, status, partial_unexpected_list: rows, message }: Record<string, unknown>) =>
        [id, status, JSON.stringify(rows), message].join(' '),
      )
      .sort();
  };
  const ids = Object.keys(KINDS).sort();
  expect(await build('2024-01-31')).toEqual(
    ids.flatMap((name) =>
      [`as_${name}.n.positive pass [] `, `as_${name}.never_shrinks pass [] `].sort(),
    ),
  );
  expect(await build('2024-02-29')).toEqual(
    ids.flatMap((name) => [
      `as_${name}.n.positive fail [{"id":1}] the select returns 1 row, expected none`,
      `as_${name}.never_shrinks pass [] `,
    ]),
  );
  expect(await query(own.url, 'select distinct as_of::text from as_snapshot')).toEqual([
    { as_of: '2024-01-31' },
  ]);
  expect(await query(own.url, 'select n::int from as_upsert order by id')).toEqual([
    { n: 2 },
    { n: 3 },
  ]);
});

test('a model that is checked against itself, and that is as it was, is not built again', async () => {
  await using itself = await temporaryProject({
    'project.yml': FILES['project.yml'],
    'models/nodes.sql': "{{ config(materialized='table') }} select 1 as id, 1 as parent",
    'models/nodes.yml': `models:
  - name: nodes
    data_tests: [rooted]
    columns: [{name: parent, data_tests: [{relationships: {to: ref('nodes'), field: id}}]}]
`,
    'macros/rooted.sql': `{% test rooted(model) %}
select 1 as n where not exists (select from {{ ref('nodes') }} as own join {{ model }} using (id))
{% endtest %}`,
  });
  await using own = await createDatabase();
  const build = async (): Promise<readonly string[]> => {
    const { stdout } = await runCli(['build', '--json'], {
      directory: itself.directory,
      env: { DATABASE_URL: own.url },
    });
    const { nodes } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
    return nodes.map(({ status }: { readonly status: string }) => status);
  };
  expect([await build(), await build()]).toEqual([['success'], ['unchanged']]);
});

test('limit bounds what is counted of a check, and the rows that are shown', async () => {
  const declared = (limits: string) => `models:
  - name: numbers
    columns: [{name: n, data_tests: [{accepted_values: {values: [0], ${limits}}}]}]
`;
  await using counted = await temporaryProject({
    'project.yml': FILES['project.yml'],
    'models/numbers.sql': 'select n from generate_series(1, 9) as n',
    'models/numbers.yml': declared('error_if: "> 5", limit: 3'),
  });
  await using own = await createDatabase();
  const build = async (): Promise<unknown> => {
    const { stdout } = await runCli(['build', '--json'], {
      directory: counted.directory,
      env: { DATABASE_URL: own.url },
    });
    const [result] = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}').expectations;
    return [result.status, result.unexpected_count, result.partial_unexpected_list];
  };
  expect(await build()).toEqual(['warn', 9, [1, 2, 3]]);
  await counted.write('models/numbers.yml', declared('error_if: "> 5"'));
  expect(await build()).toEqual(['fail', 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]]);
});
