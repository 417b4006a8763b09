import { expect, test } from 'vitest';
import { manifestJson } from '../../../src/core/manifest/manifest-json.ts';
import { soundManifest } from '../../support/manifest.ts';

const { manifest } = soundManifest(
  {
    'seeds/s.yml': `seeds:
  - name: raw_orders
    files: "{day}.csv"
    as_of: "{{ day }}"
    description: what the shop exports
    columns: {id: integer}
`,
    'seeds/2024-01-31.csv': 'id\n1\n',
    'models/m.yml': `models:
  - name: orders
    description: the orders
    columns: [{name: id, type: bigint, description: its number}, {name: day}]
    config: {tags: [daily], meta: {owner: ada}}
`,
    'models/part.sql':
      "{{ config(materialized='ephemeral') }} select * from {{ ref('raw_orders') }}",
    'models/orders.sql':
      "{{ config(materialized='table') }} select * from {{ ref('part') }}, {{ ref('part') }}",
    'expectations/e.yml': `expectations:
  - model: orders
    columns: {id: [{be_between: {min_value: 1, name: ids_count, tags: [quick], owner: ada, description: from one}}]}
`,
    'expectations/sound.sql': "select * from {{ ref('orders') }} where id < 0",
  },
  { schemaPrefix: 'dev_' },
);
const json = manifestJson(manifest);

test('a model is written with all that people ask of it', () => {
  expect(json['nodes']).toMatchObject({
    'model.shop.orders': {
      node: 'model.shop.orders',
      name: 'orders',
      kind: 'model',
      materialized: 'table',
      relation: 'dev_public.orders',
      temporality: 'current',
      file: 'models/orders.sql',
      tags: ['daily'],
      meta: { owner: 'ada' },
      description: 'the orders',
      columns: [
        { name: 'id', type: 'bigint', description: 'its number' },
        { name: 'day', type: null, description: null },
      ],
      reads: ['model.shop.part'],
      parents: ['model.shop.part'],
    },
  });
});

test('a seed shows its columns, an ephemeral model no relation, and a query no time', () => {
  expect(json['nodes']).toMatchObject({
    'seed.shop.raw_orders': {
      kind: 'seed',
      materialized: null,
      relation: 'dev_public.raw_orders',
      temporality: 'dated',
      file: 'seeds/s.yml',
      columns: [{ name: 'id', type: 'integer', description: null }],
      parents: [],
    },
    'model.shop.part': { materialized: 'ephemeral', relation: null, temporality: 'inlined' },
    'expectation.shop.sound': {
      kind: 'expectation',
      materialized: null,
      relation: null,
      temporality: null,
      columns: [],
      parents: ['model.shop.orders'],
    },
  });
});

test('expectations are written with their place', () => {
  expect(json['expectations']).toEqual([
    {
      id: 'ids_count',
      node: 'model.shop.orders',
      column: 'id',
      check: 'be_between',
      kwargs: { min_value: 1 },
      gate: true,
      on_fail: null,
      store_failures: false,
      tags: ['quick'],
      owner: 'ada',
      description: 'from one',
      file: 'expectations/e.yml',
      line: 3,
    },
  ]);
});

test('it is JSON, and a manifest that was JSON meanwhile gives the same', () => {
  expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
  expect(manifestJson(JSON.parse(JSON.stringify(manifest)))).toStrictEqual(json);
  expect(json['project']).toBe('shop');
});
