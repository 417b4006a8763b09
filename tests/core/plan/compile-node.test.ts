import { expect, test } from 'vitest';
import { locateInTemplate } from '../../../src/core/sql/compiled-sql.ts';
import { idOf } from '../../support/manifest.ts';
import { compiled, compiledSql, refusal } from './compiled.ts';

/** A dated seed, a timeless one, a source of each kind, and a snapshot. */
const SHOP = {
  'seeds/s.yml': `seeds:
  - {name: orders, files: "{region}_{day}.csv", as_of: "{{ day }}", columns: {id: integer, total: numeric}}
  - {name: regions, files: regions.csv}
`,
  'seeds/eu_2024-01-31.csv': 'id,total\n1,2\n',
  'seeds/regions.csv': 'code\neu\n',
  'models/sources.yml': `sources:
  - name: crm
    tables:
      - {name: users}
      - {name: visits, as_of_column: day, columns: [{name: day}, {name: user_id}]}
`,
  'models/kept.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id from {{ ref('regions') }}`,
  'models/live.sql': `{{ config(materialized='upsert', unique_key='id') }}
select * from {{ ref('orders') }}`,
};

function sql(select: string, setting: Parameters<typeof compiled>[2] = {}): string {
  return compiled({ ...SHOP, 'models/m.sql': select }, 'model.m', setting);
}

function refused(select: string, setting: Parameters<typeof compiled>[2] = {}): string {
  return refusal({ ...SHOP, 'models/m.sql': select }, 'model.m', setting);
}

const OWN = `(select "id", "total" from "public"."orders" where "as_of" = date '2024-01-31')`;

test('a dated seed shows the rows of the as_of that is built, without as_of and path', () => {
  expect(sql("select * from {{ ref('orders') }}")).toBe(`select * from ${OWN} as "orders"`);
});

test('the columns are those in the database, where it has the relation', () => {
  const columns = { 'public.orders': ['total', 'as_of', 'region', 'new one', 'id', 'day'] };
  expect(sql("select * from {{ ref('orders') }} o", { columns })).toBe(
    `select * from (select "total", "new one", "id" from "public"."orders" where "as_of" = date '2024-01-31') o`,
  );
});

test('what the template calls it stays its name', () => {
  expect(sql("select * from {{ ref('orders') }} as o join {{ ref('orders') }} using (id)")).toBe(
    `select * from ${OWN} as o join ${OWN} as "orders" using (id)`,
  );
});

test('timeless and current relations are read whole', () => {
  expect(
    sql("select * from {{ ref('regions') }}, {{ ref('live') }}, {{ source('crm', 'users') }}"),
  ).toBe('select * from "public"."regions", "public"."live", "crm"."users"');
});

test('a source names the column of its as_of', () => {
  expect(sql("select * from {{ source('crm', 'visits') }} v")).toBe(
    `select * from (select "user_id" from "crm"."visits" where "day" = date '2024-01-31') v`,
  );
});

test('a snapshot is dated', () => {
  const columns = { 'public.kept': ['id', 'as_of'] };
  expect(sql("select * from {{ ref('kept') }}", { columns })).toBe(
    `select * from (select "id" from "public"."kept" where "as_of" = date '2024-01-31') as "kept"`,
  );
});

test('through reads what is up to the as_of, with all columns', () => {
  expect(sql("select * from {{ ref('orders', as_of='through') }} where true")).toBe(
    `select * from (select * from "public"."orders" where "as_of" <= date '2024-01-31') as "orders" where true`,
  );
});

test('all reads the relation itself', () => {
  expect(sql("select * from {{ ref('orders', as_of='all') }} o")).toBe(
    'select * from "public"."orders" o',
  );
});

test('another word for as_of is refused where it stands', () => {
  expect(refused("select 1\nfrom {{ ref('orders', as_of='ever') }}")).toBe(
    `models/m.sql:2:14 ref-as-of: as_of in ref() must be 'through' or 'all', not "ever" ` +
      '(leave it out to read the rows of the as_of that is being built)',
  );
});

test('a snapshot reads no other as_ofs, and not by a detour either', () => {
  const snapshot = "{{ config(materialized='snapshot', unique_key='id') }}";
  const message =
    `ref-as-of: a snapshot must not read "orders" of all as_ofs ` +
    "(leave as_of='all' out: the rows of the snapshot's own as_of are read by themselves)";
  expect(refused(`${snapshot} select id from {{ ref('orders', as_of='all') }}`)).toBe(
    `models/m.sql:1:79 ${message}`,
  );
  const detour = {
    ...SHOP,
    'models/part.sql': `{{ config(materialized='ephemeral') }}
select id from {{ ref('orders', as_of='all') }}`,
    'models/m.sql': `${snapshot} select id from {{ ref('part') }}`,
  };
  expect(refusal(detour, 'model.m')).toBe(`models/part.sql:2:24 ${message}`);
  const views = {
    ...SHOP,
    'models/all_orders.sql': "select id from {{ ref('orders', as_of='all') }}",
    'models/over.sql': "select id from {{ ref('all_orders') }}",
    'models/m.sql': `${snapshot} select id from {{ ref('over') }}`,
  };
  expect(refusal(views, 'model.m')).toBe(`models/all_orders.sql:1:24 ${message}`);
});

test('without an as_of a dated relation cannot be read, unless all of it is', () => {
  expect(refused("select * from {{ ref('orders') }}", { asOf: 'none' })).toBe(
    'models/m.sql:1:23 as-of-missing: "orders" is read at an as_of, and the command gives none ' +
      '(add --vars as_of=2024-01-31)',
  );
  expect(sql("select * from {{ ref('orders', as_of='all') }}", { asOf: 'none' })).toBe(
    'select * from "public"."orders"',
  );
});

test('a relation whose columns nobody knows yet cannot be read at one as_of', () => {
  expect(refused("select * from {{ ref('kept') }}")).toBe(
    'models/m.sql:1:23 model-columns-unknown: the columns of "kept" are not known before it is ' +
      'built (build it first, or declare its columns)',
  );
  expect(sql("select * from {{ ref('kept', as_of='through') }} k")).toBe(
    `select * from (select * from "public"."kept" where "as_of" <= date '2024-01-31') k`,
  );
});

const VIEWS = {
  ...SHOP,
  'models/a_view.sql': "select id from {{ ref('orders') }};\n",
  'models/part.sql': `{{ config(materialized='ephemeral') }}
select id from {{ ref('a_view') }} v`,
  'models/over.sql': "select * from {{ ref('part') }}",
};

test('views and ephemerals over dated rows are inlined at the as_of of their reader', () => {
  expect(compiled(VIEWS, 'model.over', { asOf: '2024-02-29' })).toBe(`select * from (
\nselect id from (
select id from (select "id", "total" from "public"."orders" where "as_of" = date '2024-02-29') as "orders"
) v
) as "part"`);
});

test('a view that knows no time is read as it stands in the database', () => {
  const texts = {
    ...SHOP,
    'models/names.sql': "select * from {{ ref('regions') }}",
    'models/m.sql': "select * from {{ ref('names') }}",
  };
  expect(compiled(texts, 'model.m')).toBe('select * from "public"."names"');
});

test('an inlined view holds no other as_ofs, and says so', () => {
  const texts = { ...VIEWS, 'models/m.sql': "select * from {{ ref('a_view', as_of='all') }}" };
  expect(refusal(texts, 'model.m')).toBe(
    'models/m.sql:1:23 ref-as-of: "a_view" holds no rows of other as_ofs ' +
      `(leave as_of='all' out, or read what "a_view" reads)`,
  );
});

test('a view that is commented out does not run on behind its comment', () => {
  const texts = {
    ...VIEWS,
    'models/m.sql': "select 1 -- from {{ ref('part') }}, {{ ref('a_view') }}\n",
  };
  expect(compiled(texts, 'model.m')).toBe('select 1 -- from "part", "public"."a_view"');
});

test('what an inlined view wrote is located in its own file', () => {
  const found = compiledSql(VIEWS, 'model.over');
  expect(locateInTemplate(found, found.sql.indexOf('id from (select'))).toMatchObject({
    file: 'models/a_view.sql',
    line: 1,
    column: 8,
  });
});

test('a template sees itself, its as_of, its run and whether it adds to what is there', () => {
  const texts = {
    ...SHOP,
    'models/m.sql': `{{ config(materialized='incremental', schema='marts') }}
select {{ as_of }}, '{{ invocation_id }}', {{ month_end(as_of, 1) }}, '{{ target.name }}'
{% if is_incremental() %}from {{ this }}{% endif %}`,
  };
  const first = `
select date '2024-01-31', 'run-1', date '2024-02-29', 'dev'
`;
  expect(compiled(texts, 'model.m')).toBe(first);
  expect(compiled(texts, 'model.m', { isIncremental: true })).toBe(`${first}from "marts"."m"`);
});

test('a relation can be taken apart without being filtered', () => {
  expect(sql("select '{{ ref('orders').schema }}.{{ ref('orders').identifier }}'")).toBe(
    "select 'public.orders'",
  );
});

test('a model is one select', () => {
  expect(refused('select 1; select 2')).toBe(
    'models/m.sql:1:11 model-not-one-select: "m" holds more than one statement ' +
      '(a model is one select, without a semicolon in it)',
  );
  expect(refused('{% if false %}select 1{% endif %}\n')).toBe(
    'models/m.sql:1:1 model-not-one-select: "m" holds no SQL ' +
      '(a model is one select, without a semicolon in it)',
  );
  expect(sql("select ';' -- ;\n;\n")).toBe("select ';' -- ;\n");
});

test('a seed has no template, which nobody should ask for', () => {
  expect(() => compiled(SHOP, 'seed.orders')).toThrow('seed.shop.orders has no template');
});

const CHECKED = {
  ...SHOP,
  'expectations/live_holds.sql': "select * from {{ ref('live') }} where id < 0",
  'expectations/kept_holds.sql': "select id from {{ ref('kept') }} where id < 0",
  'expectations/kept_grows.sql': "select * from {{ ref('kept', as_of='all') }} k",
  'expectations/kept_so_far.sql': "select * from {{ ref('kept', as_of='through') }} k",
};

test('a check reads the rows that are to be published, not those that are', () => {
  const unpublished = {
    node: idOf('model.live'),
    from: '"public"."live__aside_r1" as "live"',
    columns: ['id', 'total'],
  };
  expect(compiled(CHECKED, 'expectation.live_holds', { unpublished })).toBe(
    'select * from (select * from "public"."live__aside_r1" as "live") as "live" where id < 0',
  );
});

const ASIDE = {
  node: idOf('model.kept'),
  from: '"public"."kept__aside_r1" as "kept"',
  columns: ['id', 'region'],
};

test('of a dated node those rows are one as_of, known by their own columns', () => {
  expect(compiled(CHECKED, 'expectation.kept_holds', { unpublished: ASIDE })).toBe(
    'select id from (select "id", "region" from "public"."kept__aside_r1" as "kept") as "kept" where id < 0',
  );
});

test('rows of other as_ofs are those that are published', () => {
  const columns = { 'public.kept': ['as_of', 'id'] };
  const rows = 'select "id", "region", "as_of" from "public"."kept__aside_r1" as "kept"';
  const before = 'select "id", null as "region", "as_of" from "public"."kept"';
  expect(compiled(CHECKED, 'expectation.kept_grows', { unpublished: ASIDE, columns })).toBe(
    `select * from (${before} where "as_of" <> date '2024-01-31' union all ${rows}) k`,
  );
  expect(compiled(CHECKED, 'expectation.kept_so_far', { unpublished: ASIDE, columns })).toBe(
    `select * from (${before} where "as_of" < date '2024-01-31' union all ${rows}) k`,
  );
  // nothing is published before the first build
  expect(compiled(CHECKED, 'expectation.kept_grows', { unpublished: ASIDE })).toBe(
    `select * from (${rows}) k`,
  );
});

test('other nodes are read as ever by the checks of one', () => {
  const texts = {
    ...SHOP,
    'expectations/all_live.sql':
      "select * from {{ ref('kept') }} where id not in (select id from {{ ref('live') }})",
  };
  expect(compiled(texts, 'expectation.all_live', { unpublished: ASIDE })).toBe(
    'select * from (select "id", "region" from "public"."kept__aside_r1" as "kept") as "kept" ' +
      'where id not in (select id from "public"."live")',
  );
});

const HISTORY = {
  ...SHOP,
  'models/plans.sql': `{{ config(materialized='history', unique_key='id', hard_deletes='mark') }}
select * from {{ ref('orders') }}`,
};
const PLANS = { 'public.plans': ['id', 'plan', 'valid_from', 'valid_to', 'is_deleted'] };

test('a history shows the versions valid at the as_of, or those that were known by then', () => {
  const at = (select: string) =>
    compiled({ ...HISTORY, 'models/m.sql': select }, 'model.m', { columns: PLANS });
  const end = "'2024-02-01 00:00:00+00'";
  expect(at("select * from {{ ref('plans') }}")).toBe(
    `select * from (select "id", "plan" from "public"."plans" where "valid_from" < ${end} and ("valid_to" is null or "valid_to" >= ${end}) and "is_deleted" is not true) as "plans"`,
  );
  expect(at("select * from {{ ref('plans', as_of='through') }}")).toBe(
    `select * from (select "id", "plan", "valid_from", case when "valid_to" < ${end} then "valid_to" end as "valid_to", "is_deleted" from "public"."plans" where "valid_from" < ${end}) as "plans"`,
  );
  expect(at("select * from {{ ref('plans', as_of='all') }}")).toBe(
    'select * from "public"."plans"',
  );
});

test('as_of_join takes of the right side what was valid at the time of each left row', () => {
  expect(
    sql(
      "select * from {{ as_of_join(ref('live'), ref('orders', as_of='all'), ['id', 'region'], at='day', right_at=['since', 'until'], right_as='o') }}",
    ),
  ).toBe(`select * from "public"."live" as "l"
left join "public"."orders" as "o"
  on "o"."id" = "l"."id" and "o"."region" = "l"."region" and "o"."since" <= "l"."day" and ("o"."until" is null or "l"."day" < "o"."until")`);
  expect(
    sql(
      "select * from {{ as_of_join(ref('live'), ref('orders', as_of='through'), 'id', at='l.day - 1', right_at='as_of', kind='inner') }}",
    ),
  ).toBe(`select * from "public"."live" as "l"
inner join lateral (
  select * from (select * from "public"."orders" where "as_of" <= date '2024-01-31') as candidate
  where candidate."id" = "l"."id" and candidate."as_of" <= (l.day - 1)
  order by candidate."as_of" desc limit 1
) as "r" on true`);
});

test.each([
  [
    "as_of_join('live', ref('live'), 'id', at='a')",
    'takes what ref() returns as left, not a string',
  ],
  ["as_of_join(ref('live'), none, 'id', at='a')", 'takes what ref() returns as right, not none'],
  ["as_of_join(ref('live'), ref('live'), 'id')", 'takes a text as at, not nothing'],
  [
    "as_of_join(ref('live'), ref('live'), [], at='a')",
    'takes the name of a column, or a list of them, as key',
  ],
  ["as_of_join(ref('live'), ref('live'), 'id', on='a')", 'takes no "on"'],
  [
    "as_of_join(ref('live'), ref('live'), 'id', at='a', kind='full')",
    'takes "left" or "inner" for kind, not "full"',
  ],
])('%s is refused', (call, message) => {
  expect(refused(`select * from {{ ${call} }}`)).toContain(`as_of_join() ${message}`);
});
