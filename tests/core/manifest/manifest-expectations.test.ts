import { expect, test } from 'vitest';
import { makeManifest, nodeOf, soundManifest } from '../../support/manifest.ts';

const SHOP = {
  'seeds/users.csv': 'id\n1\n',
  'models/orders.sql': "select id, user_id from {{ ref('raw_orders') }}",
  'models/sources.yml': 'sources: [{name: crm, tables: [{name: users}]}]',
  'seeds/raw_orders.csv': 'id,user_id\n1,1\n',
};

function expectations(yaml: string) {
  return soundManifest({ ...SHOP, 'expectations/e.yml': yaml }).manifest.expectations;
}

test('an expectation knows its node and what it reads beside it', () => {
  const [found] = expectations(`expectations:
  - model: orders
    columns: {user_id: [{relationships: {to: users, field: id}}]}
`);
  expect(found).toMatchObject({
    id: 'orders.user_id.relationships',
    node: 'model.shop.orders',
    check: 'relationships',
    column: 'user_id',
    reads: { to: 'seed.shop.users' },
    gate: true,
    location: { file: 'expectations/e.yml', line: 3 },
  });
});

test('seeds and sources are found under their own words', () => {
  expect(
    expectations(`expectations:
  - {seed: users, columns: {id: [unique]}}
  - {source: crm.users, columns: {id: [unique]}}
`).map(({ id, node }) => [id, node]),
  ).toEqual([
    ['users.id.unique', 'seed.shop.users'],
    ['crm.users.id.unique', 'source.shop.crm.users'],
  ]);
});

test('one declaration may be about several nodes', () => {
  expect(
    expectations(`expectations:
  - {seed: [users, raw_orders], columns: {id: [not_null]}}
`).map(({ id }) => id),
  ).toEqual(['users.id.not_null', 'raw_orders.id.not_null']);
});

test('they come in the order of their files, those beside columns as well', () => {
  const { manifest } = soundManifest({
    ...SHOP,
    'models/m.yml': `models:
  - name: orders
    columns: [{name: id, data_tests: [unique], expectations: [not_null]}]
`,
    'expectations/e.yml': 'expectations: [{seed: users, columns: {id: [unique]}}]',
  });
  expect(manifest.expectations.map(({ id, location }) => [id, location.file])).toEqual([
    ['orders.id.not_null', 'models/m.yml'],
    ['orders.id.unique', 'models/m.yml'],
    ['users.id.unique', 'expectations/e.yml'],
  ]);
});

test('a node waits for what its gates read', () => {
  const made = soundManifest({
    ...SHOP,
    'expectations/e.yml': `expectations:
  - model: orders
    columns: {user_id: [{relationships: {to: users, field: id}}]}
`,
  });
  const node = nodeOf(made, 'model.orders');
  expect(node.parents.map(({ to, why }) => [to, why])).toEqual([
    ['seed.shop.raw_orders', 'ref'],
    ['seed.shop.users', 'expectation'],
  ]);
  expect(node.reads).toEqual(['seed.shop.raw_orders']);
});

test('a node does not wait for an expectation that is no gate, nor for itself', () => {
  const made = soundManifest({
    ...SHOP,
    'expectations/e.yml': `expectations:
  - model: orders
    columns:
      user_id:
        - {relationships: {to: users, field: id, gate: false}}
        - {relationships: {to: orders, field: id, name: own}}
`,
  });
  expect(nodeOf(made, 'model.orders').parents.map(({ why }) => why)).toEqual(['ref']);
});

test('a node that is not there is told with what it could have been', () => {
  const { lines } = makeManifest({
    ...SHOP,
    'expectations/e.yml': `expectations:
  - {model: order, columns: {id: [unique]}}
  - {model: users, columns: {id: [unique]}}
`,
  });
  expect(lines).toEqual([
    'expectations/e.yml:2:13: error[expectation-unknown-node]: there is no model named "order" ' +
      '(did you mean "orders"?)',
    'expectations/e.yml:3:13: error[expectation-unknown-node]: there is no model named "users" ' +
      '(there is "orders")',
  ]);
});
