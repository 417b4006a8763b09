import { expect, test } from 'vitest';
import { currentInputs, versionedInputs } from '../../../src/core/plan/inputs-of.ts';
import { idOf, modelOf, nodeOf, short, soundManifest } from '../../support/manifest.ts';

const MADE = soundManifest({
  'seeds/s.yml': `seeds:
  - {name: orders, files: "orders_{day}.csv", as_of: "{{ day }}"}
  - {name: regions, files: regions.csv}
`,
  'seeds/orders_2024-01-31.csv': 'id\n1\n',
  'seeds/regions.csv': 'code\neu\n',
  'models/names.sql': "select * from {{ ref('regions') }}",
  'models/codes.sql': "select * from {{ ref('regions') }}",
  'models/recent.sql': "select * from {{ ref('orders') }}",
  'models/part.sql':
    "{{ config(materialized='ephemeral') }} select * from {{ ref('recent') }}, {{ ref('names') }}",
  'models/live.sql': `{{ config(materialized='upsert', unique_key='id') }}
select * from {{ ref('part') }}, {{ ref('regions') }}`,
  'models/over_live.sql': "select * from {{ ref('live') }}",
  'models/over_part.sql':
    "{{ config(materialized='ephemeral') }} select * from {{ ref('over_live') }}",
  'models/report.sql': `{{ config(materialized='table') }}
select * from {{ ref('over_part') }}, {{ ref('orders') }}`,
  'expectations/e.yml': `expectations:
  - {model: codes, columns: {code: [{relationships: {to: live, field: id}}]}}
`,
});
const { nodes } = MADE.manifest;

function versioned(...names: readonly string[]): readonly string[] {
  return versionedInputs(nodes, names.map(idOf))
    .map(({ id }) => short(id))
    .sort();
}

function current(name: string): readonly string[] {
  return currentInputs(nodes, nodeOf(MADE, name)).map(({ id }) => short(id));
}

test('what a relation holds has a version; what is inlined is seen through', () => {
  expect(versioned(...modelOf(MADE, 'live').reads.map(short))).toEqual([
    'model.names',
    'seed.orders',
    'seed.regions',
  ]);
});

test('a view that stands in the database has a version of its own', () => {
  expect(versioned('model.names', 'model.over_live')).toEqual(['model.names', 'model.over_live']);
});

test('what is read by several ways is one input', () => {
  expect(versioned('model.part', 'model.recent', 'seed.orders')).toEqual([
    'model.names',
    'seed.orders',
  ]);
});

test('the state that a reader demands at its own as_of is found through views and ephemerals', () => {
  expect(current('model.report')).toEqual(['model.live']);
  expect(current('model.over_live')).toEqual(['model.live']);
});

test('dated and timeless inputs are demanded at no as_of', () => {
  expect(current('model.live')).toEqual([]);
});

test('what a gate compares with is demanded too', () => {
  expect(current('model.codes')).toEqual(['model.live']);
});

test('an id that the manifest lacks is a bug of ours', () => {
  expect(() => versioned('model.nowhere')).toThrow('the manifest lacks model.shop.nowhere');
});
