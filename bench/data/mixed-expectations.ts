/** The columns of the table that is checked: each a value made of the row's number `n`. */
const COLUMNS: Readonly<Record<string, string>> = {
  id: 'n::bigint',
  code: 'n::bigint * 7919 % 1000000007',
  email: `'user' || n || '@example.com'`,
  token: 'md5(n::text)',
  account_id: 'n % 100000',
  product_id: 'n % 50000',
  city_id: '(n % 20000) * 31 % 20000',
  campaign_id: 'case when n % 10 > 0 then n % 1000 end',
  visits: 'n % 1000',
  clicks: 'n % 77',
  hours: '(n % 7440)::numeric / 10',
  fee: '(n % 20000)::numeric / 100',
  score: '(n % 101)::float8 / 100',
  country: `(array['DE', 'FR', 'IT', 'US'])[1 + n % 4]`,
  plan: `(array['free', 'team', 'firm'])[1 + n % 3]`,
  day: `date '2024-01-01' + n % 300`,
};

/** What the columns of that name refer to, and how many rows it has. */
const OTHERS: Readonly<Record<string, { readonly column: string; readonly rows: number }>> = {
  accounts: { column: 'account_id', rows: 100_000 },
  products: { column: 'product_id', rows: 50_000 },
  cities: { column: 'city_id', rows: 20_000 },
  campaigns: { column: 'campaign_id', rows: 1000 },
};

const UNIQUE = ['id', 'code', 'email', 'token'] as const;
const NEVER_NULL = Object.keys(COLUMNS).filter((name) => name !== 'campaign_id');
const MANY = 1_000_000_000;

/** Row by row, beside that all but one column are never NULL. */
const CONDITIONS: Readonly<Record<string, readonly (readonly [yaml: string, sql: string])[]>> = {
  visits: [['{be_between: {min_value: 0, max_value: 999}}', 'visits between 0 and 999']],
  clicks: [['{be_between: {min_value: 0, max_value: 76}}', 'clicks between 0 and 76']],
  hours: [['non_negative', 'hours >= 0']],
  fee: [['{be_between: {max_value: 200}}', 'fee <= 200']],
  score: [['{be_between: {min_value: 0, max_value: 1}}', 'score between 0 and 1']],
  email: [
    [`{match_regex: '@example[.]com$'}`, `email ~ '@example[.]com$'`],
    ['{value_lengths_to_be_between: {max_value: 60}}', 'length(email) <= 60'],
  ],
  token: [['{value_lengths_to_equal: 32}', 'length(token) = 32']],
  country: [
    ['{accepted_values: [DE, FR, IT, US]}', `country in ('DE', 'FR', 'IT', 'US')`],
    [`{match_like_pattern: '__'}`, `country like '__'`],
  ],
  plan: [['{accepted_values: [free, team, firm]}', `plan in ('free', 'team', 'firm')`]],
  day: [[`{be_between: {min_value: '2024-01-01'}}`, `day >= date '2024-01-01'`]],
};

const RULES = [
  'clicks <= visits + 100',
  'hours + fee >= 0',
  `plan <> 'firm' or country is not null`,
];

const AGGREGATES: Readonly<Record<string, readonly (readonly [yaml: string, sql: string])[]>> = {
  visits: [
    ['{mean_to_be_between: {min_value: 0}}', 'avg(visits)'],
    ['{max_to_be_between: {max_value: 999}}', 'max(visits)'],
  ],
  clicks: [[`{sum_to_be_between: {min_value: 0}}`, 'sum(clicks)']],
  hours: [['{min_to_be_between: {min_value: 0}}', 'min(hours)']],
  fee: [[`{mean_to_be_between: {max_value: ${MANY}}}`, 'avg(fee)']],
  score: [['{stdev_to_be_between: {max_value: 1}}', 'stddev_samp(score)']],
  day: [[`{max_to_be_between: {max_value: '2025-01-01'}}`, 'max(day)']],
};

const quantiles = (ranges: string) =>
  `{quantile_values_to_be_between: {quantile_ranges: {quantiles: [0.1, 0.9], value_ranges: ${ranges}}}}`;

/** Those that need the values in order, or grouped. */
const ORDERED: Readonly<Record<string, readonly (readonly [yaml: string, sql: string])[]>> = {
  hours: [
    [
      quantiles(`[[0, ${MANY}], [0, ${MANY}]]`),
      'percentile_disc(array[0.1, 0.9]) within group (order by hours)',
    ],
  ],
  score: [
    [
      quantiles('[[0, 1], [0, 1]]'),
      'percentile_disc(array[0.1, 0.9]) within group (order by score)',
    ],
  ],
  fee: [
    [
      '{median_to_be_between: {min_value: 0, max_value: 200}}',
      'percentile_cont(0.5) within group (order by fee)',
    ],
  ],
};
const MODE = [
  'country',
  '{most_common_value_to_be_in_set: {value_set: [DE, FR, IT, US], ties_okay: true}}',
];

/** SQL that makes the tables: the one that is checked, and those that it refers to. */
export function createMixed(schema: string, table: string, rows: number): string {
  const columns = Object.entries(COLUMNS).map(([name, sql]) => `${sql} as ${name}`);
  const others = Object.entries(OTHERS).map(
    ([name, other]) =>
      `create table if not exists ${schema}.${name} (${other.column} integer primary key);
insert into ${schema}.${name} select n from generate_series(0, ${other.rows - 1}) as n on conflict do nothing;
analyze ${schema}.${name};`,
  );
  return `${others.join('\n')}
create table ${schema}.${table} as select ${columns.join(', ')} from generate_series(1, ${rows}) as n;
analyze ${schema}.${table};
`;
}

/** A source of the tables, as YAML. */
export function mixedSource(schema: string, tables: readonly string[]): string {
  const names = [...tables, ...Object.keys(OTHERS)].map((name) => `{name: ${name}}`);
  return `sources:\n  - name: ${schema}\n    tables: [${names.join(', ')}]\n`;
}

/** The YAML of fifty expectations of all kinds: each of them holds. */
export function mixedExpectations(schema: string, table: string): string {
  const columns = Object.keys(COLUMNS).map((name) => {
    const isNever = NEVER_NULL.includes(name);
    const [mode, yaml] = MODE;
    const [other] = Object.entries(OTHERS).find(([, { column }]) => column === name) ?? [];
    const checks = [
      ...(isNever ? ['not_null'] : []),
      ...[CONDITIONS, AGGREGATES, ORDERED].flatMap((some) =>
        (some[name] ?? []).map(([each]) => each),
      ),
      ...(UNIQUE.some((unique) => unique === name) ? ['unique'] : []),
      ...(other === undefined ? [] : [`{relationships: {to: ${schema}.${other}, field: ${name}}}`]),
      ...(name === mode ? [yaml] : []),
    ];
    return `      ${name}: [${checks.join(', ')}]\n`;
  });
  const rules = RULES.map((sql, at) => `      - {name: ${table}_${at + 1}, sql: "${sql}"}\n`);
  return `expectations:
  - source: ${schema}.${table}
    table: [{row_count_to_be_between: {min_value: 1}}]
    columns:
${columns.join('')}    rows:
${rules.join('')}`;
}

/** The same facts in the SQL that somebody would write by hand who knows the server well. */
export function mixedByHand(schema: string, table: string): readonly string[] {
  const from = `from ${schema}.${table}`;
  const sqlIn = (some: typeof CONDITIONS) =>
    Object.values(some)
      .flat()
      .map(([, sql]) => sql);
  const broken = [...sqlIn(CONDITIONS), ...RULES].map(
    (sql) => `count(*) filter (where not (${sql}))`,
  );
  const counts = ['count(*)', ...Object.keys(COLUMNS).map((name) => `count(${name})`)];
  const scan = [...counts, ...broken, ...sqlIn(AGGREGATES)];
  const sorted = [...UNIQUE.map((name) => `count(distinct ${name})`), ...sqlIn(ORDERED)];
  const lookups = Object.entries(OTHERS).map(
    ([other, { column }]) =>
      `select count(*) ${from} as t where ${column} is not null and not exists (select from ${schema}.${other} as o where o.${column} = t.${column});`,
  );
  return [
    `select ${scan.join(', ')} ${from};`,
    'set enable_presorted_aggregate = off;',
    `select ${sorted.join(', ')} ${from};`,
    ...lookups,
    `select ${MODE[0]}, count(*) ${from} group by 1 order by 2 desc;`,
  ];
}
