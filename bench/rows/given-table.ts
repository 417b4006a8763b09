/** The columns of `given.batch`: eight types, the key first. */
export const GIVEN_COLUMNS = [
  'id',
  'name',
  'born',
  'seen_at',
  'amount',
  'is_active',
  'token',
  'visits',
] as const;

/** How a project names the table that stands outside of it. */
export const GIVEN_SOURCE = `sources:
  - name: given
    tables: [{name: batch}]
`;

/** SQL that makes it: the same rows for ever for the same count. */
export function givenTable(rows: number): string {
  return `create schema given;
create table given.batch as
select n::bigint as id,
  'name ' || md5(n::text) as name,
  date '1950-01-01' + n % 27000 as born,
  timestamptz '2024-01-01 00:00:00Z' + n * interval '7 seconds' as seen_at,
  (n::bigint * 7919 % 10000000)::numeric / 100 as amount,
  n % 3 = 0 as is_active,
  md5((-n)::text)::uuid as token,
  n % 1000 as visits
from generate_series(1, ${rows}) as n;
vacuum analyze given.batch;
`;
}
