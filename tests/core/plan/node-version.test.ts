import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NodeId } from '../../../src/core/graph/node-id.ts';
import type { ModelNode } from '../../../src/core/manifest/node.ts';
import type { ModelConfig } from '../../../src/core/materialization/model-config.ts';
import {
  isStateful,
  modelVersion,
  queryVersion,
  seedVersion,
  type VersionInputs,
} from '../../../src/core/plan/node-version.ts';
import type { Version } from '../../../src/core/time/version.ts';
import { idOf, modelOf, soundManifest } from '../../support/manifest.ts';
import { declared } from '../expectation/declare.ts';

const MODEL = `{{ config(materialized='upsert', unique_key='id', on_missing='delete') }} select 1 as id`;
const NODE = modelOf(soundManifest({ 'models/orders.sql': MODEL }), 'orders');

const A: Version = { content: 'a', gates: 'ga' };
const B: Version = { content: 'b', gates: 'gb' };
const READS: ReadonlyMap<NodeId, Version> = new Map([
  [idOf('seed.a'), A],
  [idOf('seed.b'), B],
]);

const INPUTS: VersionInputs = {
  node: NODE,
  compiledSql: 'select 1 as id',
  hooks: [],
  reads: READS,
  before: undefined,
  expectations: declared('model: users\ncolumns: {id: [not_null]}'),
  compared: new Map(),
  queries: ['select 1'],
  moment: { asOf: '2024-01-31', now: '2024-02-01T10:00:00Z' },
};

function version(change: Partial<VersionInputs> = {}): Version {
  const found = modelVersion({ ...INPUTS, ...change });
  if (found === undefined) throw new Error('it has no version');
  return found;
}

function withConfig(config: Partial<ModelConfig>): ModelNode {
  return { ...NODE, config: { ...NODE.config, ...config } };
}

const OLD = version();
const COLUMN = {
  name: 'id',
  type: 'integer',
  description: undefined,
  since: undefined,
  nullValues: undefined,
  isPersonal: false,
  location: { file: 'm.yml', line: 1, column: 1, length: 1 },
};

test('a version is two hashes', () => {
  expect(OLD.content).toMatch(/^[0-9a-f]{32}$/);
  expect(OLD.gates).toMatch(/^[0-9a-f]{32}$/);
  expect(version()).toEqual(OLD);
});

const CONTENT_CHANGES: readonly (readonly [string, Partial<VersionInputs>])[] = [
  ['its SQL', { compiledSql: 'select 2 as id' }],
  ['white space in its SQL, which may be in a string', { compiledSql: 'select  1 as id' }],
  ['a setting', { node: withConfig({ unlogged: true }) }],
  ['its key', { node: withConfig({ uniqueKey: ['id', 'day'] }) }],
  ['a hook', { hooks: ['grant select on orders to ada'] }],
  ['a declared column', { node: { ...NODE, columns: [COLUMN] } }],
  ['the content of an input', { reads: new Map([...READS, [idOf('seed.b'), A]]) }],
  ['an input more', { reads: new Map([...READS, [idOf('seed.c'), A]]) }],
  [
    'the same contents the other way round',
    {
      reads: new Map([
        [idOf('seed.a'), B],
        [idOf('seed.b'), A],
      ]),
    },
  ],
];

test.each(CONTENT_CHANGES)('%s changes what it holds', (_, change) => {
  expect(version(change).content).not.toBe(OLD.content);
  expect(version(change).gates).toBe(OLD.gates);
});

const NO_CHANGES: readonly (readonly [string, Partial<VersionInputs>])[] = [
  ['meta', { node: withConfig({ meta: { owner: 'ada' } }) }],
  ['on_empty', { node: withConfig({ onEmpty: 'ok' }) }],
  ['a description', { node: { ...NODE, description: 'the orders' } }],
  ['tags', { node: { ...NODE, tags: ['daily'] } }],
  ['another file', { node: { ...NODE, file: 'models/new/orders.sql' } }],
  [
    'what the gates of an input were',
    { reads: new Map([...READS, [idOf('seed.b'), { ...B, gates: 'other' }]]) },
  ],
  ['an earlier state, of a node that holds none', { before: A }],
];

test.each(NO_CHANGES)('%s changes nothing', (_, change) => {
  expect(version(change)).toEqual(OLD);
});

const GATE_CHANGES: readonly (readonly [string, Partial<VersionInputs>])[] = [
  ['an expectation less', { expectations: [] }],
  [
    'a threshold',
    { expectations: declared('model: users\ncolumns: {id: [{not_null: {severity: warn}}]}') },
  ],
  [
    'an argument',
    { expectations: declared('model: users\ncolumns: {id: [{not_null: {mostly: 0.9}}]}') },
  ],
  [
    'a condition',
    { expectations: declared('model: users\ncolumns: {id: [{not_null: {where: x}}]}') },
  ],
  ['what they compare with', { compared: new Map([[idOf('seed.c'), A]]) }],
  ['a query', { queries: ['select 2'] }],
  [
    'that its rows are stored',
    { expectations: declared('model: users\ncolumns: {id: [{not_null: {store_failures: true}}]}') },
  ],
];

test.each(GATE_CHANGES)('%s changes what was checked, and not what it holds', (_, change) => {
  expect(version(change).gates).not.toBe(OLD.gates);
  expect(version(change).content).toBe(OLD.content);
});

const RECENT = declared('model: users\ntable: [{recency: {field: d, datepart: day, interval: 1}}]');
const WRITTEN = declared('model: users\nrows: [{name: past, sql: "d < now()"}]');
const IN_LINES = declared('model: users\nrows: [{name: past, sql: "d <\\ncurrent_date"}]');
const BY_MACRO = (text: string) =>
  soundManifest({
    'models/orders.sql': MODEL,
    'models/m.yml': 'models: [{name: orders, tests: [past]}]',
    'macros/t.sql': `{% macro today() %}${text}{% endmacro %}
{% test past(model) %}select 1 from {{ model }} where d > {{ today() }}{% endtest %}`,
  }).manifest.expectations;

test.each([
  ['a check of the time, where no as_of is checked', undefined, { expectations: RECENT }, true],
  [
    'a check of the time, which takes the as_of for it',
    '2024-01-31',
    { expectations: RECENT },
    false,
  ],
  ['SQL that asks the time', '2024-01-31', { expectations: WRITTEN }, true],
  ['SQL of several lines that does', '2024-01-31', { expectations: IN_LINES }, true],
  ['a file that asks the time', '2024-01-31', { queries: ['select now()'] }, true],
  ['a template that does', '2024-01-31', { queries: ["select '{{ run_started_at }}'"] }, true],
  [
    'a test whose macro asks the time',
    '2024-01-31',
    { expectations: BY_MACRO('localtimestamp') },
    true,
  ],
  [
    'a test whose macro prints when the run began',
    '2024-01-31',
    { expectations: BY_MACRO("'{{ run_started_at }}'") },
    true,
  ],
  ['a test of the as_of', '2024-01-31', { expectations: BY_MACRO('{{ as_of }}') }, false],
  ['any other', undefined, {}, false],
])('%s (%s): whether it is asked anew later', (_, asOf, change, isAnew) => {
  const at = (now: string) => version({ ...change, moment: { asOf, now } });
  const [one, later] = [at('2024-02-01T10:00:00Z'), at('2024-02-02T10:00:00Z')];
  expect(later.content).toBe(one.content);
  expect(later.gates !== one.gates).toBe(isAnew);
});

test('an expectation that moved to another line, or says why it is there, is the same', () => {
  const expectations = declared(
    '# moved\nmodel: users\ncolumns:\n  id: [{not_null: {description: who it is, tags: [a], owner: ada}}]',
  );
  expect(version({ expectations })).toEqual(OLD);
});

test('a constraint that moved to another line is the same', () => {
  const foreignKey = (line: number) =>
    withConfig({
      constraints: [
        {
          type: 'foreign_key',
          name: undefined,
          columns: ['id'],
          to: 'users',
          toColumns: [],
          location: { file: 'm.yml', line, column: 1, length: 1 },
        },
      ],
    });
  const [before, after] = [version({ node: foreignKey(1) }), version({ node: foreignKey(2) })];
  expect(after).toEqual(before);
  expect(before.content).not.toBe(OLD.content);
});

test('a manifest that comes from the cache gives the same versions', () => {
  const node: ModelNode = JSON.parse(JSON.stringify(NODE));
  expect(version({ node })).toEqual(OLD);
});

test.each([
  ['incremental', 'delete', true],
  ['upsert', 'delete', false],
  ['upsert', 'keep', true],
  ['upsert', 'flag', true],
  ['table', 'keep', false],
  ['snapshot', 'keep', false],
  ['view', 'keep', false],
] as const)('%s with on_missing %s carries state: %s', (materialized, onMissing, carries) => {
  const node = withConfig({ materialized, onMissing });
  expect(isStateful(node)).toBe(carries);
  const isOther = version({ node, before: A }).content !== version({ node, before: B }).content;
  expect(isOther).toBe(carries);
});

test('of the state before its content counts, not what was checked on it', () => {
  const node = withConfig({ onMissing: 'keep' });
  expect(version({ node, before: { ...A, gates: 'other' } })).toEqual(version({ node, before: A }));
});

test.each([
  'select now()',
  'select Clock_Timestamp ()',
  'select current_date',
  'select CURRENT_TIMESTAMP',
  'select localtime',
  'select random() from x',
  'select gen_random_uuid()',
  "select nextval('s')",
])('%s is never the same twice', (compiledSql) => {
  expect(modelVersion({ ...INPUTS, compiledSql })).toBeUndefined();
  expect(queryVersion(compiledSql, READS)).toBeUndefined();
});

test.each(['select known()', 'select now as n', 'select randomness(1)', 'select current_dates'])(
  '%s only looks as if',
  (compiledSql) => {
    expect(modelVersion({ ...INPUTS, compiledSql })).toBeDefined();
  },
);

test('over an input without a version nobody can say', () => {
  const unknown = new Map([...READS, [idOf('source.crm.users'), undefined]]);
  expect(modelVersion({ ...INPUTS, reads: unknown })).toBeUndefined();
  expect(modelVersion({ ...INPUTS, compared: unknown })).toBeUndefined();
  expect(queryVersion('select 1', unknown)).toBeUndefined();
});

test('the order in which inputs are named changes nothing', () => {
  const entries = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.string()), {
    selector: ([name]) => name,
    minLength: 1,
  });
  fc.assert(
    fc.property(
      entries.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      (orders) => {
        const [one, other] = orders.map((order) => {
          const reads = new Map(
            order.map(([name, content]) => [idOf(`seed.${name}`), { content, gates: '' }]),
          );
          return [
            version({ reads }),
            version({ compared: reads }),
            queryVersion('select 1', reads),
          ];
        });
        expect(other).toEqual(one);
      },
    ),
  );
});

test('a unit of a seed is its settings and its files, by path and content', () => {
  const files = [
    { path: 'seeds/a.csv', contentHash: '1' },
    { path: 'seeds/b.csv', contentHash: '2' },
  ];
  const moment = INPUTS.moment;
  const given = { settingsHash: 's', files, expectations: [], queries: [], moment };
  const one = seedVersion(given);
  expect(seedVersion({ ...given, settingsHash: 't' }).content).not.toBe(one.content);
  expect(seedVersion({ ...given, files: files.slice(1) }).content).not.toBe(one.content);
  const changed = files.map((file) => ({ ...file, contentHash: '2' }));
  expect(seedVersion({ ...given, files: changed }).content).not.toBe(one.content);
  const renamed = files.map((file) => ({ ...file, path: `${file.path}.new` }));
  expect(seedVersion({ ...given, files: renamed }).content).not.toBe(one.content);
  const checked = seedVersion({ ...given, expectations: INPUTS.expectations });
  expect(checked.content).toBe(one.content);
  expect(checked.gates).not.toBe(one.gates);
  const queried = seedVersion({ ...given, queries: ['select now()'] });
  expect(queried.content).toBe(one.content);
  const later = { ...moment, now: '2024-02-02T10:00:00Z' };
  const asked = [one, queried, seedVersion({ ...given, queries: ['select now()'], moment: later })];
  expect(new Set(asked.map(({ gates }) => gates)).size).toBe(3);
});

test('a query is its SQL and the rows that it read', () => {
  const one = queryVersion('select 1', READS);
  expect(one).toEqual(queryVersion('select 1', new Map([...READS].reverse())));
  expect(queryVersion('select 2', READS)).not.toEqual(one);
  expect(queryVersion('select 1', new Map([[idOf('seed.a'), A]]))).not.toEqual(one);
});

test('a column without a type counts for a contract, and else says nothing of the rows', () => {
  const described = { ...COLUMN, type: undefined, description: 'the number' };
  expect(version({ node: { ...NODE, columns: [described] } })).toEqual(OLD);
  const held = withConfig({ hasContract: true });
  expect(version({ node: { ...held, columns: [described] } }).content).not.toBe(
    version({ node: held }).content,
  );
});
