import { expect, test } from 'vitest';
import { makeManifest, nodeOf, soundManifest } from '../../support/manifest.ts';
import type { ProjectTexts } from '../../support/project.ts';

/** `model.orders (ref)` for each parent of a node. */
function parents(texts: ProjectTexts, name: string): readonly string[] {
  const made = soundManifest(texts);
  return nodeOf(made, name).parents.map(({ to, why }) => `${to.replace('.shop.', '.')} (${why})`);
}

const SHOP = {
  'seeds/raw_orders.csv': 'id\n1\n',
  'models/sources.yml': 'sources: [{name: crm, tables: [{name: users}]}]',
  'models/orders.sql':
    "select * from {{ ref('raw_orders') }} join {{ source('crm', 'users') }} using (id)",
};

test('a model has an edge to all that its template reads', () => {
  expect(parents(SHOP, 'model.orders')).toEqual([
    'seed.raw_orders (ref)',
    'source.crm.users (ref)',
  ]);
});

test('what is read twice is one read, and each ref an edge with its place', () => {
  const made = soundManifest({
    'models/a.sql': 'select 1',
    'models/b.sql': "select * from {{ ref('a') }}\nunion all select * from {{ ref('a') }}",
  });
  const node = nodeOf(made, 'model.b');
  expect(node.reads).toEqual(['model.shop.a']);
  expect(node.parents.map(({ location }) => `${location.line}:${location.column}`)).toEqual([
    '1:23',
    '2:33',
  ]);
});

test('a foreign key is an edge, but no read', () => {
  const texts = {
    'models/users.sql': 'select 1 as id',
    'models/orders.sql': `{{ config(materialized='table', constraints=[
      {'type': 'foreign_key', 'columns': 'user_id', 'to': "ref('users')"}]) }} select 1 as user_id`,
  };
  expect(parents(texts, 'model.orders')).toEqual(['model.users (foreign-key)']);
  expect(nodeOf(soundManifest(texts), 'model.orders').reads).toEqual([]);
});

test('a foreign key of a table to itself is no edge', () => {
  const texts = {
    'models/staff.sql': `{{ config(materialized='table', unique_key='id', constraints=[
      {'type': 'foreign_key', 'columns': 'boss', 'to': 'staff'}]) }} select 1 as id, 1 as boss`,
  };
  expect(parents(texts, 'model.staff')).toEqual([]);
});

test('every name that cannot be found is told at once, each where it stands', () => {
  const { lines } = makeManifest({
    'models/orders.sql': `{{ config(materialized='table', constraints=[
  {'type': 'foreign_key', 'columns': 'user_id', 'to': 'usrs'}]) }}
select * from {{ ref('nowhere') }} join {{ source('crm', 'nothing') }} using (id)`,
    'models/users.sql': 'select 1 as id',
  });
  expect(lines).toEqual([
    'models/orders.sql:3:23: error[ref-not-found]: there is no model or seed named "nowhere" ' +
      '(there are "orders", "users")',
    'models/orders.sql:3:52: error[source-not-found]: there is no source table "crm.nothing" ' +
      '(declare it under sources: in a YAML file of models/)',
    'models/orders.sql:1:45: error[ref-not-found]: there is no model or seed named "usrs" ' +
      '(did you mean "users"?)',
  ]);
});

function gateOf(texts: ProjectTexts, name: string): string | undefined {
  const node = nodeOf(soundManifest({ ...SHOP, ...texts }), `expectation.${name}`);
  return node.kind === 'expectation' ? node.gates : bugOf(name);
}

function bugOf(name: string): never {
  throw new Error(`${name} is no expectation`);
}

test('a query about one model or seed is a gate of it', () => {
  expect(gateOf({ 'expectations/q.sql': "select * from {{ ref('orders') }}" }, 'q')).toBe(
    'model.shop.orders',
  );
  expect(gateOf({ 'expectations/q.sql': "select * from {{ ref('raw_orders') }}" }, 'q')).toBe(
    'seed.shop.raw_orders',
  );
});

test('a query about several nodes, a source, an ephemeral model or nothing is a gate of none', () => {
  const texts = {
    'models/part.sql': "{{ config(materialized='ephemeral') }} select 1",
    'expectations/two.sql': "select * from {{ ref('orders') }}, {{ ref('raw_orders') }}",
    'expectations/source.sql': "select * from {{ source('crm', 'users') }}",
    'expectations/part_holds.sql': "select * from {{ ref('part') }}",
    'expectations/nothing.sql': 'select 1 where false',
  };
  for (const name of ['two', 'source', 'part_holds', 'nothing']) {
    expect(gateOf(texts, name)).toBeUndefined();
  }
});
