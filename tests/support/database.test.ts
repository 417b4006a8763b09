import { expect, test } from 'vitest';
import { connect, createDatabase, query } from './database.ts';

test('a test database is empty, apart from all others, and gone when dropped', async () => {
  await using one = await createDatabase();
  const other = await createDatabase();
  await query(one.url, 'create table public.t (n int); insert into public.t values (1)');
  expect(await query(one.url, 'select n from t')).toEqual([{ n: 1 }]);
  await expect(query(other.url, 'select n from t')).rejects.toThrow('relation "t" does not exist');
  await other.drop();
  await expect(connect(other.url)).rejects.toThrow(`database "${other.name}" does not exist`);
});

test('a test database can be a copy of another', async () => {
  await using original = await createDatabase();
  await query(original.url, 'create table public.t as select 42 as n');
  await using copy = await createDatabase({ template: original.name });
  expect(await query(copy.url, 'select n from t where n = $1', [42])).toEqual([{ n: 42 }]);
});
