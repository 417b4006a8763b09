import { mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { query } from '../support/database.ts';
import { type SeedProject, seedProject } from './seed-project.ts';

const DATED = `seeds:
  - name: fees
    files: "{month}/fees.csv"
    as_of: "{{ month }}"
`;

async function makeUnread(project: SeedProject): Promise<void> {
  await query(project.url, `update asof.seed_files set content_hash = 'what no file holds'`);
}

test('a file that looks as it did is not read', async () => {
  await using project = await seedProject({ 'seeds/fees.csv': 'id,fee\n1,2.50\n' });
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ok      seed   public.fees  1 row                       0.00s

rows
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1

12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
`);
  await makeUnread(project);
  // it would be loaded again if anybody looked
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  same    seed   public.fees                              0.00s
12:00:00  done in 0.00s: 1 unchanged   run RUN   details: asof.node_runs
`);
});

test('a file that was touched is read, and next time it is not', async () => {
  await using project = await seedProject({ 'seeds/fees.csv': 'id,fee\n1,2.50\n' });
  await project.seed();
  const loadedAt = await project.rows('select loaded_at from asof.seed_files');
  await utimes(join(project.directory, 'seeds/fees.csv'), 1e9, 1e9);
  const again = await project.seed();
  expect(again).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  same    seed   public.fees                              0.00s
12:00:00  done in 0.00s: 1 unchanged   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select loaded_at, mtime_ns from asof.seed_files')).toEqual([
    `${loadedAt}`.replace(')', ',1000000000000000000)'),
  ]);
  await makeUnread(project);
  expect(await project.seed()).toBe(again);
});

test('a file that was touched and changed is loaded, also one of the same size', async () => {
  await using project = await seedProject({ 'seeds/fees.csv': 'id,fee\n1,2.50\n' });
  await project.seed();
  await project.write('seeds/fees.csv', 'id,fee\n1,2.60\n');
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ok      seed   public.fees  1 row                       0.00s

rows
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1

12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select * from fees')).toEqual(['(1,2.60)']);
});

test('a file written less than 2 s before it was looked at is read again', async () => {
  await using project = await seedProject({ 'seeds/fees.csv': 'id,fee\n1,2.50\n' });
  const { ctimeMs } = await stat(join(project.directory, 'seeds/fees.csv'));
  await project.seedAt(() => new Date(ctimeMs + 1900));
  await makeUnread(project);
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ok      seed   public.fees  1 row                       0.00s

rows
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1

12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
`);
  await project.seedAt(() => new Date(ctimeMs + 2100), '--full-refresh');
  await makeUnread(project);
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  same    seed   public.fees                              0.00s
12:00:00  done in 0.00s: 1 unchanged   run RUN   details: asof.node_runs
`);
});

test('a file that another one took the place of is read, whatever its time is', async () => {
  await using project = await seedProject({ 'seeds/fees.csv': 'id,fee\n1,2.50\n' });
  const path = join(project.directory, 'seeds/fees.csv');
  await utimes(path, 1e9, 1e9);
  await project.seed();
  await project.write('other.csv', 'id,fee\n1,2.70\n');
  await utimes(join(project.directory, 'other.csv'), 1e9, 1e9);
  await rename(join(project.directory, 'other.csv'), path);
  await project.seed();
  expect(await project.rows('select * from fees')).toEqual(['(1,2.70)']);
});

test('a gone file of an as_of is reported, and removed with --prune', async () => {
  await using project = await seedProject({
    'seeds/seeds.yml': DATED,
    'seeds/2024-01-31/fees.csv': 'id\n1\n',
    'seeds/2024-02-29/fees.csv': 'id\n2\n3\n',
  });
  await project.seed();
  await project.remove('seeds/2024-02-29/fees.csv');
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
warning[seed-file-gone]: a file of "fees" is no longer there: the rows stay
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/2024-02-29/fees.csv: 2 rows
hint: bring it back, or let go of the rows: run seed --prune
12:00:00   1/1  same    seed   public.fees  of 2024-01-31               0.00s
12:00:00  done in 0.00s: 1 unchanged   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select id, as_of from fees order by 1')).toEqual([
    '(1,2024-01-31)',
    '(2,2024-02-29)',
    '(3,2024-02-29)',
  ]);
  expect(await project.seed('--prune')).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
warning[seed-file-gone]: a file of "fees" is no longer there: the rows were removed
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/2024-02-29/fees.csv: 2 rows
12:00:00   1/1  same    seed   public.fees  of 2024-01-31               0.00s
12:00:00  done in 0.00s: 1 unchanged   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select id, as_of from fees')).toEqual(['(1,2024-01-31)']);
  expect(await project.rows('select path from asof.seed_files')).toEqual([
    '(seeds/2024-01-31/fees.csv)',
  ]);
  expect(await project.seed('--prune')).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  same    seed   public.fees  of 2024-01-31               0.00s
12:00:00  done in 0.00s: 1 unchanged   run RUN   details: asof.node_runs
`);
});

const TWO_OF_ONE = `seeds:
  - name: fees
    files: "{month}/fees_{part}.csv"
    as_of: "{{ month }}"
`;

test('one of two files of an as_of that is gone keeps its rows until --prune', async () => {
  await using project = await seedProject({
    'seeds/seeds.yml': TWO_OF_ONE,
    'seeds/2024-01-31/fees_a.csv': 'id\n1\n',
    'seeds/2024-01-31/fees_b.csv': 'id\n2\n',
  });
  await project.seed();
  await project.remove('seeds/2024-01-31/fees_b.csv');
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
warning[seed-file-gone]: a file of "fees" is no longer there: the rows stay
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/2024-01-31/fees_b.csv: 1 row
hint: bring it back, or let go of the rows: run seed --prune
12:00:00   1/1  same    seed   public.fees  of 2024-01-31               0.00s
12:00:00  done in 0.00s: 1 unchanged   run RUN   details: asof.node_runs
`);
  await project.write('seeds/2024-01-31/fees_a.csv', 'id\n1\n4\n');
  // the as_of is replaced whole, and the rows of the gone file would go with it
  expect(await project.seed()).toBe(`\
fail
12:00:00  running 1 node on target "warehouse", 4 at a time
warning[seed-file-gone]: a file of "fees" is no longer there: the rows stay
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/2024-01-31/fees_b.csv: 1 row
hint: bring it back, or let go of the rows: run seed --prune
12:00:00   1/1  ERROR   seed   public.fees  loading "fees" of 2024-01-31 again would drop rows  0.00s

ERROR  seed public.fees as of 2024-01-31

error[seed-file-gone]: loading "fees" of 2024-01-31 again would drop rows
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/2024-01-31/fees_b.csv is gone, and 1 row of it is loaded
hint: bring the file back, or run seed --prune to let go of its rows

12:00:00  done in 0.00s: 1 in error   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select id, part from fees order by 1')).toEqual(['(1,a)', '(2,b)']);
  expect(await project.seed('--prune')).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
warning[seed-file-gone]: a file of "fees" is no longer there: the rows were removed
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/2024-01-31/fees_b.csv: 1 row
12:00:00   1/1  ok      seed   public.fees  2 rows of 2024-01-31        0.00s

rows as of 2024-01-31
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         2

12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select id, part from fees order by 1')).toEqual(['(1,a)', '(4,a)']);
});

const BY_COUNTRY = `seeds:
  - name: fees
    files: "{country}/fees.csv"
`;

test('a gone file of a seed without as_ofs keeps its rows until --prune', async () => {
  await using project = await seedProject({
    'seeds/seeds.yml': BY_COUNTRY,
    'seeds/de/fees.csv': 'id\n1\n',
    'seeds/fr/fees.csv': 'id\n2\n',
  });
  await project.seed();
  await project.remove('seeds/fr/fees.csv');
  await project.write('seeds/de/fees.csv', 'id\n3\n');
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
warning[seed-file-gone]: a file of "fees" is no longer there: the rows stay
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/fr/fees.csv: 1 row
hint: bring it back, or let go of the rows: run seed --prune
12:00:00   1/1  ok      seed   public.fees  1 row                       0.00s

rows
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1

12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select * from fees order by 1')).toEqual(['(2,fr)', '(3,de)']);
  // other settings load every file again: that of the gone one cannot be
  await project.write('seeds/seeds.yml', `${BY_COUNTRY}    unique_key: id\n`);
  const refused = await project.seed();
  expect(refused).toBe(`\
fail
12:00:00  running 1 node on target "warehouse", 4 at a time
warning[seed-file-gone]: a file of "fees" is no longer there: the rows stay
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/fr/fees.csv: 1 row
hint: bring it back, or let go of the rows: run seed --prune
12:00:00   1/1  ERROR   seed   public.fees  loading "fees" again would drop rows  0.00s

ERROR  seed public.fees

error[seed-file-gone]: loading "fees" again would drop rows
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/fr/fees.csv is gone, and 1 row of it is loaded
hint: bring the file back, or run seed --prune to let go of its rows

12:00:00  done in 0.00s: 1 in error   run RUN   details: asof.node_runs
`);
  expect(await project.seed('--full-refresh')).toBe(refused);
  expect(await project.rows('select * from fees order by 1')).toEqual(['(2,fr)', '(3,de)']);
  expect(await project.seed('--prune')).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
warning[seed-file-gone]: a file of "fees" is no longer there: the rows were removed
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: seeds/fr/fees.csv: 1 row
12:00:00   1/1  ok      seed   public.fees  1 row                       0.00s

rows
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1

12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select * from fees order by 1')).toEqual(['(3,de)']);
});

test('a file that was renamed is no gone file', async () => {
  await using project = await seedProject({
    'seeds/seeds.yml': TWO_OF_ONE,
    'seeds/2024-01-31/fees_a.csv': 'id\n1\n',
  });
  await project.seed();
  await rename(
    join(project.directory, 'seeds/2024-01-31/fees_a.csv'),
    join(project.directory, 'seeds/2024-01-31/fees_z.csv'),
  );
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ok      seed   public.fees  1 row of 2024-01-31         0.00s

rows as of 2024-01-31
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1

12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select id, part, as_of from fees')).toEqual(['(1,z,2024-01-31)']);
  expect(await project.rows('select path from asof.seed_files')).toEqual([
    '(seeds/2024-01-31/fees_z.csv)',
  ]);
});

test('two paths that say the same number are replaced together', async () => {
  await using project = await seedProject({
    'seeds/seeds.yml': 'seeds:\n  - {name: fees, files: "fees_{n:int}.csv"}\n',
    'seeds/fees_1.csv': 'id\n1\n',
    'seeds/fees_01.csv': 'id\n2\n',
  });
  await project.seed();
  await project.write('seeds/fees_1.csv', 'id\n3\n');
  await project.seed();
  expect(await project.rows('select * from fees order by 1')).toEqual(['(2,1)', '(3,1)']);
});

test('a header that differs is told as a difference', async () => {
  await using project = await seedProject({
    'seeds/fees.csv': 'id,fee,region,signup_date\n1,2.50,eu,2024-01-31\n',
    'seeds/seeds.yml': 'seeds:\n  - {name: fees, columns: {id: integer, fee: numeric}}\n',
  });
  await project.seed();
  await project.write('seeds/fees.csv', 'signup_dt,fee,country,id\n2024-01-31,2.50,eu,1\n');
  expect(await project.seed()).toBe(`\
fail
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ERROR   seed   public.fees  the header lacks "region" and "signup_date"  0.00s

ERROR  seed public.fees

error[seed-header]: the header lacks "region" and "signup_date"
 --> seeds/fees.csv:1:1
  |
1 | signup_dt,fee,country,id
  | ^^^^^^^^^
note: - region, as in the table "public.fees"
note: - signup_date, as in the table "public.fees"
note: + signup_dt, as in the file at seeds/fees.csv:1:1
note: + country, as in the file at seeds/fees.csv:1:15
hint: did you mean "signup_date" by "signup_dt"?

12:00:00  done in 0.00s: 1 in error   run RUN   details: asof.node_runs
`);
  await project.write('seeds/fees.csv', 'signup_date,region,fee,id\n2024-01-31,eu,2.50,1\n');
  expect(await project.seed()).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ok      seed   public.fees  1 row                       0.00s

rows
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1

12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
`);
});

test('extra and missing columns are what the settings say', async () => {
  const declare = (settings: string) =>
    `seeds:\n  - name: fees\n    columns: {id: integer, fee: numeric}\n${settings}`;
  await using project = await seedProject({
    'seeds/seeds.yml': declare('    on_extra_column: error\n'),
    'seeds/fees.csv': 'id,note\n1,x\n',
  });
  expect(await project.seed()).toBe(`\
fail
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ERROR   seed   public.fees  the header lacks "fee" and has "note", which the declaration lacks  0.00s

ERROR  seed public.fees

error[seed-header]: the header lacks "fee" and has "note", which the declaration lacks
 --> seeds/fees.csv:1:1
  |
1 | id,note
  | ^
note: - fee, as declared at seeds/seeds.yml:3:28
note: + note, as in the file at seeds/fees.csv:1:4
hint: add them to the file, say from when on they exist with "since", or set on_missing_column: null

12:00:00  done in 0.00s: 1 in error   run RUN   details: asof.node_runs
`);
  await project.write(
    'seeds/seeds.yml',
    declare('    on_extra_column: ignore\n    on_missing_column: "null"\n'),
  );
  await project.seed();
  expect(await project.rows('select id, fee from fees')).toEqual(['(1,)']);
  await project.write(
    'seeds/seeds.yml',
    declare('    on_extra_column: add\n    on_missing_column: "null"\n'),
  );
  await project.seed();
  expect(await project.rows('select id, fee, note from fees')).toEqual(['(1,,x)']);
});

async function types(project: SeedProject): Promise<readonly unknown[]> {
  return project.rows(`select attname, format_type(atttypid, atttypmod) from pg_attribute
    where attrelid = 'fees'::regclass and attnum > 0 and not attisdropped order by attnum`);
}

test('a declared type is changed in the table where that loses nothing', async () => {
  const declare = (type: string) => `${DATED}    columns: {id: ${type}}\n`;
  await using project = await seedProject({
    'seeds/seeds.yml': declare('integer'),
    'seeds/2024-01-31/fees.csv': 'id\n1\n',
    'seeds/2024-02-29/fees.csv': 'id\n2\n',
  });
  await project.seed();
  await project.write('seeds/seeds.yml', declare('numeric'));
  await project.seed();
  expect(await types(project)).toEqual(['(id,numeric)', '(month,text)', '(as_of,date)']);
  await project.write('seeds/seeds.yml', declare('text'));
  await project.seed();
  expect(await types(project)).toEqual(['(id,text)', '(month,text)', '(as_of,date)']);
  await project.write('seeds/seeds.yml', declare('date'));
  expect(await project.seed('--concurrency', '1')).toBe(`\
fail
12:00:00  running 2 nodes on target "warehouse", 1 at a time
12:00:00   1/2  ERROR   seed   public.fees  "id" must be a date such as 2024-01-31, not "1"  0.00s
12:00:00   2/2  ERROR   seed   public.fees  "id" must be a date such as 2024-01-31, not "2"  0.00s

ERROR  seed public.fees as of 2024-01-31

error[seed-bad-row]: "id" must be a date such as 2024-01-31, not "1"
 --> seeds/2024-01-31/fees.csv:2:1
  |
2 | 1
  | ^

ERROR  seed public.fees as of 2024-02-29

error[seed-bad-row]: "id" must be a date such as 2024-01-31, not "2"
 --> seeds/2024-02-29/fees.csv:2:1
  |
2 | 2
  | ^

12:00:00  done in 0.00s: 2 in error   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select id, as_of from fees order by 1')).toEqual([
    '(1,2024-01-31)',
    '(2,2024-02-29)',
  ]);
});

test('a declared type that prints its values otherwise needs --full-refresh', async () => {
  const declare = (type: string) => `${DATED}    columns: {day: ${type}}\n`;
  await using project = await seedProject({
    'seeds/seeds.yml': declare('text'),
    'seeds/2024-01-31/fees.csv': 'day\n2024-01-31\n',
  });
  await project.seed();
  await project.write('seeds/seeds.yml', declare('date'));
  expect(await project.seed()).toBe(`\
fail
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ERROR   seed   public.fees  the column "day" of "public.fees" is text and would become date  0.00s

ERROR  seed public.fees as of 2024-01-31

error[seed-table-changed]: the column "day" of "public.fees" is text and would become date
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
hint: undo the change, or load all its files again: run seed --full-refresh

12:00:00  done in 0.00s: 1 in error   run RUN   details: asof.node_runs
`);
  await project.seed('--full-refresh');
  expect(await types(project)).toEqual(['(day,date)', '(month,text)', '(as_of,date)']);
});

const OTHER_COLUMNS = `${DATED}    unique_key: [day]\n    columns: {day: date, n: integer}\n`;

test('--full-refresh takes other types, keys and columns', async () => {
  await using project = await seedProject({
    'seeds/seeds.yml': `${DATED}    unique_key: code\n    columns: {code: text, day: text}\n`,
    'seeds/2024-01-31/fees.csv': 'code,day,old\na,31.1.,1\nb,31.1.,1\n',
  });
  await project.seed();
  await project.write('seeds/seeds.yml', OTHER_COLUMNS);
  await project.write('seeds/2024-01-31/fees.csv', 'n,day\n7,2024-01-31\n');
  expect(await project.seed()).toBe(`\
fail
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ERROR   seed   public.fees  the header lacks "code" and "old"  0.00s

ERROR  seed public.fees as of 2024-01-31

error[seed-header]: the header lacks "code" and "old"
 --> seeds/2024-01-31/fees.csv:1:1
  |
1 | n,day
  | ^
note: - code, as in the table "public.fees"
note: - old, as in the table "public.fees"
hint: add them to the file, say from when on they exist with "since", or set on_missing_column: null

12:00:00  done in 0.00s: 1 in error   run RUN   details: asof.node_runs
`);
  expect(await project.seed('--full-refresh')).toBe(`\
success
12:00:00  running 1 node on target "warehouse", 4 at a time
12:00:00   1/1  ok      seed   public.fees  1 row of 2024-01-31         0.00s

rows as of 2024-01-31
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1

12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
`);
  expect((await types(project)).toSorted()).toEqual([
    '(as_of,date)',
    '(day,date)',
    '(month,text)',
    '(n,integer)',
  ]);
  expect(await project.rows('select day, n, as_of from fees')).toEqual([
    '(2024-01-31,7,2024-01-31)',
  ]);
  expect(
    await project.rows(`select pg_get_constraintdef(oid) from pg_constraint
      where conrelid = 'fees'::regclass and contype = 'p'`),
  ).toEqual(['("PRIMARY KEY (day, as_of)")']);
});

test('--full-refresh takes what the rows of other as_ofs can become until they are loaded', async () => {
  const declare = (columns: string) => `${DATED}    columns: {${columns}}\n`;
  await using project = await seedProject({
    'seeds/seeds.yml': declare('n: text, flag: boolean'),
    'seeds/2024-01-31/fees.csv': 'n,flag\n1,t\n',
    'seeds/2024-02-29/fees.csv': 'n,flag\n2,f\n',
    'seeds/2024-03-31/fees.csv': 'n,flag\n3,f\n',
  });
  await project.seed();
  await project.write('seeds/seeds.yml', declare('n: integer, flag: text'));
  for (const concurrency of ['1', '4']) {
    expect(await project.seed('--full-refresh', '--concurrency', concurrency)).toMatch(/ 3 ok /);
    expect(await project.rows('select n, flag, as_of from fees order by 1')).toEqual([
      '(1,t,2024-01-31)',
      '(2,f,2024-02-29)',
      '(3,f,2024-03-31)',
    ]);
  }
});

test('--full-refresh says so where the rows of other as_ofs do not fit', async () => {
  await using project = await seedProject({
    'seeds/seeds.yml': `${DATED}    columns: {day: text}\n`,
    'seeds/2024-01-31/fees.csv': 'day\n31.1.\n',
    'seeds/2024-02-29/fees.csv': 'day\n29.2.\n',
  });
  await project.seed();
  await project.write('seeds/seeds.yml', `${DATED}    columns: {day: date}\n`);
  for (const day of ['2024-01-31', '2024-02-29']) {
    await project.write(`seeds/${day}/fees.csv`, `day\n${day}\n`);
  }
  expect(await project.seed('--full-refresh', '--concurrency', '1')).toBe(`\
fail
12:00:00  running 2 nodes on target "warehouse", 1 at a time
12:00:00   1/2  ERROR   seed   public.fees  rows of "public.fees" of other dates than 2024-01-31 do not fit the new columns or key  0.00s
12:00:00   2/2  ERROR   seed   public.fees  rows of "public.fees" of other dates than 2024-02-29 do not fit the new columns or key  0.00s

ERROR  seed public.fees as of 2024-01-31

error[seed-table-changed]: rows of "public.fees" of other dates than 2024-01-31 do not fit the new columns or key
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: invalid input syntax for type date: "29.2." (SQLSTATE 22007)
hint: drop the table, then run seed: all its files are loaded again

ERROR  seed public.fees as of 2024-02-29

error[seed-table-changed]: rows of "public.fees" of other dates than 2024-02-29 do not fit the new columns or key
 --> seeds/seeds.yml:2:11
  |
2 |   - name: fees
  |           ^^^^
note: invalid input syntax for type date: "31.1." (SQLSTATE 22007)
hint: drop the table, then run seed: all its files are loaded again

12:00:00  done in 0.00s: 2 in error   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select day from fees order by 1')).toEqual(['(29.2.)', '(31.1.)']);
  await query(project.url, 'drop table fees');
  await project.seed();
  expect(await project.rows('select day from fees order by 1')).toEqual([
    '(2024-01-31)',
    '(2024-02-29)',
  ]);
});

test('--show-schema prints what it would make, and loads nothing', async () => {
  await using project = await seedProject({
    'seeds/seeds.yml': `${DATED}    columns: {id: integer}\n`,
    'seeds/2024-01-31/fees.csv': 'id,fee,at,"no, yes",yes,day\n1,2,,x,true,\n',
    'seeds/2024-02-29/fees.csv': `id,fee,at,"no, yes",yes,day\n1,2.5,2024-01-31T10:00Z,"[]",f,007\n`,
    'seeds/plain.csv': 'größe,key\n1,7d444840-9dc0-11d1-b245-5ffdce74fad2\n',
  });
  expect(await project.seed('--show-schema')).toBe(`\
success
seeds:
  - name: fees
    columns:
      id: integer
      fee: numeric
      at: timestamptz
      no, yes: text
      "yes": boolean
      day: text
  - name: plain
    columns:
      größe: bigint
      key: uuid
`);
  expect(await project.rows(`select to_regclass('fees'), to_regclass('plain')`)).toEqual(['(,)']);
});

test('what is wrong with one as_of does not stop the others', async () => {
  await using project = await seedProject({
    'seeds/seeds.yml': `${DATED}    columns: {id: integer}\n`,
    'seeds/2024-01-31/fees.csv': 'id\n1\n',
    'seeds/2024-02-29/fees.csv': 'id\nx\n',
    'seeds/2024-03-31/fees.csv': 'id\n3\n',
  });
  expect(await project.seed('--concurrency', '1')).toBe(`\
fail
12:00:00  running 3 nodes on target "warehouse", 1 at a time
12:00:00   1/3  ok      seed   public.fees  1 row of 2024-01-31         0.00s
12:00:00   2/3  ERROR   seed   public.fees  "id" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "x"  0.00s
12:00:00   3/3  ok      seed   public.fees  1 row of 2024-03-31         0.00s

ERROR  seed public.fees as of 2024-02-29

error[seed-bad-row]: "id" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "x"
 --> seeds/2024-02-29/fees.csv:2:1
  |
2 | x
  | ^

rows as of 2024-01-31
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1
rows as of 2024-03-31
  relation     kind  inserted
  -----------  ----  --------
  public.fees  seed         1

12:00:00  done in 0.00s: 2 ok, 1 in error   run RUN   details: asof.node_runs
`);
  expect(await project.rows('select id, as_of from fees order by 1')).toEqual([
    '(1,2024-01-31)',
    '(3,2024-03-31)',
  ]);
});

const MONTHS = Array.from({ length: 12 }, (_, at) => `2024-${`${at + 1}`.padStart(2, '0')}-01`);

/** Of each column the months disagree. */
const CELLS: Readonly<Record<string, (month: number) => string>> = {
  whole: (month) => (month % 3 === 0 ? '1.5' : '7'),
  code: (month) => (month % 4 === 0 ? '007' : '8'),
  day: (month) => (month % 5 === 0 ? 'today' : '2024-01-31'),
  // unknown in the first months, and no text as it is read back
  late: (month) => (month < 6 ? '' : '2024-01-31T10:00:00'),
};

const ALIKE = ['(code,text)', '(day,text)', '(whole,numeric)'];

test('rejects on disk are gone also where the rows that are left fail an expectation', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'asof-spool-'));
  vi.stubEnv('TMPDIR', temporary);
  await using project = await seedProject({
    'seeds/seeds.yml': `seeds:
  - name: fees
    on_bad_row: reject
    columns:
      a: {type: integer, expectations: [{accepted_values: [2]}]}
      b: text
`,
    'seeds/fees.csv': `a,b\n1,x\n${`x,"${'y'.repeat(2000)}"\n`.repeat(4000)}`,
  });
  expect(await project.seed()).toContain('fail');
  const left = (await readdir(temporary)).filter((name) => name.startsWith('asof-rejects-'));
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true });
  expect(left).toEqual([]);
});

test('as_ofs of a new seed end alike, however many are loaded side by side', async () => {
  const names = Object.keys(CELLS);
  const files = MONTHS.map((month, at) => {
    const cells = names.map((name) => CELLS[name]?.(at) ?? '');
    return [`seeds/${month}/fees.csv`, `${names.join(',')}\n${cells.join(',')}\n`] as const;
  });
  await using project = await seedProject({
    'seeds/seeds.yml': DATED,
    ...Object.fromEntries(files),
  });
  const load = async (concurrency: string) => {
    await query(project.url, 'drop table if exists fees; drop schema if exists asof cascade');
    const output = await project.seed('--concurrency', concurrency);
    const rows = await project.rows(
      `select whole, code, day, replace(late::text, ' ', 'T') from fees order by as_of`,
    );
    const found = (await types(project)).filter((type) => ALIKE.includes(`${type}`));
    return { summary: output.split('done in')[1], rows, types: found.toSorted() };
  };
  const alone = await load('1');
  expect(alone).toEqual({
    summary: ' 0.00s: 12 ok   run RUN   details: asof.node_runs\n',
    types: ALIKE,
    rows: MONTHS.map((_, at) => `(${names.map((name) => CELLS[name]?.(at) ?? '').join(',')})`),
  });
  for (let time = 0; time < 5; time += 1) expect(await load('8')).toEqual(alone);
});
