import { nodeId } from '../../../src/core/graph/node-id.ts';
import type { Manifest } from '../../../src/core/manifest/manifest.ts';
import type { ModelNode, Node, SeedNode, SourceNode } from '../../../src/core/manifest/node.ts';
import type { Materialized } from '../../../src/core/materialization/model-config.ts';
import { modelConfig } from '../../support/model-config.ts';
import { seedSettings } from '../../support/seed-settings.ts';

interface NodeSketch {
  readonly file?: string;
  readonly tags?: readonly string[];
  readonly needs?: readonly string[];
  readonly materialized?: Materialized;
}

function common(kind: 'model' | 'seed' | 'source', name: string, sketch: NodeSketch) {
  const folder = kind === 'seed' ? 'seeds' : 'models';
  const file = sketch.file ?? `${folder}/${name}.sql`;
  const location = { file, line: 1, column: 1, length: 1 };
  return {
    id: nodeId(kind, 'shop', name),
    name,
    description: undefined,
    tags: sketch.tags ?? [],
    meta: {},
    file,
    location,
    reads: [],
    parents: (sketch.needs ?? []).map((id) => ({ to: idOf(id), why: 'ref' as const, location })),
  };
}

/** `model.orders` → `model.shop.orders` */
export function idOf(short: string) {
  const [kind, ...name] = short.split('.');
  if (kind !== 'model' && kind !== 'seed' && kind !== 'source') throw new Error(short);
  return nodeId(kind, 'shop', name.join('.'));
}

export function model(name: string, sketch: NodeSketch = {}): ModelNode {
  return {
    ...common('model', name, sketch),
    kind: 'model',
    relation: { schema: 'marts', name },
    temporality: 'timeless',
    columns: [],
    keyLocation: undefined,
    config: modelConfig({ materialized: sketch.materialized ?? 'table' }),
  };
}

export function seed(name: string, files: readonly string[]): SeedNode {
  return {
    ...common('seed', name, { file: 'seeds/seeds.yml' }),
    kind: 'seed',
    relation: { schema: 'raw', name },
    temporality: 'timeless',
    settings: seedSettings(),
    files: files.map((path) => ({ path, asOf: undefined, captures: {} })),
  };
}

export function source(name: string): SourceNode {
  return {
    ...common('source', name, { file: 'models/sources.yml' }),
    kind: 'source',
    relation: { schema: 'crm', name: name.split('.')[1] ?? name },
    temporality: 'timeless',
    asOfColumn: undefined,
    columns: [],
  };
}

export function manifestOf(...nodes: readonly Node[]): Manifest {
  return {
    projectName: 'shop',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    expectations: [],
    disabled: {},
    readsClock: false,
  };
}

/** crm.accounts and raw_orders → stg_orders → orders → revenue; stg_orders → returns. */
export const SHOP = manifestOf(
  source('crm.accounts'),
  seed('raw_orders', ['seeds/2024/raw_orders.csv']),
  model('stg_orders', {
    file: 'models/staging/stg_orders.sql',
    needs: ['seed.raw_orders', 'source.crm.accounts'],
    materialized: 'view',
    tags: ['daily'],
  }),
  model('orders', {
    file: 'models/marts/sales/orders.sql',
    needs: ['model.stg_orders'],
    tags: ['daily', 'finance'],
  }),
  model('returns', { file: 'models/marts/returns.sql', needs: ['model.stg_orders'] }),
  model('revenue', {
    file: 'models/marts/sales/revenue.sql',
    needs: ['model.orders'],
    tags: ['finance'],
  }),
);
