import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { topologicalOrder } from '../../../src/core/graph/graph.ts';
import { graphOf } from '../../../src/core/manifest/manifest.ts';
import {
  createPlan,
  formatDates,
  heldAsOfs,
  taskGraph,
} from '../../../src/core/plan/create-plan.ts';
import type { Command, Plan, Task } from '../../../src/core/plan/plan.ts';
import { idOf, nodeOf, short, soundManifest } from '../../support/manifest.ts';
import { lines, type ProjectTexts } from '../../support/project.ts';

const JAN = '2024-01-31';
const FEB = '2024-02-29';

/** orders (dated) → live → kept; regions (timeless) → names; part is ephemeral; checks of each kind. */
const SHOP = {
  'seeds/s.yml': `seeds:
  - {name: orders, files: "orders_{day}.csv", as_of: "{{ day }}"}
  - {name: regions, files: regions.csv}
`,
  'seeds/orders_2024-02-29.csv': 'id\n1\n',
  'seeds/orders_2024-01-31.csv': 'id\n1\n',
  'seeds/regions.csv': 'code\neu\n',
  'models/sources.yml': 'sources: [{name: crm, tables: [{name: users}]}]',
  'models/part.sql': "{{ config(materialized='ephemeral') }} select * from {{ ref('orders') }}",
  'models/live.sql': `{{ config(materialized='upsert', unique_key='id') }}
select * from {{ ref('part') }} join {{ source('crm', 'users') }} using (id)`,
  'models/kept.sql': `{{ config(materialized='snapshot', unique_key='id') }} select * from {{ ref('live') }}`,
  'models/names.sql': "select * from {{ ref('regions') }}",
  'expectations/live_holds.sql': "select * from {{ ref('live') }} where id < 0",
  'expectations/both_agree.sql': "select * from {{ ref('live') }}, {{ ref('names') }} where false",
  'expectations/e.yml': `expectations:
  - {model: live, columns: {id: [not_null]}}
  - {source: crm.users, columns: {id: [not_null]}}
`,
} as const;

interface Planned {
  readonly plan: Plan;
  readonly lines: readonly string[];
}

function planned(
  command: Command,
  asOf: string | undefined,
  { texts = SHOP, select }: { texts?: ProjectTexts; select?: readonly string[] } = {},
): Planned {
  const { manifest } = soundManifest(texts);
  const selection = new Set(select?.map(idOf) ?? Object.values(manifest.nodes).map(({ id }) => id));
  const problems = new Problems();
  const plan = createPlan(
    manifest,
    selection,
    {
      command,
      asOf,
      isFullRefresh: false,
      isGated: true,
      isPruning: false,
      restateReason: undefined,
    },
    problems,
  );
  return { plan, lines: lines(problems) };
}

/** `type id ← parents` of each task. */
function tasks({ plan }: Planned): readonly string[] {
  return Object.values<Task>(plan.tasks).map(({ type, id }) => {
    const parents = (plan.parents[id] ?? []).map(short);
    return [`${type} ${short(id)}`, ...(parents.length === 0 ? [] : [parents.join(', ')])].join(
      ' ← ',
    );
  });
}

test('build loads, builds and asks, each after what it needs', () => {
  const made = planned('build', FEB);
  expect(made.lines).toEqual([]);
  expect(tasks(made)).toEqual([
    'query expectation.both_agree ← model.live, model.names',
    'model model.kept ← model.live',
    'model model.live ← seed.orders@2024-02-29',
    'model model.names ← seed.regions',
    'seed seed.orders@2024-02-29',
    'seed seed.regions',
  ]);
});

test('models builds models alone, as soon as those above them are done', () => {
  expect(tasks(planned('models', FEB))).toEqual([
    'model model.kept ← model.live',
    'model model.live',
    'model model.names',
  ]);
});

test('seed loads every unit of every seed, or that of one as_of', () => {
  expect(tasks(planned('seed', undefined))).toEqual([
    'seed seed.orders@2024-01-31',
    'seed seed.orders@2024-02-29',
    'seed seed.regions',
  ]);
  expect(tasks(planned('seed', JAN))).toEqual(['seed seed.orders@2024-01-31', 'seed seed.regions']);
});

test('test checks what has expectations, a query with the node that it is about, and waits for nothing', () => {
  const made = planned('test', undefined);
  expect(made.lines).toEqual([]);
  expect(tasks(made)).toEqual([
    'query expectation.both_agree',
    'check model.live',
    'check source.crm.users',
  ]);
});

test('a unit of a seed has the files of its as_of, a seed that knows no time all of them', () => {
  const { plan } = planned('seed', undefined);
  expect(plan.tasks['seed.shop.orders@2024-01-31']).toEqual({
    type: 'seed',
    id: 'seed.shop.orders@2024-01-31',
    node: 'seed.shop.orders',
    asOf: JAN,
    files: [{ path: 'seeds/orders_2024-01-31.csv', asOf: JAN, captures: { day: JAN } }],
  });
  expect(plan.tasks['seed.shop.regions']).toMatchObject({
    asOf: undefined,
    files: [{ path: 'seeds/regions.csv' }],
  });
});

test('a seed that holds no file of the as_of has a unit without files, beside one that does', () => {
  const texts = {
    ...SHOP,
    'seeds/more.yml': 'seeds: [{name: visits, files: "visits_{day}.csv", as_of: "{{ day }}"}]',
    'seeds/visits_2024-01-31.csv': 'id\n1\n',
  };
  const { plan } = planned('build', FEB, { texts });
  expect(plan.tasks['seed.shop.visits@2024-02-29']).toMatchObject({ asOf: FEB, files: [] });
});

test('a model knows the as_ofs that the seeds above it hold', () => {
  const { plan } = planned('models', FEB);
  expect(plan.tasks['model.shop.kept']).toEqual({
    type: 'model',
    id: 'model.shop.kept',
    node: 'model.shop.kept',
    heldAsOfs: [JAN, FEB],
  });
  expect(plan.tasks['model.shop.names']).toMatchObject({ heldAsOfs: [] });
});

test('of what is selected, one waits for another over what is left out', () => {
  expect(tasks(planned('build', FEB, { select: ['seed.orders', 'model.kept'] }))).toEqual([
    'model model.kept ← seed.orders@2024-02-29',
    'seed seed.orders@2024-02-29',
  ]);
});

test('a query about one node is asked with that node, and by itself in test only', () => {
  expect(tasks(planned('build', FEB, { select: ['expectation.live_holds'] }))).toEqual([]);
  expect(tasks(planned('test', undefined, { select: ['expectation.live_holds'] }))).toEqual([
    'query expectation.live_holds',
  ]);
});

test('a node waits for what its gates read', () => {
  const texts = {
    ...SHOP,
    'expectations/f.yml': `expectations:
  - {model: live, columns: {id: [{relationships: {to: regions, field: code}}]}}
`,
  };
  expect(tasks(planned('build', FEB, { texts }))).toContain(
    'model model.live ← seed.orders@2024-02-29, seed.regions',
  );
});

test('an as_of is demanded where a node depends on time, with those that there are', () => {
  expect(planned('build', undefined).lines).toEqual([
    'models/kept.sql:1:1: error[as-of-missing]: "kept" is built at an as_of, and none is given ' +
      '(add --vars as_of=2024-02-29 (the seeds hold 2024-01-31 and 2024-02-29))',
  ]);
  expect(planned('models', undefined, { select: ['model.names'] }).lines).toEqual([]);
  expect(planned('build', undefined, { select: ['model.names', 'seed.regions'] }).lines).toEqual(
    [],
  );
  expect(planned('seed', undefined).lines).toEqual([]);
  expect(planned('test', undefined).lines).toEqual([]);
});

test('an as_of that no seed holds cannot be built', () => {
  expect(planned('build', '2024-03-31').lines).toEqual([
    'error[as-of-not-held]: no seed holds the as_of 2024-03-31 ' +
      '(the seeds hold 2024-01-31 and 2024-02-29)',
  ]);
  expect(planned('build', '2024-03-31', { select: ['model.names'] }).lines).toEqual([]);
});

test('a model that depends on time without any seed takes every as_of', () => {
  const texts = {
    'models/day.sql': "{{ config(materialized='table') }} select {{ as_of }} as day",
  };
  expect(planned('build', '2024-03-31', { texts }).lines).toEqual([]);
  expect(planned('build', undefined, { texts }).lines).toEqual([
    'models/day.sql:1:1: error[as-of-missing]: "day" is built at an as_of, and none is given (add --vars as_of=2024-01-31)',
  ]);
});

test('a plan holds what it was asked for', () => {
  const { manifest } = soundManifest(SHOP);
  const options = {
    command: 'build',
    asOf: FEB,
    isFullRefresh: true,
    isGated: false,
    isPruning: false,
    restateReason: undefined,
  } as const;
  expect(createPlan(manifest, new Set(), options, new Problems())).toEqual({
    ...options,
    tasks: {},
    parents: {},
  });
});

test('dates are listed for people, the last six of many', () => {
  expect(formatDates([JAN])).toBe('2024-01-31');
  expect(formatDates([JAN, FEB])).toBe('2024-01-31 and 2024-02-29');
  const months = Array.from({ length: 8 }, (_, at) => `2024-0${at + 1}-15`);
  expect(formatDates(months)).toBe(
    '2024-01-15 … 2024-03-15, 2024-04-15, 2024-05-15, 2024-06-15, 2024-07-15 and 2024-08-15',
  );
});

test('the as_ofs of several seeds are told once each, in order', () => {
  const seed = nodeOf(soundManifest(SHOP), 'seed.orders');
  if (seed.kind !== 'seed') throw new Error('orders is a seed');
  const late = { ...seed, files: [{ path: 'x', asOf: '2023-12-31', captures: {} }] };
  expect(heldAsOfs([seed, late, seed])).toEqual(['2023-12-31', JAN, FEB]);
});

test('whatever is selected, no task waits for one that is not planned, and all can run', () => {
  const { manifest } = soundManifest(SHOP);
  const order = topologicalOrder(graphOf(manifest));
  const command = fc.constantFrom<Command>('seed', 'models', 'build', 'test');
  fc.assert(
    fc.property(command, fc.subarray([...order]), (each, selected) => {
      const plan = createPlan(
        manifest,
        new Set(selected),
        {
          command: each,
          asOf: FEB,
          isFullRefresh: false,
          isGated: true,
          isPruning: false,
          restateReason: undefined,
        },
        new Problems(),
      );
      const ids = Object.keys(plan.tasks).sort();
      expect(Object.keys(plan.parents).sort()).toEqual(ids);
      for (const parents of Object.values(plan.parents)) {
        for (const parent of parents) expect(ids).toContain(parent);
      }
      for (const task of Object.values<Task>(plan.tasks)) expect(selected).toContain(task.node);
      expect([...topologicalOrder(taskGraph(plan))].sort()).toEqual(ids);
    }),
  );
});
