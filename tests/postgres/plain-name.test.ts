import { expect, test } from 'vitest';
import { plainName } from '../../src/core/sql/plain-name.ts';
import { createDatabase, query } from '../support/database.ts';

test('every word that the server reserves is quoted, and no other is', async () => {
  await using database = await createDatabase();
  const words = await query(
    database.url,
    "select word::text, catcode in ('R', 'T') as is_reserved from pg_get_keywords() order by 1",
  );
  expect(words.length).toBeGreaterThan(400);
  const wrong = words.filter(
    ({ word, is_reserved: isReserved }) => (plainName(String(word)) !== word) !== isReserved,
  );
  // reserved from PostgreSQL 16 on
  expect(wrong.map(({ word }) => word).filter((word) => word !== 'system_user')).toEqual([]);
});
