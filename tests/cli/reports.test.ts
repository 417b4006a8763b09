import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

const FILES = {
  'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'models/sources.yml': `sources:
  - name: public
    tables:
      - name: orders
`,
  'expectations/orders.yml': `expectations:
  - source: public.orders
    columns:
      amount: [{non_negative: {owner: billing}}]
      customer: [not_null]
`,
} as const;

beforeAll(async () => {
  project = await temporaryProject(FILES);
  database = await createDatabase();
  await query(
    database.url,
    `create table public.orders (id integer, customer text, amount numeric);
insert into public.orders values (1, 'Ada', 12), (2, '</script><script>alert(1)</script>', -7)`,
  );
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

async function run(
  words: readonly string[],
  {
    env = {},
    at = '2024-02-01T12:00:00Z',
  }: { readonly env?: Readonly<Record<string, string>>; readonly at?: string } = {},
): Promise<CliOutcome> {
  const { stdout, stderr, status } = await runCli(words, {
    directory: project.directory,
    env: { DATABASE_URL: database.url, SHOP_TOKEN: 'hunter2', ...env },
    now: () => new Date(at),
  });
  return { stdout, stderr: stderr.replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'RUN'), status };
}

const written = (path: string) => readFile(join(project.directory, path), 'utf8');
const summaryOf = ({ stderr }: CliOutcome) => /expectations: .*/.exec(stderr)?.[0];

test('three runs tell what is new, what is still failing since when, and what was fixed', async () => {
  const first = await run(['test'], { at: '2024-02-01T09:00:00Z' });
  expect(first.status).toBe('fail');
  expect(summaryOf(first)).toBe(
    'expectations: 1 passed, 1 failed (1 new)   report: target/report.html',
  );
  expect(first.stderr).toContain('FAIL  expectation public.orders.amount.non_negative (new)\n');
  expect(first.stderr).toContain('limit: none may be unexpected\nowner: billing\n');

  const second = await run(['test'], { at: '2024-02-01T10:00:00Z' });
  expect(summaryOf(second)).toBe(
    'expectations: 1 passed, 1 failed (1 still failing)   report: target/report.html',
  );
  expect(second.stderr).toContain(
    'FAIL  expectation public.orders.amount.non_negative (still failing since 2024-02-01 09:00 UTC, 2 times in a row)\n',
  );
  const page = await written('target/report.html');
  expect(page).toContain('<h1 class="fail">1 of 2 expectations does not hold</h1>');
  expect(page).toContain('<em class="change still">Still failing</em>');
  expect(page).toContain('2024-02-01 09:00: fail, 50 % unexpected\n2024-02-01 10:00: fail');
  expect(page.match(/<script/g)).toHaveLength(2);

  await query(database.url, 'update public.orders set amount = 7 where id = 2');
  const third = await run(['test', '--json'], { at: '2024-02-01T11:00:00Z' });
  const last = JSON.parse(third.stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(
    last.expectations.map((each: Record<string, unknown>) => [
      each['id'],
      each['change'],
      each['since'],
      each['consecutive_failures'],
    ]),
  ).toEqual([
    ['public.orders.amount.non_negative', 'fixed', null, 0],
    ['public.orders.customer.not_null', null, null, 0],
  ]);
  const fourth = await run(['test'], { at: '2024-02-01T12:00:00Z' });
  expect(summaryOf(fourth)).toBe('expectations: 2 passed');
});

test('--junit writes what came of the run, into a directory that it makes', async () => {
  await query(database.url, 'update public.orders set amount = -7 where id = 2');
  await run(['test', '--junit', 'out/new/junit.xml']);
  const text = (await written('out/new/junit.xml'))
    .replace(/time="[\d.]+"/g, 'time="0.000"')
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'RUN');
  expect(text).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="shop" tests="2" failures="1" errors="0" time="0.000">
  <testsuite name="public.orders" tests="2" failures="1" errors="0" skipped="0" time="0.000" timestamp="2024-02-01T12:00:00">
    <properties>
      <property name="node" value="source.shop.public.orders"/>
      <property name="command" value="test"/>
      <property name="target" value="warehouse"/>
      <property name="run" value="RUN"/>
    </properties>
    <testcase name="public.orders.amount.non_negative" classname="public.orders" time="0.000">
      <failure message="1 of 2 rows are unexpected (50 %)" type="expect_column_values_to_be_between">expectations/orders.yml:4
amount: every value is at least 0
limit: none may be unexpected
owner: billing
new

ctid   amount
-----  ------
(0,4)  -7

select *
from "public"."orders"
where "amount" &lt; 0
order by "amount"</failure>
    </testcase>
    <testcase name="public.orders.customer.not_null" classname="public.orders" time="0.000"/>
  </testsuite>
</testsuites>
`);
  expect(await readdir(join(project.directory, 'out/new'))).toEqual(['junit.xml']);
});

test('annotations name files below the root of the repository, and leave stdout to --json', async () => {
  const workspace = join(project.directory, '..');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace };
  const name = project.directory.slice(workspace.length + 1);
  const annotation = new RegExp(
    `^::error file=${name}/expectations/orders.yml,line=4,col=17,title=public.orders.amount.non_negative::"public.orders.amount.non_negative" does not hold: 1 of 2 rows are unexpected \\(50 %25\\)%0Actid \\(0,4\\), amount -7%0Astill failing since .*$`,
    'm',
  );
  const plain = await run(['test'], { env });
  expect(plain.stdout).toMatch(annotation);
  expect(plain.stdout.trimEnd().split('\n')).toHaveLength(1);
  const json = await run(['test', '--json', '--annotate']);
  expect(json.stderr).toMatch(/^::error file=expectations\/orders.yml,line=4,/m);
  for (const line of json.stdout.trimEnd().split('\n')) expect(line).toMatch(/^\{.*\}$/);
  expect((await run(['test'])).stdout).toBe('');
});

test('what keeps a command from running is annotated, and no success in the JUnit file', async () => {
  await project.write('expectations/broken.yml', 'expectations:\n  - modle: oders\n');
  const outcome = await run(['test', '--annotate', '--junit', 'out/new/junit.xml']);
  await rm(join(project.directory, 'expectations/broken.yml'));
  expect(outcome.status).toBe('error');
  expect(outcome.stdout).toBe('');
  expect(outcome.stderr).toMatch(/^::error file=expectations\/broken.yml,line=2,col=\d+,title=/m);
  expect(await written('out/new/junit.xml')).toMatch(
    /<testsuites name="asof" tests="1" failures="0" errors="1"/,
  );
});

test.each([
  ['out', '"out" is no name of an XML file'],
  ['expectations/orders.yml', '"expectations/orders.yml" is no name of an XML file'],
  ['.xml', '".xml" is no name of an XML file'],
  ['dir.xml', '"dir.xml" cannot be written: it is a directory'],
  [
    'project.yml/junit.xml',
    '"project.yml/junit.xml" cannot be written: a part of its path is no directory',
  ],
  [`${'x'.repeat(300)}.xml`, 'cannot be written: its name is too long'],
])('--junit %s is refused before anything runs', async (path, message) => {
  await mkdir(join(project.directory, 'dir.xml'), { recursive: true });
  const before = await query(database.url, 'select count(*)::int as count from asof.runs');
  const outcome = await run(['test', '--junit', path]);
  expect(outcome.status).toBe('error');
  expect(outcome.stderr).toContain('error[report-file]: ');
  expect(outcome.stderr).toContain(message);
  expect(await query(database.url, 'select count(*)::int as count from asof.runs')).toEqual(before);
  expect(await written('project.yml')).toContain('name: shop');
});

test('--junit without a file is said to lack one', async () => {
  const outcome = await run(['test', '--junit']);
  expect([outcome.status, outcome.stdout]).toEqual(['error', '']);
  expect(outcome.stderr).toContain('error[usage-argument]: "--junit" needs a value');
});

test('a name that only looks like a project file is left alone when nothing could run', async () => {
  await writeFile(join(project.directory, 'expectations/broken.yml'), 'expectations: 3\n');
  const outcome = await run(['test', '--junit', 'expectations/orders.yml']);
  await rm(join(project.directory, 'expectations/broken.yml'));
  expect(outcome.status).toBe('error');
  expect(await written('expectations/orders.yml')).toBe(FILES['expectations/orders.yml']);
});
