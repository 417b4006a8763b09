import { expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import { createResolver, type Resolver } from '../../../src/core/manifest/resolve-name.ts';
import { manifestOf, model, seed, source } from '../selector/shop.ts';

const LOCATION = { file: 'models/x.sql', line: 2, column: 14, length: 5 };
const OFF = { file: 'models/old_orders.sql', line: 1, column: 1, length: 1 };

const nodes = Object.values(
  manifestOf(model('orders'), seed('raw_orders', []), source('crm.accounts')).nodes,
);
const resolver: Resolver = createResolver(nodes, { old_orders: OFF });

function problem(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0];
    throw error;
  }
  throw new Error('the name was found');
}

test('models and seeds are found by ref, tables of sources by source', () => {
  expect(resolver.ref('orders', LOCATION).id).toBe('model.shop.orders');
  expect(resolver.ref('raw_orders', LOCATION).id).toBe('seed.shop.raw_orders');
  expect(resolver.source('crm', 'accounts', LOCATION).id).toBe('source.shop.crm.accounts');
});

test('a name that is nearly one is told where it stands', () => {
  expect(problem(() => resolver.ref('order', LOCATION))).toEqual({
    code: 'ref-not-found',
    severity: 'error',
    message: 'there is no model or seed named "order"',
    location: LOCATION,
    notes: [],
    hint: 'did you mean "orders"?',
  });
});

test('ref finds no source, and source no model', () => {
  expect(problem(() => resolver.ref('crm.accounts', LOCATION))).toMatchObject({
    code: 'ref-not-found',
  });
  expect(problem(() => resolver.source('shop', 'orders', LOCATION))).toMatchObject({
    code: 'source-not-found',
    message: 'there is no source table "shop.orders"',
    hint: 'there is "crm.accounts"',
  });
  expect(problem(() => resolver.source('crm', 'acounts', LOCATION))).toMatchObject({
    hint: 'did you mean "crm.accounts"?',
  });
});

test('a project without sources is told where they are declared', () => {
  const empty = createResolver([], {});
  expect(problem(() => empty.source('crm', 'accounts', LOCATION))).toMatchObject({
    hint: 'declare it under sources: in a YAML file of models/',
  });
});

test('what is switched off is told to be so, with its place', () => {
  expect(problem(() => resolver.ref('old_orders', LOCATION))).toEqual({
    code: 'ref-disabled',
    severity: 'error',
    message: '"old_orders" is disabled',
    location: LOCATION,
    notes: [{ message: '"old_orders" is here', location: OFF }],
    hint: 'enable it, or take the reference out',
  });
});
