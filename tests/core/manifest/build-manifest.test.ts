import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { buildManifest } from '../../../src/core/manifest/build-manifest.ts';
import { manifestJson } from '../../../src/core/manifest/manifest-json.ts';
import { parseProject } from '../../../src/core/project/parse-project.ts';
import { makeManifest, modelOf, nodeOf, soundManifest } from '../../support/manifest.ts';
import { lines, project } from '../../support/project.ts';

const SHOP = {
  'seeds/raw_orders.csv': 'id\n1\n',
  'models/sources.yml': 'sources: [{name: crm, schema: crm_live, tables: [{name: users}]}]',
  'models/staging/stg_orders.sql': "select * from {{ ref('raw_orders') }}",
  'models/orders.sql':
    "select * from {{ ref('stg_orders') }} join {{ source('crm', 'users') }} using (id)",
  'expectations/sound.sql': "select * from {{ ref('orders') }} where id < 0",
};

test('seeds, sources, models and queries become nodes, named by kind and project', () => {
  expect(Object.keys(soundManifest(SHOP).manifest.nodes).sort()).toEqual([
    'expectation.shop.sound',
    'model.shop.orders',
    'model.shop.stg_orders',
    'seed.shop.raw_orders',
    'source.shop.crm.users',
  ]);
});

test('relations are in the schema of the node or the target, behind the target’s prefix', () => {
  const made = soundManifest(
    {
      ...SHOP,
      'project.yml': 'name: shop\nseeds: {+schema: raw}\nmodels: {staging: {+schema: staging}}\n',
      'models/orders.sql': "{{ config(alias='all_orders') }} select 1",
    },
    { schemaPrefix: 'dev_' },
  );
  const relations = Object.values(made.manifest.nodes).flatMap((node) =>
    node.kind === 'expectation' || node.relation === undefined
      ? []
      : [`${node.relation.schema}.${node.relation.name}`],
  );
  expect(relations.sort()).toEqual([
    // a source is where it is: asof makes nothing there
    'crm_live.users',
    'dev_public.all_orders',
    'dev_raw.raw_orders',
    'dev_staging.stg_orders',
  ]);
});

test('what YAML and the SQL say of a model comes together in its node', () => {
  const made = soundManifest({
    'models/orders.sql': "{{ config(materialized='table', tags=['sql']) }} select 1 as id",
    'models/m.yml': `models:
  - name: orders
    description: the orders
    columns: [{name: id, type: integer}]
    config: {materialized: view, unique_key: id, tags: [yaml]}
`,
  });
  expect(modelOf(made, 'orders')).toMatchObject({
    description: 'the orders',
    tags: ['yaml', 'sql'],
    config: { materialized: 'table', uniqueKey: ['id'] },
    columns: [{ name: 'id', type: 'integer' }],
    file: 'models/orders.sql',
  });
});

test('what is switched off is no node, and is named where it is asked for', () => {
  const made = makeManifest({
    'models/old.sql': '{{ config(enabled=false) }} select 1',
    'models/new.sql': "select * from {{ ref('old') }}",
  });
  expect(Object.keys(made.manifest.nodes)).toEqual(['model.shop.new']);
  expect(made.manifest.disabled).toEqual({
    old: { file: 'models/old.sql', line: 1, column: 1, length: 1 },
  });
  expect(made.lines).toEqual([
    'models/new.sql:1:23: error[ref-disabled]: "old" is disabled (enable it, or take the reference out)',
  ]);
});

test('a query warns where it says so, else it is an error', () => {
  const made = soundManifest({
    'expectations/a.sql': "{{ config(severity='warn') }} select 1 where false",
    'expectations/b.sql': 'select 1 where false',
  });
  expect(nodeOf(made, 'expectation.a')).toMatchObject({
    threshold: { type: 'severity', severity: 'warn' },
  });
  expect(nodeOf(made, 'expectation.b')).toMatchObject({
    threshold: { type: 'severity', severity: 'error' },
  });
});

test('mistakes in different files are all told at once', () => {
  const { lines: found } = makeManifest({
    'models/a.sql': "select * from {{ ref('b') }",
    'models/c.sql': "select * from {{ ref('nowhere') }}",
    'models/d.sql': "{{ config(materialized='tabel') }} select 1",
    'macros/m.sql': '{% macro m() %}',
    'expectations/e.sql': "select * from {{ ref('c', of=1) ",
  });
  expect(found.map((line) => line.replace(/: .*/, ''))).toEqual([
    'macros/m.sql:1:1',
    'models/a.sql:1:27',
    'models/d.sql:1:25',
    'expectations/e.sql:1:15',
    'models/c.sql:1:23',
  ]);
});

test('a model that cannot be read is there for those that name it', () => {
  const { manifest, lines: found } = makeManifest({
    'models/a.sql': "{{ config(materialized='snapshot', unique_key='id') }} select {{ ref('b') }",
    'models/c.sql': "select * from {{ ref('a', as_of='all') }}",
    'models/m.yml': `models:
  - name: a
    config: {indexes: [{columns: id}], on_schema_change: fail}
    columns: {id: {data_tests: [not_null]}}
`,
  });
  expect(found).toEqual(['models/a.sql:1:75: error[template-syntax]: expected "}}", not "}"']);
  expect(Object.keys(manifest.nodes)).toEqual(['model.shop.a', 'model.shop.c']);
});

test('the order of the files changes no node', () => {
  const files = project({ ...SHOP, 'models/z.sql': 'select 1', 'models/y.sql': 'select 1' });
  const { facts } = soundManifest(SHOP);
  const build = (models: typeof files.models) => {
    const problems = new Problems();
    const parsed = parseProject(files, problems);
    if (parsed === undefined) throw new Error(lines(problems).join('\n'));
    const target = {
      name: 'dev',
      schema: 'public',
      schemaPrefix: '',
      connections: 4,
      connection: { type: 'embedded' },
    } as const;
    return manifestJson(
      buildManifest(parsed, { ...files, models }, { facts, target, asOf: undefined }, problems),
    );
  };
  const expected = build(files.models);
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...files.models], { minLength: files.models.length }),
      (models) => {
        expect(build(models)).toEqual(expected);
      },
    ),
    { numRuns: 20 },
  );
});
