import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

let project: TemporaryProject;
let database: TestDatabase;

const FILES = {
  'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'seeds/users.csv': 'id,email,n\n1,a,1\n2,b,2\n',
  'seeds/orders.csv': 'id,user_id\n1,1\n2,2\n',
  'models/totals.sql':
    "{{ config(materialized='table') }} select count(*) as n from {{ ref('orders') }}",
  'macros/tests.sql':
    '{% test small(model, column_name) %}\nselect * from {{ model }} where {{ column_name }} > 9\n{% endtest %}\n',
  'expectations/users.yml': `expectations:
  - seed: users
    table: [columns_to_match_set: [id, email, n]]
    columns:
      id: [not_null, unique]
      n: [small, non_negative: {where: "id > 0"}]
  - seed: orders
    columns:
      user_id: [{relationships: {to: users, field: id}}]
      amount: [not_null]
`,
  'expectations/all_are_counted.sql':
    "select 1 from {{ ref('totals') }} where n <> (select count(*) from {{ ref('orders') }})",
} as const;

beforeAll(async () => {
  project = await temporaryProject(FILES);
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

function run(...words: readonly string[]) {
  return runCli(words, { directory: project.directory, env: { DATABASE_URL: database.url } });
}

/** All that the database holds, by schema. */
function relations() {
  return query(
    database.url,
    "select relnamespace::regnamespace || '.' || relname as name from pg_class where relkind = 'r' and relnamespace::regnamespace::text !~ '^(pg_|information_schema)' order by 1",
  );
}

test('before anything is built it says so, and leaves nothing in the database', async () => {
  const outcome = await run('test', '--plan', '--select', 'users');
  expect(outcome).toEqual({
    status: 'fail',
    stderr: '',
    stdout: `-- 5 expectations: 0 statements

-- public.users

-- cannot be asked: "public.users" is not built yet; build it first: run build
--   expectations/users.yml:3:13  users.columns_to_match_set
--   expectations/users.yml:5:12  users.id.not_null
--   expectations/users.yml:5:22  users.id.unique
--   expectations/users.yml:6:11  users.n.small
--   expectations/users.yml:6:18  users.n.non_negative
`,
  });
  expect(await relations()).toEqual([]);
});

test('it prints a script of what would be sent, and what each statement answers', async () => {
  expect((await run('build', '--no-gate')).status).toBe('fail');
  const before = await query(database.url, 'select count(*) from asof.runs');
  const { stdout, stderr, status } = await run('test', '--plan');
  expect(stderr).toBe('');
  expect(status).toBe('fail');
  expect(stdout).toMatchInlineSnapshot(`
    "-- 8 expectations: 6 statements, and 1 more where values occur twice

    -- all_are_counted

    -- 1 of 1
    --   expectations/all_are_counted.sql:1:1  all_are_counted
    with "asof test" as materialized (
    select * from (
    select 1 from "public"."totals" where n <> (select count(*) from "public"."orders")
    ) as "dbt_internal_test"
    )
    select json_build_array(
      (select count(*) from "asof test"),
      (
        select coalesce(json_agg("asof row"), '[]')
        from (
          select to_json("asof unexpected") as "asof row"
          from "asof test" as "asof unexpected"
          order by "asof unexpected"::text collate "C"
          limit 20
        ) as "asof first"
      ),
      null
    )::text as "facts";

    -- public.orders

    -- 1 of 2
    --   expectations/users.yml:9:18  orders.user_id.relationships
    select to_json(array[
      (count(*))::text,
      (count("user_id"))::text
    ])::text as "facts"
    from "public"."orders";

    -- 2 of 2
    --   expectations/users.yml:9:18  orders.user_id.relationships
    select to_json(array[
      (count(*))::text
    ])::text as "facts"
    from (
    select *
    from "public"."orders"
    where "user_id" is not null and not exists (select from (select "id" as "asof 0" from "public"."users") as "asof other" where "asof other"."asof 0" = "user_id")
    ) as "asof rows";

    -- then, if any fail: one statement that lists their first rows

    -- cannot be asked: there is no column "amount" in public.orders; there are "id", "user_id"
    --   expectations/users.yml:10:16  orders.amount.not_null

    -- public.users

    -- 1 of 4
    --   expectations/users.yml:5:12  users.id.not_null
    --   expectations/users.yml:5:22  users.id.unique
    --   expectations/users.yml:6:18  users.n.non_negative
    select to_json(array[
      (count(*))::text,
      (count("id"))::text,
      (count(*) filter (where (id > 0)))::text,
      (count("n") filter (where (id > 0)))::text,
      (count(*) filter (where (id > 0) and ("n" < 0)))::text
    ])::text as "facts"
    from "public"."users";

    -- 2 of 4
    --   expectations/users.yml:5:22  users.id.unique
    select to_json(array[
      (count(distinct "id") = count("id"))::text
    ])::text as "facts"
    from "public"."users";

    -- 3 of 4, unless 2 says that no value occurs twice
    --   expectations/users.yml:5:22  users.id.unique
    select to_json(array[
      (coalesce(sum("asof count") filter (where "asof count" > 1), 0))::text
    ])::text as "facts"
    from (
    select count(*) as "asof count", "id" as "asof value"
    from "public"."users"
    where "id" is not null
    group by "id"
    having count(*) > 1
    ) as "groups";

    -- 4 of 4
    --   expectations/users.yml:6:11  users.n.small
    with "asof test" as materialized (
    select * from (

    select * from (select * from "public"."users") as "users" where n > 9

    ) as "dbt_internal_test"
    )
    select json_build_array(
      (select count(*) from "asof test"),
      (
        select coalesce(json_agg("asof row"), '[]')
        from (
          select to_json("asof unexpected") as "asof row"
          from "asof test" as "asof unexpected"
          order by "asof unexpected"::text collate "C"
          limit 20
        ) as "asof first"
      ),
      null
    )::text as "facts";

    -- then, if any fail: one statement that lists their first rows

    -- answered by the columns of the relation, without a statement
    --   expectations/users.yml:3:13  users.columns_to_match_set
    "
  `);
  await query(database.url, stdout);
  expect(await query(database.url, 'select count(*) from asof.runs')).toEqual(before);
});

test('what it prints is what is sent', async () => {
  const plan = JSON.parse((await run('test', '--plan', '--json')).stdout);
  const planned = plan.nodes.flatMap((node: { statements: readonly PlannedJson[] }) =>
    node.statements.filter((each) => each.unless_answered_by === undefined).map(({ sql }) => sql),
  );
  const events = (await run('test', '--json', '--verbose')).stdout.trim().split('\n');
  const sent = events
    .map((line) => JSON.parse(line))
    .filter(({ type, sql }) => type === 'statement-executed' && sql.includes('as "facts"'))
    .map(({ sql }) => sql);
  expect(planned.sort()).toEqual(sent.sort());
});

interface PlannedJson {
  readonly sql: string;
  readonly unless_answered_by?: number;
}

test('as JSON it is one object', async () => {
  const { stdout } = await run('test', '--plan', '--json', '--select', 'orders');
  expect(JSON.parse(stdout)).toMatchInlineSnapshot(`
    {
      "nodes": [
        {
          "as_of": null,
          "lists_failing_rows": true,
          "node": "seed.shop.orders",
          "refused": [
            {
              "column": 16,
              "file": "expectations/users.yml",
              "id": "orders.amount.not_null",
              "line": 10,
              "message": "there is no column "amount" in public.orders; there are "id", "user_id"",
            },
          ],
          "statements": [
            {
              "expectations": [
                {
                  "column": 18,
                  "file": "expectations/users.yml",
                  "id": "orders.user_id.relationships",
                  "line": 9,
                },
              ],
              "sql": "select to_json(array[
      (count(*))::text,
      (count("user_id"))::text
    ])::text as "facts"
    from "public"."orders"",
            },
            {
              "expectations": [
                {
                  "column": 18,
                  "file": "expectations/users.yml",
                  "id": "orders.user_id.relationships",
                  "line": 9,
                },
              ],
              "sql": "select to_json(array[
      (count(*))::text
    ])::text as "facts"
    from (
    select *
    from "public"."orders"
    where "user_id" is not null and not exists (select from (select "id" as "asof 0" from "public"."users") as "asof other" where "asof other"."asof 0" = "user_id")
    ) as "asof rows"",
            },
          ],
          "superseded": [],
          "without_statement": [],
        },
      ],
    }
  `);
});

test('it makes no report of results', async () => {
  expect(await run('test', '--plan', '--junit', 'x.xml')).toMatchInlineSnapshot(`
    {
      "status": "error",
      "stderr": "error[usage-argument]: --junit needs results, and --plan checks nothing
     --> command line:1:17
      |
    1 | run test --plan --junit x.xml
      |                 ^^^^^^^
    hint: leave one of them out

    1 error
    ",
      "stdout": "",
    }
  `);
});
