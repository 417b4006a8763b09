import { expect, test } from 'vitest';
import type { ModelNode } from '../../../src/core/manifest/node.ts';
import { modelVersion } from '../../../src/core/plan/node-version.ts';
import type { DeclaredColumn } from '../../../src/core/sql/declared-column.ts';
import { model } from '../selector/shop.ts';

const ORDERS = model('orders');

function column(name: string, fields: Partial<DeclaredColumn> = {}): DeclaredColumn {
  const location = { file: 'models/m.yml', line: 1, column: 1, length: 1 };
  const nothing = {
    type: undefined,
    description: undefined,
    since: undefined,
    nullValues: undefined,
  };
  return { name, ...nothing, location, ...fields };
}

function contentOf(node: Partial<ModelNode>): string | undefined {
  return modelVersion({
    node: { ...ORDERS, ...node },
    compiledSql: 'select 1 as id',
    hooks: [],
    reads: new Map(),
    before: undefined,
    expectations: [],
    compared: new Map(),
    queries: [],
  })?.content;
}

test('describing a column changes no version, giving it a type does', () => {
  const plain = contentOf({});
  expect(contentOf({ columns: [column('id', { description: 'the number' })] })).toBe(plain);
  expect(contentOf({ columns: [column('id', { type: 'bigint' })] })).not.toBe(plain);
});

test('with a contract every declared column counts', () => {
  const config = { ...ORDERS.config, hasContract: true };
  expect(contentOf({ config, columns: [column('id')] })).not.toBe(contentOf({ config }));
});
