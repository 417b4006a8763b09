import { expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

interface Warehouse extends AsyncDisposable {
  readonly project: TemporaryProject;
  readonly url: string;
  run(...words: readonly string[]): Promise<CliOutcome>;
  /** What became of each expectation, from the last line of --json: `id status message`. */
  results(...words: readonly string[]): Promise<readonly string[]>;
}

const PROJECT = `name: shop
vars:
  as_of: {type: date}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`;

async function openWarehouse(files: Readonly<Record<string, string>>): Promise<Warehouse> {
  const project = await temporaryProject({ 'project.yml': PROJECT, ...files });
  const database = await createDatabase();
  const run = (...words: readonly string[]) =>
    runCli(words, {
      directory: project.directory,
      env: { DATABASE_URL: database.url },
      now: () => new Date(),
    });
  return {
    project,
    url: database.url,
    run,
    async results(...words) {
      const { stdout, stderr } = await run(...words, '--json');
      const last = stdout.trimEnd().split('\n').at(-1) ?? '';
      const { type, expectations } = JSON.parse(last === '' ? '{}' : last);
      if (type !== 'run-finished') throw new Error(stderr);
      return (expectations as readonly Record<string, unknown>[])
        .map(({ id, status, message }) => [id, status, message].filter(Boolean).join(' '))
        .sort();
    },
    async [Symbol.asyncDispose]() {
      await database.drop();
      await project[Symbol.asyncDispose]();
    },
  };
}

function users(count: number, withoutEmail: number): string {
  const rows = Array.from(
    { length: count },
    (_, index) => `${index + 1},${index < withoutEmail ? '' : 'a@b.c'}`,
  );
  return `id,email\n${rows.join('\n')}\n`;
}

const MONTHLY = {
  'seeds/seeds.yml': `seeds:
  - name: raw_users
    files: "users_{day}.csv"
    as_of: "{{ day }}"
    unique_key: id
    columns: {id: integer, email: text}
`,
  'seeds/users_2024-01-31.csv': users(100, 10),
  'seeds/users_2024-02-29.csv': users(110, 11),
  'seeds/users_2024-03-31.csv': users(40, 5),
  'seeds/users_2024-04-30.csv': users(112, 20),
  'models/users.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id, email from {{ ref('raw_users') }}
`,
  'expectations/users.yml': `expectations:
  - model: users
    table:
      - row_count_to_be_between: {name: rows, history: {last: 6, of: median, within: 20%}}
    columns:
      email: [not_null: {name: emails, history: {max_rise: 1}, severity: warn}]
`,
};

test('a value is held against earlier as_ofs, in the gate and in run test', async () => {
  await using warehouse = await openWarehouse(MONTHLY);
  const build = (day: string, ...rest: readonly string[]) =>
    warehouse.results('build', '--vars', `as_of=${day}`, ...rest);
  expect(await build('2024-01-31')).toEqual([
    'emails pass 10 of 100 rows are unexpected (10 %); no history yet: 0 of 1 value',
    'rows pass no history yet: 0 of 1 value',
  ]);
  expect(await build('2024-02-29')).toEqual([
    'emails pass 11 of 110 rows are unexpected (10 %)',
    'rows pass',
  ]);
  const fallen = [
    'emails warn 5 of 40 rows are unexpected (13 %); it is 12.5 %, expected at most 11 %: at 2024-02-29 it was 10 %',
    'rows fail it is 40, expected at least 84 and at most 126: the median of 2 as_ofs from 2024-01-31 to 2024-02-29 is 105',
  ];
  // what a shut gate rolled back is no history, of itself or of the next
  expect(await build('2024-03-31')).toEqual(fallen);
  expect(await build('2024-03-31')).toEqual(fallen);
  expect(await build('2024-04-30')).toEqual([
    'emails warn 20 of 112 rows are unexpected (18 %); it is 17.8571428571 %, expected at most 11 %: at 2024-02-29 it was 10 %',
    'rows pass',
  ]);
  // an as_of that is tested after later ones sees none of them
  expect(await warehouse.results('test', '--vars', 'as_of=2024-02-29')).toEqual([
    'emails pass 11 of 110 rows are unexpected (10 %)',
    'rows pass',
  ]);
  expect(await warehouse.results('test', '--vars', 'as_of=2024-01-31')).toEqual([
    'emails pass 10 of 100 rows are unexpected (10 %); no history yet: 0 of 1 value',
    'rows pass no history yet: 0 of 1 value',
  ]);
  // published in spite of its gate, it is part of the history of later ones
  await build('2024-03-31', '--no-gate');
  expect(await warehouse.results('test', '--vars', 'as_of=2024-04-30')).toEqual([
    'emails warn 20 of 112 rows are unexpected (18 %); it is 17.8571428571 %, expected at most 13.5 %: at 2024-03-31 it was 12.5 %',
    'rows pass',
  ]);
});

test('without as_ofs each build is held against the one before, however often it is tested', async () => {
  await using warehouse = await openWarehouse({
    'seeds/items.csv': users(100, 0),
    'expectations/items.yml': `expectations:
  - seed: items
    table:
      - row_count_to_be_between: {name: rows, history: {within: 20%}, severity: warn}
`,
  });
  const first = 'rows pass no history yet: 0 of 1 value';
  expect(await warehouse.results('seed')).toEqual([first]);
  expect(await warehouse.results('test')).toEqual([first]);
  await warehouse.project.write('seeds/items.csv', users(50, 0));
  const fallen =
    'rows warn it is 50, expected at least 80 and at most 120: the last time it was 100';
  expect(await warehouse.results('seed')).toEqual([fallen]);
  expect(await warehouse.results('test')).toEqual([fallen]);
  expect(await warehouse.results('test')).toEqual([fallen]);
  await warehouse.project.write('seeds/items.csv', users(55, 0));
  expect(await warehouse.results('seed')).toEqual(['rows pass']);
});

test('the as_ofs that one run loads do not see each other', async () => {
  await using warehouse = await openWarehouse({
    ...MONTHLY,
    'models/users.sql': '{{ config(enabled=false) }} select 1 as id',
    'expectations/users.yml': `expectations:
  - seed: raw_users
    table:
      - row_count_to_be_between: {history: {within: 20%}, severity: warn}
`,
  });
  const young = 'raw_users.row_count_to_be_between pass no history yet: 0 of 1 value';
  expect(await warehouse.results('seed')).toEqual([young, young, young, young]);
  expect(await warehouse.results('test', '--vars', 'as_of=2024-03-31')).toEqual([
    'raw_users.row_count_to_be_between warn it is 40, expected at least 88 and at most 132: at 2024-02-29 it was 110',
  ]);
});

test('a group that is gone, an aggregate of one’s own, and an expectation that cannot be compared', async () => {
  const rows = (regions: readonly string[]) =>
    `id,region,n\n${regions.map((region, id) => `${id},${region},${id}`).join('\n')}\n`;
  await using warehouse = await openWarehouse({
    'seeds/seeds.yml': `seeds:
  - name: sales
    files: "sales_{day}.csv"
    as_of: "{{ day }}"
    unique_key: id
    columns: {id: integer, region: text, n: integer}
`,
    'seeds/sales_2024-01-31.csv': rows(['EU', 'EU', 'US']),
    'seeds/sales_2024-02-29.csv': rows(['EU', 'EU', 'APAC']),
    'models/sums.sql': `{{ config(materialized='table') }}
select id, region, n, as_of() as day from {{ ref('sales') }}
`.replace('as_of()', '{{ as_of }}'),
    'expectations/sums.yml': `expectations:
  - model: sums
    table:
      - row_count_to_be_between: {name: regions, group_by: region, history: {within: 20%}, severity: warn}
      - aggregation_to_be_between: {name: total, expression: sum(n), history: {within: 1}, severity: warn}
      - aggregation_to_be_between: {name: european, expression: count(sums.n), where: region = 'EU', history: {within: 0}}
      - aggregation_to_be_between: {name: several, expression: "generate_series(1, 3)", history: {within: 1}, severity: warn}
    columns:
      day: [max_to_be_between: {name: latest, history: {within: 1}, gate: false}]
`,
  });
  await warehouse.results('build', '--vars', 'as_of=2024-01-31', '--no-gate');
  expect(await warehouse.results('build', '--vars', 'as_of=2024-02-29', '--no-gate')).toEqual([
    'european pass',
    'latest error "history" compares numbers, and the value is 2024-02-29',
    'regions warn 1 of 3 groups do not hold; region=US: it is 0, expected at least 0.8 and at most 1.2: at 2024-01-31 it was 1',
    'several error set-returning functions are not allowed in CASE (SQLSTATE 0A000)',
    'total pass',
  ]);
});

test('columns are held against those of the last run that was well', async () => {
  await using warehouse = await openWarehouse({
    'models/users.sql': "{{ config(materialized='table') }}\nselect 1 as id, 'a' as name\n",
    'expectations/users.yml': `expectations:
  - model: users
    table: [{columns_to_match_last_run: {name: drift}}]
`,
  });
  const build = () => warehouse.results('build');
  expect(await build()).toEqual(['drift pass no history yet: no earlier columns to compare with']);
  expect(await warehouse.results('test')).toEqual(['drift pass']);
  await warehouse.project.write(
    'models/users.sql',
    "{{ config(materialized='table') }}\nselect 1::bigint as id, 'x' as email\n",
  );
  const changed =
    'drift fail "name" (text) is gone; "id" is bigint, and was integer; "email" (text) is new';
  expect(await build()).toEqual([changed]);
  // nothing was published, and it stays so
  expect(await build()).toEqual([changed]);
  expect(await warehouse.results('test')).toEqual(['drift pass']);
  await warehouse.project.write(
    'expectations/users.yml',
    `expectations:
  - model: users
    table:
      - columns_to_match_last_run: {name: drift, allow_added: true, allow_dropped: true, allow_retyped: true}
`,
  );
  expect(await build()).toEqual(['drift pass']);
  await warehouse.project.write(
    'expectations/users.yml',
    `expectations:
  - model: users
    table: [{columns_to_match_last_run: {name: drift, in_order: true}}]
`,
  );
  expect(await warehouse.results('test')).toEqual(['drift pass']);
  await warehouse.project.write(
    'models/users.sql',
    "{{ config(materialized='table') }}\nselect 'x' as email, 1::bigint as id\n",
  );
  expect(await build()).toEqual(['drift fail they stand as email, id, and stood as id, email']);
});

test('columns of a source stay red until the declaration allows them; a warning is said once', async () => {
  const source = (settings: string) => `expectations:
  - source: crm.users
    table:
      - columns_to_match_last_run: {name: strict${settings}}
      - columns_to_match_last_run: {name: lenient, severity: warn}
`;
  await using warehouse = await openWarehouse({
    'models/crm.yml': `sources:
  - name: crm
    schema: public
    tables: [{name: users}]
`,
    'expectations/crm.yml': source(''),
  });
  await query(warehouse.url, 'create table users (id int, name varchar(10))');
  const young = 'pass no history yet: no earlier columns to compare with';
  expect(await warehouse.results('test')).toEqual([`lenient ${young}`, `strict ${young}`]);
  await query(warehouse.url, 'alter table users alter name type varchar(20)');
  const retyped = '"name" is character varying(20), and was character varying(10)';
  expect(await warehouse.results('test')).toEqual([
    `lenient warn ${retyped}`,
    `strict fail ${retyped}`,
  ]);
  expect(await warehouse.results('test')).toEqual(['lenient pass', `strict fail ${retyped}`]);
  await warehouse.project.write('expectations/crm.yml', source(', allow_retyped: true'));
  expect(await warehouse.results('test')).toEqual(['lenient pass', 'strict pass']);
  await warehouse.project.write('expectations/crm.yml', source(''));
  expect(await warehouse.results('test')).toEqual(['lenient pass', 'strict pass']);
});

test('a replay brings its own history along', async () => {
  const model = (factor: number) => `{{ config(materialized='table') }}
select id from {{ ref('raw_users') }}, generate_series(1, ${factor})
`;
  await using warehouse = await openWarehouse({
    ...MONTHLY,
    'seeds/users_2024-03-31.csv': users(105, 5),
    'models/users.sql': model(1),
    'expectations/users.yml': `expectations:
  - model: users
    table: [{row_count_to_be_between: {name: rows, history: {last: 2, within: 20%}}}]
`,
  });
  const build = (day: string, ...rest: readonly string[]) =>
    warehouse.results('build', '--vars', `as_of=${day}`, ...rest);
  for (const day of ['2024-01-31', '2024-02-29']) await build(day);
  expect(await build('2024-03-31')).toEqual(['rows pass']);
  await warehouse.project.write('models/users.sql', model(2));
  // against what was, twice as many rows are too many
  expect(await build('2024-03-31')).toEqual([
    'rows fail it is 210, expected at least 84 and at most 126: the median of 2 as_ofs from 2024-01-31 to 2024-02-29 is 105',
  ]);
  // built anew from the first as_of on, they are what there always was
  expect(await build('2024-03-31', '--full-refresh')).toEqual(['rows pass']);
  expect(await build('2024-04-30')).toEqual(['rows pass']);
  const told = await query(
    warehouse.url,
    `select as_of::text, (observed_value)::int as rows from (
  select distinct on (as_of) as_of, observed_value from asof.expectation_results
  where id = 'rows' order by as_of, written desc) as latest order by as_of`,
  );
  expect(told).toEqual([
    { as_of: '2024-01-31', rows: 200 },
    { as_of: '2024-02-29', rows: 220 },
    { as_of: '2024-03-31', rows: 210 },
    { as_of: '2024-04-30', rows: 224 },
  ]);
});
