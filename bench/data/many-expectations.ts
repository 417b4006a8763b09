/** Of each table that is checked. */
export const ROWS_A_TABLE = 1000;

const TABLE = 't_';
const MANY = 1_000_000;

/** Ten expectations of the common sort, for each of so many tables of one source. */
export function manyExpectations(source: string, tables: number): string {
  const names = tableNames(tables);
  return `expectations:\n${names
    .map(
      (name) => `  - source: ${source}.${name}
    table:
      - row_count_to_be_between: {min_value: 1}
    columns:
      id: [not_null]
      amount: [not_null, {be_between: {min_value: 0, max_value: ${MANY}}}, {mean_to_be_between: {min_value: 0}}]
      country: [not_null, {accepted_values: [DE, FR, IT, US]}]
      code: [not_null, {match_regex: '^[a-z0-9]+$'}, {value_lengths_to_be_between: {max_value: 32}}]
`,
    )
    .join('')}`;
}

export function tableNames(tables: number): readonly string[] {
  return Array.from({ length: tables }, (_, n) => `${TABLE}${String(n).padStart(4, '0')}`);
}

/** The tables, made by one script. */
export function createTables(schema: string, tables: number): string {
  return tableNames(tables)
    .map(
      (name) => `create table ${schema}.${name} as
select n as id, (n % 20000)::numeric / 100 as amount, (array['DE', 'FR', 'IT', 'US'])[1 + n % 4] as country,
  md5(n::text) as code
from generate_series(1, ${ROWS_A_TABLE}) as n;
`,
    )
    .join('');
}

/** What the ten ask of a table, as one select that somebody wrote by hand. */
export function askedByHand(table: string): string {
  const broken = (condition: string) => `count(*) filter (where not (${condition}))`;
  const facts = [
    'count(*)',
    'count(id)',
    'count(amount)',
    'count(country)',
    'count(code)',
    broken(`amount between 0 and ${MANY}`),
    'avg(amount)',
    broken(`country in ('DE', 'FR', 'IT', 'US')`),
    broken(`code ~ '^[a-z0-9]+$'`),
    broken('length(code) <= 32'),
  ];
  return `select ${facts.join(',\n  ')}\nfrom ${table};\n`;
}
