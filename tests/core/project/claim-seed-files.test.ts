import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { claimSeedFiles } from '../../../src/core/project/claim-seed-files.ts';
import { parseProject } from '../../../src/core/project/parse-project.ts';
import { lines, project } from '../../support/project.ts';

interface Given {
  readonly seeds?: string;
  readonly csv: readonly string[];
  readonly project?: string;
}

function claim({ seeds = '', csv, project: projectText = '' }: Given) {
  const problems = new Problems();
  const files = project({
    'project.yml': `name: shop\n${projectText}`,
    'seeds/s.yml': seeds,
    ...Object.fromEntries(csv.map((path) => [`seeds/${path}`, 'a\n1\n'])),
  });
  const parsed = parseProject(files, problems);
  if (parsed === undefined) throw new Error(lines(problems).join('\n'));
  return { seeds: claimSeedFiles(parsed, files, problems), lines: lines(problems) };
}

const USERS = `seeds:
  - name: raw_users
    files: "month_{month:int}/users.csv"
    as_of: "{{ month_end('2024-01-31', month) }}"
`;

test('each file of a pattern has its own as_of and captures, in the order of the as_ofs', () => {
  const csv = ['month_010/users.csv', 'month_001/users.csv', 'month_000/users.csv'];
  const { seeds, lines: found } = claim({ seeds: USERS, csv });
  expect(found).toEqual([]);
  expect(seeds).toHaveLength(1);
  expect(seeds[0]).toMatchObject({ name: 'raw_users', isDated: true });
  expect(seeds[0]?.files).toEqual([
    { path: 'seeds/month_000/users.csv', asOf: '2024-01-31', captures: { month: 0 } },
    { path: 'seeds/month_001/users.csv', asOf: '2024-02-29', captures: { month: 1 } },
    { path: 'seeds/month_010/users.csv', asOf: '2024-11-30', captures: { month: 10 } },
  ]);
});

test('a file that no one declares is a seed of its own name', () => {
  const { seeds, lines: found } = claim({ csv: ['ref/countries.csv'] });
  expect(found).toEqual([]);
  expect(seeds).toMatchObject([
    {
      name: 'countries',
      file: 'seeds/ref/countries.csv',
      isDated: false,
      files: [{ path: 'seeds/ref/countries.csv', asOf: undefined, captures: {} }],
      settings: { columns: [], delimiter: undefined, nullValues: [''], onBadRow: 'error' },
    },
  ]);
});

test('a declared seed without files: has the file of its name, wherever it is', () => {
  const { seeds, lines: found } = claim({
    seeds: 'seeds: [{name: users}]\n',
    csv: ['crm/users.csv', 'crm/orders.csv'],
  });
  expect(found).toEqual([]);
  expect(seeds.map(({ name, files }) => [name, files[0]?.path])).toEqual([
    ['users', 'seeds/crm/users.csv'],
    ['orders', 'seeds/crm/orders.csv'],
  ]);
});

test('one as_of may have several files', () => {
  const { seeds, lines: found } = claim({
    seeds: 'seeds:\n  - name: a\n    files: "{day}/{part}.csv"\n    as_of: "{{ day }}"\n',
    csv: ['2024-01-31/b.csv', '2024-01-31/a.csv'],
  });
  expect(found).toEqual([]);
  expect(seeds[0]?.files.map(({ path, asOf }) => [path, asOf])).toEqual([
    ['seeds/2024-01-31/a.csv', '2024-01-31'],
    ['seeds/2024-01-31/b.csv', '2024-01-31'],
  ]);
});

test('a file beside claimed ones is reported as misspelt', () => {
  const csv = ['month_000/users.csv', 'month_001/user.csv', 'month_001/users.csv'];
  expect(claim({ seeds: USERS, csv }).lines).toEqual([
    'seeds/month_001/user.csv:1:1: error[seed-file-unclaimed]: seeds/month_001/user.csv belongs to no seed (did you mean "users.csv"?)',
  ]);
});

test('a file of the right name in a misspelt folder is reported, one elsewhere is not', () => {
  const csv = ['month_000/users.csv', 'mnth_001/users.csv', 'ref/deep/users.csv', 'ref/c.csv'];
  const { seeds, lines: found } = claim({ seeds: USERS, csv });
  expect(found).toEqual([
    'seeds/mnth_001/users.csv:1:1: error[seed-file-unclaimed]: seeds/mnth_001/users.csv belongs to no seed (rename it to match "month_{month:int}/users.csv", or declare a seed with files: "mnth_001/users.csv")',
  ]);
  expect(seeds.map((seed) => seed.name).toSorted()).toEqual(['c', 'raw_users', 'users']);
});

test('a file of two seeds is reported with both', () => {
  const seeds =
    'seeds:\n  - {name: u, files: "{m}/users.csv"}\n  - {name: v, files: "a/{x}.csv"}\n';
  expect(claim({ seeds, csv: ['a/users.csv'] }).lines).toEqual([
    'seeds/s.yml:3:22: error[seed-file-claimed-twice]: seeds/a/users.csv belongs to "u" and to "v" (make one of the two patterns narrower)',
  ]);
});

test('a declared seed without a file is reported at its name or its pattern', () => {
  const seeds = 'seeds:\n  - name: user\n  - {name: w, files: "x/{a}.csv"}\n';
  expect(claim({ seeds, csv: ['users.csv'] }).lines).toEqual([
    'seeds/s.yml:2:11: error[seed-no-files]: the seed "user" has no file "user.csv" (did you mean "users.csv"?)',
    'seeds/s.yml:3:22: error[seed-no-files]: the seed "w" has no file "x/{a}.csv" (there is "users.csv")',
  ]);
});

test('two files of a seed that names none are reported', () => {
  expect(claim({ seeds: 'seeds: [{name: a}]\n', csv: ['x/a.csv', 'y/a.csv'] }).lines).toEqual([
    'seeds/s.yml:1:16: error[config-duplicate]: 2 files could be the seed "a" (say which with "files")',
  ]);
});

test('a pattern stays below the seeds path and knows no other wildcards', () => {
  const patterns = [
    '../x.csv',
    '/x.csv',
    'C:/x.csv',
    '*.csv',
    '{as_of}.csv',
    '{x:date}.csv',
    '{x y}',
  ];
  const seeds = `seeds:\n${patterns.map((each, at) => `  - {name: s${at}, files: "${each}"}\n`).join('')}`;
  const below = '"files" must be a path below the seeds path (write it with "/", from there)';
  expect(
    claim({ seeds, csv: [] }).lines.map((line) => line.replace(/^.*: error/, 'error')),
  ).toEqual([
    'error[config-value]: "files" must be a path without "..", "." or empty parts (name the folders)',
    `error[config-value]: ${below}`,
    `error[config-value]: ${below}`,
    'error[config-value]: "files" knows {name} and {name:int}, and no other wildcard (name each part that varies)',
    'error[config-value]: a part of a path cannot be named as_of (name it otherwise, and set "as_of")',
    'error[config-value]: "{x:date}" must be {name} or {name:int} (name the column that it becomes)',
    'error[config-value]: "{x y}" must be {name} or {name:int} (name the column that it becomes)',
  ]);
});

test('an as_of that is no date is reported at its place, once for all files of a seed', () => {
  const seeds = `seeds:
  - {name: a, files: "a/{d}.csv", as_of: "{{ d }}"}
  - {name: b, files: "b/{m:int}.csv", as_of: "{{ month_end('2024-01-32', m) }}"}
  - {name: c, files: "c/{m}.csv", as_of: "{{ month_end('2024-01-31', m) }}"}
  - {name: d, files: "d/{m}.csv", as_of: "{{ mnth }}"}
`;
  const csv = ['a/2024-01-31.csv', 'a/x.csv', 'b/1.csv', 'b/2.csv', 'c/1.csv', 'd/1.csv'];
  expect(claim({ seeds, csv }).lines).toEqual([
    `seeds/s.yml:2:42: error[config-value]: the as_of of seeds/a/x.csv must be a date, not "x" (write it like 2024-01-31, or "{{ month_end('2024-01-31', month) }}")`,
    `seeds/s.yml:3:61: error[template-type]: month_end() takes a date like '2024-01-31', not "2024-01-32"`,
    'seeds/s.yml:4:57: error[template-type]: month_end() takes a whole number of months (where it is a part of a path, capture it as a number: {month:int})',
    'seeds/s.yml:5:46: error[template-undefined]: "mnth" is not defined',
  ]);
});

test('settings come from project.yml by folder and by name, then from the declaration', () => {
  const { seeds, lines: found } = claim({
    project:
      'seeds: {+schema: raw, +tags: [a], ref: {+schema: ref}, raw_users: {+on_bad_row: reject, +max_rejects: 1%}}\n',
    seeds: `${USERS}    tags: b\n    column_types: {id: text, n: int}\n    columns: {id: , x: date}\n    null_values: ["", "NULL"]\n`,
    csv: ['month_000/users.csv', 'ref/c.csv'],
  });
  expect(found).toEqual([]);
  expect(seeds[0]).toMatchObject({
    schema: 'raw',
    tags: ['a', 'b'],
    settings: {
      onBadRow: 'reject',
      maxRejects: { type: 'percent', percent: 1 },
      nullValues: ['', 'NULL'],
      columns: [
        { name: 'id', type: 'text' },
        { name: 'x', type: 'date' },
        { name: 'n', type: 'int' },
      ],
    },
  });
  expect(seeds[1]).toMatchObject({ name: 'c', schema: 'ref', tags: ['a'] });
});

test('the settings of a seed are checked at their places', () => {
  const seeds =
    'seeds:\n  - name: a\n    on_bad_row: ignore\n    delimiter: ";;"\n    max_rejects: 1 %\n    columns: [a]\n    null_values: [NULL]\n';
  expect(claim({ seeds, csv: ['a.csv'] }).lines).toEqual([
    'seeds/s.yml:3:17: error[config-value]: "on_bad_row" must be error or reject, not "ignore"',
    'seeds/s.yml:4:16: error[config-value]: "delimiter" must be one ASCII character, not ";;"',
    'seeds/s.yml:5:18: error[config-value]: "max_rejects" must be a number or a percentage like "1%", not "1 %"',
    'seeds/s.yml:6:15: error[config-value]: an item of "columns" must be a map, not "a"',
    'seeds/s.yml:7:19: error[config-value]: an item of "null_values" must be text, not NULL (quote it: "NULL")',
  ]);
});

test('a pattern may hold any character that has a meaning in regular expressions', () => {
  const { seeds, lines: found } = claim({
    seeds: 'seeds: [{name: orders, files: "a-b+(c).[d]$/{kind}-2024.csv"}]\n',
    csv: ['a-b+(c).[d]$/web-2024.csv'],
  });
  expect(found).toEqual([]);
  expect(seeds[0]?.files.map(({ captures }) => captures)).toEqual([{ kind: 'web' }]);
});

test('a file named like a declared seed without files is not a second seed of that name', () => {
  const { seeds, lines: found } = claim({
    seeds: 'seeds: [{name: orders, files: "order.csv"}]\n',
    csv: ['orders.csv'],
  });
  expect(seeds.map(({ name }) => name)).toEqual(['orders']);
  expect(found).toEqual([
    'seeds/s.yml:1:31: error[seed-no-files]: the seed "orders" has no file "order.csv" (did you mean "orders.csv"?)',
  ]);
});
