import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../src/core/diagnostics/json.ts';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import type { ConfigCall } from '../../../src/core/project/model-settings.ts';
import { parseProject } from '../../../src/core/project/parse-project.ts';
import { resolveModelConfig } from '../../../src/core/project/resolve-model-config.ts';
import { modelConfig } from '../../support/model-config.ts';
import { lines, project } from '../../support/project.ts';

interface Layers {
  /** What stands under `models:` in project.yml. */
  readonly tree?: string;
  /** `config:` of the model's YAML. */
  readonly yaml?: Json;
  /** The arguments of `config()`. */
  readonly call?: Readonly<Record<string, Json>>;
}

const LOCATION = { file: 'models/marts/daily/orders.sql', line: 1, column: 11, length: 6 };

function callOf(values: Readonly<Record<string, Json>>): ConfigCall {
  const locations = Object.fromEntries(
    Object.keys(values).map((key, at) => [key, { ...LOCATION, line: at + 2 }]),
  );
  return { values, locations, keyLocations: {}, location: LOCATION };
}

function resolve({ tree, yaml, call }: Layers) {
  const problems = new Problems();
  const files = project({
    'project.yml': `name: shop\n${tree === undefined ? '' : `models:\n${tree}`}`,
    'models/marts/daily/orders.sql': '',
    'models/other.sql': '',
    ...(yaml === undefined
      ? {}
      : { 'models/a.yml': JSON.stringify({ models: [{ name: 'orders', config: yaml }] }) }),
  });
  const parsed = parseProject(files, problems);
  if (parsed === undefined) throw new Error(lines(problems).join('\n'));
  const resolved = resolveModelConfig(
    parsed,
    {
      path: 'marts/daily/orders.sql',
      name: 'orders',
      declaration: parsed.models[0],
      call: call && callOf(call),
    },
    problems,
  );
  return { resolved, lines: lines(problems) };
}

function settled(layers: Layers) {
  const { resolved, lines: found } = resolve(layers);
  expect(found).toEqual([]);
  return resolved;
}

test('a model without settings is a view', () => {
  expect(settled({})).toEqual({
    config: modelConfig(),
    schema: undefined,
    alias: undefined,
    tags: [],
    enabled: true,
    locations: {},
  });
});

test('the nearer layer wins: folders inwards, then YAML, then config()', () => {
  const tree = '  +schema: a\n  marts: {+schema: b, daily: {+schema: c, orders: {+schema: d}}}\n';
  expect(settled({ tree }).schema).toBe('d');
  expect(settled({ tree, yaml: { schema: 'e' } }).schema).toBe('e');
  expect(settled({ tree, yaml: { schema: 'e' }, call: { schema: 'f' } }).schema).toBe('f');
  expect(settled({ tree: '  other: {+schema: x}\n' }).schema).toBeUndefined();
});

test('tags and hooks append, meta is merged, the rest replaces', () => {
  const resolved = settled({
    tree: '  +tags: [a, b]\n  +pre_hook: one\n  +meta: {x: 1, y: 1}\n  +unique_key: [p, q]\n',
    yaml: { tags: 'b', pre_hook: ['two'], meta: { y: 2 } },
    call: { tags: ['c'], pre_hook: 'three', unique_key: 'id' },
  });
  expect(resolved.tags).toEqual(['a', 'b', 'c']);
  expect(resolved.config.preHook.map((hook) => hook.text)).toEqual(['one', 'two', 'three']);
  expect(resolved.config.meta).toEqual({ x: 1, y: 2 });
  expect(resolved.config.uniqueKey).toEqual(['id']);
});

test('a privilege with + adds roles, one without replaces them', () => {
  const tree = '  +grants: {select: [a], insert: [a]}\n';
  const resolved = settled({ tree, yaml: { grants: { '+select': 'b', insert: ['c'] } } });
  expect(resolved.config.grants).toEqual({ select: ['a', 'b'], insert: ['c'] });
});

test('the name of the project stands for all of its models, as in dbt', () => {
  const tree = '  shop: {+schema: a, marts: {+tags: [x]}}\n';
  expect(settled({ tree })).toMatchObject({ schema: 'a', tags: ['x'] });
});

test('a setting that is in force knows where it is written', () => {
  const { locations } = settled({
    tree: '  +materialized: table\n',
    yaml: { alias: 'x' },
    call: { materialized: 'view' },
  });
  expect(locations['materialized']).toEqual({ ...LOCATION, line: 2 });
  expect(locations['alias']).toMatchObject({ file: 'models/a.yml', line: 1 });
});

test('arguments of config() are checked at their own places', () => {
  const call = { materialized: 'tabel', unque_key: 'id', tags: [1] };
  expect(resolve({ call }).lines).toEqual([
    'models/marts/daily/orders.sql:2:11: error[config-value]: "materialized" must be view, table, ephemeral, incremental, upsert, snapshot or history, not "tabel" (did you mean "table"?)',
    'models/marts/daily/orders.sql:3:11: error[config-unknown-key]: "unque_key" is not a setting of a model (did you mean "unique_key"?)',
    'models/marts/daily/orders.sql:4:11: error[config-value]: an item of "tags" must be text, not 1 (quote it: "1")',
  ]);
});

test('an upsert, a snapshot and some incremental strategies need a unique_key', () => {
  const hint = '(name the columns that no two of its rows share: unique_key: id)';
  expect(resolve({ call: { materialized: 'upsert' } }).lines).toEqual([
    `models/marts/daily/orders.sql:2:11: error[config-missing-key]: the model "orders", materialized as upsert, needs "unique_key" ${hint}`,
  ]);
  expect(resolve({ tree: '  +materialized: snapshot\n' }).lines).toEqual([
    `project.yml:3:18: error[config-missing-key]: the model "orders", materialized as snapshot, needs "unique_key" ${hint}`,
  ]);
  const call = { materialized: 'incremental', incremental_strategy: 'delete+insert' };
  expect(resolve({ call }).lines).toEqual([
    `models/marts/daily/orders.sql:3:11: error[config-missing-key]: the model "orders", with the strategy delete+insert, needs "unique_key" ${hint}`,
  ]);
  expect(settled({ call: { materialized: 'incremental' } }).config.uniqueKey).toEqual([]);
});

test('for any layers, each setting is that of the nearest layer that has it', () => {
  const layer = fc.record(
    {
      schema: fc.constantFrom('a', 'b', 'c'),
      unlogged: fc.boolean(),
      unique_key: fc.array(fc.constantFrom('x', 'y'), { minLength: 1, maxLength: 2 }),
      tags: fc.array(fc.constantFrom('t', 'u', 'v'), { maxLength: 2 }),
      meta: fc.dictionary(fc.constantFrom('k', 'l'), fc.integer({ min: 0, max: 9 })),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(layer, layer, layer, layer, (root, folder, yaml, call) => {
      const plus = (settings: object) =>
        Object.fromEntries(Object.entries(settings).map(([key, value]) => [`+${key}`, value]));
      const tree = `  ${JSON.stringify({ ...plus(root), marts: plus(folder) })}\n`;
      const resolved = settled({ tree, yaml, call: { materialized: 'table', ...call } });
      const layers = [root, folder, yaml, call];
      expect(resolved.schema).toBe(layers.findLast((each) => each.schema !== undefined)?.schema);
      expect(resolved.config.unlogged).toBe(
        layers.findLast((each) => each.unlogged !== undefined)?.unlogged ?? false,
      );
      expect(resolved.config.uniqueKey).toEqual(
        layers.findLast((each) => each.unique_key !== undefined)?.unique_key ?? [],
      );
      expect(resolved.tags).toEqual([...new Set(layers.flatMap((each) => each.tags ?? []))]);
      expect(resolved.config.meta).toEqual(Object.assign({}, ...layers.map((each) => each.meta)));
    }),
  );
});
