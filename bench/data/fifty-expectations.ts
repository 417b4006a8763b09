/** The columns of the table that is checked: each a value made of the row's number `n`. */
export const FACT_COLUMNS = [
  { name: 'visits', sql: 'n % 1000', type: 'number' },
  { name: 'clicks', sql: 'n % 77', type: 'number' },
  { name: 'user_id', sql: 'n::bigint', type: 'number' },
  { name: 'hours', sql: '(n % 7440)::numeric / 10', type: 'number' },
  { name: 'fee', sql: '(n % 20000)::numeric / 100', type: 'number' },
  { name: 'score', sql: '(n % 101)::float8 / 100', type: 'number' },
  { name: 'country', sql: `(array['DE', 'FR', 'IT', 'US'])[1 + n % 4]`, type: 'word' },
  { name: 'plan', sql: `(array['free', 'team', 'firm'])[1 + n % 3]`, type: 'word' },
  { name: 'day', sql: `date '2024-01-01' + n % 300`, type: 'date' },
  { name: 'is_active', sql: 'n % 3 = 0', type: 'boolean' },
] as const;

const NUMBERS = FACT_COLUMNS.filter((column) => column.type === 'number').map(({ name }) => name);
const WORDS = { country: ['DE', 'FR', 'IT', 'US'], plan: ['free', 'team', 'firm'] } as const;
const ROWS = [
  'clicks <= visits + 100',
  'hours + fee >= 0',
  `plan <> 'firm' or country is not null`,
];
const MANY = 1_000_000_000;

/** The YAML of fifty expectations, none of which needs more than one look at each row. */
export function fiftyExpectations(source: string): string {
  const columns = FACT_COLUMNS.map(({ name, type }) => {
    const checks = ['not_null'];
    if (type === 'number') {
      checks.push(`{be_between: {min_value: 0, max_value: ${MANY}}}`);
      checks.push('{min_to_be_between: {min_value: 0}}');
      checks.push(`{max_to_be_between: {max_value: ${MANY}}}`);
      checks.push(`{mean_to_be_between: {min_value: 0, max_value: ${MANY}}}`);
    }
    if (name === 'country' || name === 'plan') {
      checks.push(`{accepted_values: [${WORDS[name].join(', ')}]}`);
      checks.push(`{match_regex: '^[A-Za-z]+$'}`);
      checks.push('{value_lengths_to_be_between: {min_value: 2, max_value: 4}}');
    }
    if (name === 'day') checks.push("{be_between: {min_value: '2024-01-01'}}");
    if (SUMMED.includes(name)) checks.push('{sum_to_be_between: {min_value: 0}}');
    return `      ${name}: [${checks.join(', ')}]\n`;
  });
  const rows = ROWS.map(
    (sql, n) => `      - {name: ${source.replace('.', '_')}_${n + 1}, sql: "${sql}"}\n`,
  );
  return `expectations:
  - source: ${source}
    table:
      - row_count_to_be_between: {min_value: 1}
    columns:
${columns.join('')}    rows:
${rows.join('')}`;
}

const SUMMED: readonly string[] = ['visits', 'clicks', 'hours', 'fee', 'score'];

/** The same facts as one select that somebody wrote by hand, all of them computed in one scan. */
export function scanByHand(table: string): string {
  const broken = (condition: string) => `count(*) filter (where not (${condition}))`;
  const facts = [
    'count(*)',
    ...FACT_COLUMNS.map(({ name }) => `count(${name})`),
    ...NUMBERS.flatMap((name) => [
      broken(`${name} between 0 and ${MANY}`),
      `min(${name})`,
      `max(${name})`,
      `avg(${name})`,
    ]),
    ...Object.entries(WORDS).flatMap(([name, words]) => [
      broken(`${name} in (${words.map((word) => `'${word}'`).join(', ')})`),
      broken(`${name} ~ '^[A-Za-z]+$'`),
      broken(`length(${name}) between 2 and 4`),
    ]),
    broken(`day >= '2024-01-01'`),
    ...SUMMED.map((name) => `sum(${name})`),
    ...ROWS.map(broken),
  ];
  return `select ${facts.join(',\n  ')}\nfrom ${table};\n`;
}
