import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  ConstraintConfig,
  IndexConfig,
} from '../../../src/core/materialization/model-config.ts';
import {
  columnDefinitions,
  constraintClauses,
  indexStatements,
  missingDefinitions,
  notNullColumns,
  renamings,
} from '../../../src/core/materialization/table-definition.ts';
import { existingTable, modelBuild } from './model-build.ts';

const ORDERS = { schema: 'marts', name: 'orders' };
const PLAIN: IndexConfig = {
  columns: ['total'],
  unique: false,
  type: undefined,
  include: [],
  where: undefined,
};
const LOCATION = { file: 'models/m.yml', line: 1, column: 1, length: 1 };

function indexSql(...indexes: readonly Partial<IndexConfig>[]): readonly string[] {
  return indexStatements(
    ORDERS,
    ORDERS,
    indexes.map((index) => ({ ...PLAIN, ...index })),
  );
}

test('an index is named after its table and columns', () => {
  expect(indexSql({}, { columns: ['total', 'id'] })).toEqual([
    'create index "orders_total_idx" on "marts"."orders" ("total")',
    'create index "orders_total_id_idx" on "marts"."orders" ("total", "id")',
  ]);
});

test('an expression is indexed as it is written', () => {
  expect(indexSql({ columns: ['lower(email)', 'id'] })).toEqual([
    'create index "orders_lower(email)_id_idx" on "marts"."orders" ((lower(email)), "id")',
  ]);
});

test('an index has all that it is configured with', () => {
  expect(
    indexSql({ unique: true, type: 'btree', include: ['id', 'a"b'], where: "region = 'eu'" }),
  ).toEqual([
    'create unique index "orders_total_idx_f47a39cb" on "marts"."orders" using btree ("total") ' +
      `include ("id", "a""b") where (region = 'eu')`,
  ]);
});

test('several indexes of the same columns have names of their own', () => {
  const statements = indexSql(
    {},
    { unique: true },
    { where: 'total > 0' },
    { where: 'total > 1' },
    { type: 'brin' },
    { include: ['id'] },
  );
  expect(new Set(statements.map((sql) => /"[^"]+"/.exec(sql)?.[0])).size).toBe(6);
});

test('an index of a table aside is named after the table that it will be', () => {
  expect(
    indexStatements({ schema: 'marts', name: 'orders__aside_r1' }, ORDERS, [PLAIN], '_r1'),
  ).toEqual(['create index "orders_total_idx_r1" on "marts"."orders__aside_r1" ("total")']);
});

function clauses(...constraints: readonly ConstraintConfig[]): readonly string[] {
  return constraintClauses(
    modelBuild({
      config: { constraints },
      referred: { users: { schema: 'raw', name: 'users' }, orders: ORDERS },
    }),
  );
}

test('constraints without a name get one from what they are', () => {
  expect(
    clauses(
      { type: 'unique', name: undefined, columns: ['id', 'total'] },
      { type: 'check', name: undefined, expression: 'total >= 0' },
      { type: 'check', name: undefined, expression: 'id > 0' },
      {
        type: 'foreign_key',
        name: undefined,
        columns: ['id'],
        to: 'users',
        toColumns: ['uid'],
        location: LOCATION,
      },
    ),
  ).toEqual([
    'constraint "orders_id_total_key" unique ("id", "total")',
    'constraint "orders_check_f7778af1" check (total >= 0)',
    'constraint "orders_check_6ef45708" check (id > 0)',
    'constraint "orders_id_fkey" foreign key ("id") references "raw"."users" ("uid")',
  ]);
});

test('a foreign key to the model itself refers to the table that has it, wherever that is built', () => {
  const boss: ConstraintConfig = {
    type: 'foreign_key',
    name: 'boss',
    columns: ['boss_id'],
    to: 'orders',
    toColumns: ['id'],
    location: LOCATION,
  };
  const build = modelBuild({ config: { constraints: [boss] }, referred: { orders: ORDERS } });
  expect(constraintClauses(build)).toEqual([
    'constraint "boss" foreign key ("boss_id") references "marts"."orders" ("id")',
  ]);
  const on = { schema: 'marts', name: 'orders__aside_r1' };
  expect(constraintClauses(build, { token: '_r1', on })).toEqual([
    'constraint "boss_r1" foreign key ("boss_id") references "marts"."orders__aside_r1" ("id")',
  ]);
});

test('not_null is a matter of the columns, with those of the key', () => {
  const build = modelBuild({
    config: { uniqueKey: ['id'], constraints: [{ type: 'not_null', columns: ['total'] }] },
  });
  expect([...notNullColumns(build)]).toEqual(['id', 'total']);
  expect(constraintClauses(build)).toEqual(['constraint "orders_pkey" primary key ("id")']);
  expect(columnDefinitions(build)).toEqual([
    '"id" integer not null',
    '"total" numeric(10,2) not null',
  ]);
});

test('what was made under a name of the run gets its own name with the place', () => {
  const build = modelBuild({
    config: {
      uniqueKey: ['id'],
      constraints: [{ type: 'check', name: 'say "yes"', expression: 'true' }],
      indexes: [PLAIN],
    },
  });
  expect(renamings(build, '_r1')).toEqual([
    { type: 'constraint', from: 'orders_pkey_r1', to: 'orders_pkey' },
    { type: 'constraint', from: 'say "yes"_r1', to: 'say "yes"' },
    { type: 'index', from: 'orders_total_idx_r1', to: 'orders_total_idx' },
  ]);
});

test('however long names are, those of the run are other names, and all are kept whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), (name) => {
      const build = modelBuild({
        relation: { schema: 'marts', name },
        config: { uniqueKey: ['id'], indexes: [PLAIN] },
      });
      const all = renamings(build, '_r1').flatMap(({ from, to }) => [from, to]);
      expect(new Set(all).size).toBe(4);
      for (const each of all) expect(new TextEncoder().encode(each).length).toBeLessThanOrEqual(63);
    }),
  );
});

test('a table that stays lacks what it was not made with', () => {
  const build = modelBuild({
    existing: existingTable(['id integer', 'total numeric'], { constraintNames: ['orders_pkey'] }),
    config: {
      uniqueKey: ['id'],
      constraints: [
        { type: 'not_null', columns: ['total'] },
        { type: 'unique', name: 'one_total', columns: ['total'] },
      ],
      indexes: [
        { columns: ['total'], unique: false, type: undefined, include: [], where: undefined },
      ],
    },
  });
  expect(missingDefinitions(build)).toEqual([
    'alter table "marts"."orders"\n  alter column "total" set not null',
    'alter table "marts"."orders"\n  add constraint "one_total" unique ("total")',
    'create index if not exists "orders_total_idx" on "marts"."orders" ("total")',
  ]);
  expect(missingDefinitions({ ...build, existing: undefined })).toEqual([]);
});
