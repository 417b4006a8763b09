import { expect, test } from 'vitest';
import { createDatabase } from '../../support/database.ts';
import { temporaryProject } from '../temporary-project.ts';
import {
  asof,
  build,
  FEBRUARY,
  JANUARY,
  lines,
  outcome,
  usersModel,
} from './quarantine-project.ts';

const MANY = Array.from({ length: 150 }, (_, at) => `${at + 1},e${at},${at % 3 === 0 ? 1 : -1}`);

function shop(settings: string, items = MANY) {
  return {
    ...usersModel("materialized='table', unique_key='id'"),
    'expectations/users.yml': expectations(settings),
    [`seeds/${JANUARY}/items.csv`]: csv(items),
  };
}

function csv(items: readonly string[]): string {
  return `id,email,n\n${items.join('\n')}\n`;
}

function expectations(settings: string): string {
  return `expectations:
  - {model: users, columns: {n: [{non_negative: {name: sound, ${settings}}}]}}
`;
}

const STORED =
  'select as_of::text, count(*) from asof_failures.sound group by as_of order by as_of';

test('a build stores every row that a warning is about, until there is none', async () => {
  await using project = await temporaryProject({
    ...shop('severity: warn, store_failures: true'),
    [`seeds/${FEBRUARY}/items.csv`]: csv(['1,a,-1', '2,b,2']),
  });
  await using database = await createDatabase();
  const first = await build(project, database, JANUARY);
  expect(first.expectations).toMatchObject([
    { status: 'warn', unexpected_count: 100, kept_in: null, stored_in: '"asof_failures"."sound"' },
  ]);
  await build(project, database, FEBRUARY);
  expect(await lines(database, STORED)).toEqual(['2024-01-31 100', '2024-02-29 1']);
  expect(
    await lines(
      database,
      "select row ->> 'email' as it from asof_failures.sound where as_of = '2024-02-29'",
    ),
  ).toEqual(['a']);
  await project.write(`seeds/${FEBRUARY}/items.csv`, csv(['1,a,1', '2,b,2']));
  const mended = await build(project, database, FEBRUARY);
  expect(mended.expectations).toMatchObject([{ status: 'pass', stored_in: null }]);
  expect(await lines(database, STORED)).toEqual(['2024-01-31 100']);
});

test('run test stores what it finds, and takes it away when it finds nothing any more', async () => {
  const items = MANY.concat(Array.from({ length: 60 }, (_, at) => `${at + 500},f${at},-1`));
  await using project = await temporaryProject(
    shop('gate: false, store_failures_as: table', items),
  );
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await lines(database, 'drop table asof_failures.sound');
  const tested = await asof(project, database, ['test', '--vars', `as_of=${JANUARY}`]);
  expect(tested.expectations).toMatchObject([
    { status: 'fail', unexpected_count: 160, stored_in: '"asof_failures"."sound"' },
  ]);
  expect(await lines(database, STORED)).toEqual(['2024-01-31 160']);
  await asof(project, database, ['test', '--vars', `as_of=${JANUARY}`]);
  expect(await lines(database, STORED)).toEqual(['2024-01-31 160']);
  await lines(database, 'update users set n = 1');
  await asof(project, database, ['test', '--vars', `as_of=${JANUARY}`]);
  expect(await lines(database, STORED)).toEqual([]);
});

test('what mostly lets pass is stored too', async () => {
  await using project = await temporaryProject(shop('mostly: 0.2, store_failures: true'));
  await using database = await createDatabase();
  const { expectations: found } = await build(project, database, JANUARY);
  expect(found).toMatchObject([{ status: 'pass', stored_in: '"asof_failures"."sound"' }]);
  expect(await lines(database, STORED)).toEqual(['2024-01-31 100']);
});

test('of a gate that shuts, the first hundred rows outlive the rollback', async () => {
  const items = MANY.concat(Array.from({ length: 60 }, (_, at) => `${at + 500},f${at},-1`));
  await using project = await temporaryProject(shop('store_failures: true', items));
  await using database = await createDatabase();
  const { expectations: found } = await build(project, database, JANUARY);
  expect(found).toMatchObject([
    { status: 'fail', unexpected_count: 160, kept_in: '"asof_failures"."sound"', stored_in: null },
  ]);
  expect(await lines(database, STORED)).toEqual(['2024-01-31 100']);
});

test('store_failures_as goes before store_failures, and rows that are moved are kept once', async () => {
  await using project = await temporaryProject(
    shop('severity: warn, store_failures: true, store_failures_as: ephemeral'),
  );
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  const exists = "select to_regclass('asof_failures.sound')";
  expect(await lines(database, exists)).toEqual(['null']);
  await project.write(
    'expectations/users.yml',
    expectations('store_failures: true, on_fail: quarantine'),
  );
  expect(outcome(await build(project, database, JANUARY), 'users')).toBe(
    'warn, 100 quarantined, 50 inserted',
  );
  expect(await lines(database, exists)).toEqual(['null']);
});

test('a query that lists rows is stored, and a way of storing that there is not is refused', async () => {
  await using project = await temporaryProject({
    ...shop('severity: warn'),
    'expectations/users.yml': `expectations:
  - model: users
    table:
      - unexpected_rows_expectation:
          unexpected_rows_query: select id from {batch} where n < 0
          name: sound
          severity: warn
          store_failures: true
`,
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  expect(await lines(database, STORED)).toEqual(['2024-01-31 100']);
  await project.write('expectations/users.yml', expectations('store_failures_as: view'));
  const { diagnostics } = await build(project, database, JANUARY);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    '"store_failures_as" must be table or ephemeral, not "view"',
  ]);
});

test('what selects of the user’s own return is stored too: tests of macros, files on one node, and on two', async () => {
  await using project = await temporaryProject({
    ...shop('severity: warn'),
    'macros/positive.sql': `{% test positive(model, column_name) %}
select id, {{ column_name }} from {{ model }} where {{ column_name }} < 0
{% endtest %}
`,
    'expectations/users.yml': `expectations:
  - model: users
    columns: {n: [{positive: {name: sound, severity: warn, store_failures: true}}]}
`,
    'expectations/few.sql': `{{ config(severity='warn', store_failures=true, fail_calc='max(id)', limit=5) }}
select id, n, n from {{ ref('users') }} where id > 140
`,
    'expectations/paired.sql': `{{ config(severity='warn', store_failures_as='table') }}
select u.id from {{ ref('users') }} as u join {{ ref('items') }} as i using (id) where id < 8
`,
  });
  await using database = await createDatabase();
  const counts = `select (select count(*) from asof_failures.sound) as sound,
  (select count(*) from asof_failures.few) as few, (select count(*) from asof_failures.paired) as paired`;
  const built = await build(project, database, JANUARY);
  expect(built.expectations.map((each) => [each.status, each.stored_in])).toEqual([
    ['warn', '"asof_failures"."sound"'],
    ['warn', '"asof_failures"."few"'],
    ['warn', '"asof_failures"."paired"'],
  ]);
  expect(await lines(database, counts)).toEqual(['100 10 7']);
  await lines(database, 'update users set n = 1');
  const tested = await asof(project, database, ['test', '--vars', `as_of=${JANUARY}`]);
  expect(tested.expectations.map(({ status }) => status).sort()).toEqual(['pass', 'warn', 'warn']);
  expect(tested.diagnostics).toEqual([]);
  expect(await lines(database, counts)).toEqual(['0 10 7']);
});
