import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { SHOP, type TemporaryProject, temporaryProject } from './temporary-project.ts';

let project: TemporaryProject;
let database: TestDatabase;
let other: TestDatabase;

const PROJECT = `name: shop
vars:
  as_of: {type: date}
target: warehouse
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
  other: {url: "{{ env_var('OTHER_URL') }}"}
  beside: {url: "{{ env_var('DATABASE_URL') }}", schema_prefix: beside_}
  twin: {url: "{{ env_var('DATABASE_URL') }}"}
seeds:
  +schema: raw
`;

beforeAll(async () => {
  project = await temporaryProject({
    ...SHOP,
    'project.yml': PROJECT,
    'models/frozen.sql': `{{ config(materialized='snapshot', unique_key='order_id', unsealed_columns=['taken']) }}
select order_id, customer, nullif(amount, 1) as amount, random() as taken from {{ ref('raw_orders') }}
`,
    'models/copies.sql': "select order_id, customer from {{ ref('orders') }}\n",
    'models/light.sql':
      "{{ config(materialized='ephemeral') }}\nselect 1 as id from {{ ref('orders') }}\n",
  });
  database = await createDatabase();
  other = await createDatabase();
  for (const target of ['warehouse', 'other', 'beside']) {
    const { stderr, status } = await run('backfill', '--target', target);
    expect(status, stderr).toBe('success');
  }
  await query(
    other.url,
    `update public.orders set amount = 12.500 where order_id = 1;
    update public.orders set amount = null where order_id = 2;
    delete from public.orders where order_id = 3;
    insert into public.orders values (10, 'Eve', 1);
    drop view public.copies`,
  );
  await query(
    database.url,
    `create table public.left_side as select 1 as id, 12.5::numeric as price, '1'::text as n, 1 as day;
    create table public.days as select 1 as order_id, 'Ada' as customer, 12.5 as amount, 'Wed' as day;
    create table public.right_side as select 1 as id, 12.50::numeric(10,2) as price, 1 as n`,
  );
});

afterAll(async () => {
  await database?.drop();
  await other?.drop();
  await project?.[Symbol.asyncDispose]();
});

async function run(...words: readonly string[]): Promise<CliOutcome> {
  return runCli(words, {
    directory: project.directory,
    env: { DATABASE_URL: database.url, OTHER_URL: other.url },
    now: () => new Date(),
  });
}

const MONTHS = ['--from', '2024-01-31', '--to', '2024-02-29'] as const;

test('two as_ofs of a snapshot', async () => {
  expect(await run('diff', 'frozen', ...MONTHS)).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "public.frozen of 2024-01-31 -> public.frozen of 2024-02-29, by order_id

               rows
    ---------  ----
    added         1
    removed       0
    changed       1
    unchanged     1

    column  changed
    ------  -------
    amount        1

    columns not compared: taken

    changed order_id = 2
      amount: 7.00 -> 9.00
    added order_id = 3
      customer: Ada
      amount: NULL
    ",
    }
  `);
  expect((await run('diff', 'frozen', ...MONTHS, '--fail-on-change')).status).toBe('fail');
});

test('two as_ofs of a dated seed, with fewer rows shown than differ', async () => {
  expect(await run('diff', 'raw_orders', ...MONTHS, '--limit', '1')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "raw.raw_orders of 2024-01-31 -> raw.raw_orders of 2024-02-29, by order_id

               rows
    ---------  ----
    added         1
    removed       0
    changed       1
    unchanged     1

    column  changed
    ------  -------
    amount        1

    changed order_id = 2
      amount: 7.00 -> 9.00

    and 1 row more
    ",
    }
  `);
});

test('two relations, of which one has columns of its own', async () => {
  expect(await run('diff', 'orders', '--with', 'copies')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "public.orders -> public.copies, by order_id

               rows
    ---------  ----
    added         0
    removed       0
    changed       0
    unchanged     3

    columns removed: amount
    ",
    }
  `);
  const { status } = await run('diff', 'orders', '--with', 'copies', '--fail-on-change');
  expect(status).toBe('fail');
});

test('a dated relation with one that is not, at the as_of that is given', async () => {
  const words = ['frozen', '--with', 'public.orders', '--to', '2024-01-31', '--key', 'order_id'];
  expect(await run('diff', ...words)).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "public.frozen of 2024-01-31 -> public.orders, by order_id

               rows
    ---------  ----
    added         1
    removed       0
    changed       1
    unchanged     1

    column  changed
    ------  -------
    amount        1

    columns not compared: taken

    changed order_id = 2
      amount: 7.00 -> 9.00
    added order_id = 3
      customer: Ada
      amount: 1
    ",
    }
  `);
});

test('two relations that are the same', async () => {
  expect(
    await run(
      'diff',
      'raw.raw_orders',
      '--with',
      'frozen',
      '--from',
      '2024-01-31',
      '--fail-on-change',
    ),
  ).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "raw.raw_orders of 2024-01-31 -> public.frozen of 2024-01-31, by order_id

               rows
    ---------  ----
    added         0
    removed       0
    changed       0
    unchanged     2

    columns not compared: taken
    ",
    }
  `);
});

test('columns of two types', async () => {
  const words = ['public.left_side', '--with', 'public.right_side', '--key', 'id'];
  expect(await run('diff', ...words)).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "public.left_side -> public.right_side, by id

               rows
    ---------  ----
    added         0
    removed       0
    changed       0
    unchanged     1

    columns removed: day
    type of price: numeric -> numeric(10,2)
    type of n: text -> integer, compared as text
    ",
    }
  `);
});

test('a column that asof added to one side is no data of it', async () => {
  const words = ['raw_orders', '--with', 'public.days', '--from', '2024-01-31'];
  expect(await run('diff', ...words)).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "raw.raw_orders of 2024-01-31 -> public.days, by order_id

               rows
    ---------  ----
    added         0
    removed       1
    changed       0
    unchanged     1

    columns not compared: day

    removed order_id = 2
      customer: Grace
      amount: 7.00
    ",
    }
  `);
});

test('a relation in another database', async () => {
  expect(await run('diff', 'orders', '--with-target', 'other')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "public.orders in warehouse -> public.orders in other, by order_id

               rows
    ---------  ----
    added         1
    removed       1
    changed       1
    unchanged     1

    column  changed
    ------  -------
    amount        1

    changed order_id = 2
      amount: 9.00 -> NULL
    removed order_id = 3
      customer: Ada
      amount: 1
    added order_id = 10
      customer: Eve
      amount: 1
    ",
    }
  `);
});

test('all as_ofs of a relation in another schema of the same database', async () => {
  expect(await run('diff', 'frozen', '--with-target', 'beside')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "public.frozen in warehouse -> beside_public.frozen in beside, by order_id, as_of

               rows
    ---------  ----
    added         0
    removed       0
    changed       0
    unchanged     5

    columns not compared: taken
    ",
    }
  `);
});

test('one as_of of a relation in another database', async () => {
  const words = ['raw_orders', '--with-target', 'other', '--from', '2024-02-29'];
  expect(await run('diff', ...words, '--fail-on-change')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "raw.raw_orders of 2024-02-29 in warehouse -> raw.raw_orders of 2024-02-29 in other, by order_id

               rows
    ---------  ----
    added         0
    removed       0
    changed       0
    unchanged     3
    ",
    }
  `);
});

test('diff --json is one object', async () => {
  const { stdout } = await run('diff', 'frozen', ...MONTHS, '--json');
  expect(JSON.parse(stdout)).toMatchInlineSnapshot(`
    {
      "added_columns": [],
      "columns": [
        {
          "changed": 0,
          "column": "customer",
          "compared_as": "value",
          "from_type": "text",
          "to_type": "text",
        },
        {
          "changed": 1,
          "column": "amount",
          "compared_as": "value",
          "from_type": "numeric",
          "to_type": "numeric",
        },
      ],
      "first_rows": [
        {
          "cells": [
            {
              "column": "amount",
              "from": "7.00",
              "to": "9.00",
            },
          ],
          "key": {
            "order_id": "2",
          },
          "kind": "changed",
        },
        {
          "cells": [
            {
              "column": "customer",
              "from": null,
              "to": "Ada",
            },
            {
              "column": "amount",
              "from": null,
              "to": null,
            },
          ],
          "key": {
            "order_id": "3",
          },
          "kind": "added",
        },
      ],
      "from": {
        "as_of": "2024-01-31",
        "node": "model.shop.frozen",
        "relation": "public.frozen",
        "target": "warehouse",
      },
      "is_different": true,
      "key": [
        "order_id",
      ],
      "removed_columns": [],
      "rows": {
        "added": 1,
        "changed": 1,
        "removed": 0,
        "unchanged": 1,
      },
      "to": {
        "as_of": "2024-02-29",
        "node": "model.shop.frozen",
        "relation": "public.frozen",
        "target": "warehouse",
      },
      "uncompared_columns": [
        "taken",
      ],
    }
  `);
});

describe('what cannot be compared is told so:', () => {
  test.each([
    ['a node that does not exist', ['frosen', ...MONTHS]],
    ['an other node that does not exist', ['frozen', '--with', 'ordrs']],
    ['a relation that does not exist', ['orders', '--with', 'public.nothing']],
    ['a relation that is misspelt', ['orders', '--with', 'public.frozn']],
    ['an ephemeral model', ['light', '--with', 'orders']],
    ['a model that is not built in the other target', ['copies', '--with-target', 'other']],
    ['a single as_of', ['frozen', '--from', '2024-01-31']],
    ['no as_of', ['frozen']],
    ['an as_of of what has none', ['orders', ...MONTHS]],
    ['one side only', ['orders']],
    ['an as_of that is not held', ['frozen', '--from', '2023-12-31', '--to', '2024-01-31']],
    ['an as_of that is no date', ['frozen', '--from', '2024-02-30', '--to', '2024-01-31']],
    ['the same as_of twice', ['frozen', '--from', '2024-01-31', '--to', '2024-01-31']],
    ['the same relation twice', ['orders', '--with', 'public.orders']],
    ['the same target twice', ['orders', '--with-target', 'warehouse']],
    ['the same place by two targets', ['orders', '--with-target', 'twin']],
    ['a target that does not exist', ['orders', '--with-target', 'othr']],
    ['all as_ofs with a relation that has none', ['orders', '--with', 'frozen']],
    ['no row to show', ['frozen', ...MONTHS, '--limit', '0']],
    ['an empty key', ['frozen', ...MONTHS, '--key', 'a,']],
    ['a key that is no column', ['orders', '--with', 'copies', '--key', 'order_idd']],
    ['a key that is repeated', ['orders', '--with', 'copies', '--key', 'customer']],
    ['a key that is NULL', ['frozen', ...MONTHS, '--key', 'amount']],
    ['no key', ['public.left_side', '--with', 'public.right_side']],
  ])('%s', async (_, words) => {
    const { status, stdout, stderr } = await run('diff', ...words);
    expect({ status, stdout }).toEqual({ status: 'error', stdout: '' });
    expect(stderr).toMatchSnapshot();
  });
});

test('an as_of that a seed holds without any row', async () => {
  await project.write('seeds/orders_2024-03-31.csv', 'order_id,customer,amount\n');
  expect((await run('seed')).status).toBe('success');
  const { stdout } = await run(
    'diff',
    'raw_orders',
    '--from',
    '2024-02-29',
    '--to',
    '2024-03-31',
    '--json',
  );
  expect(JSON.parse(stdout)).toMatchObject({
    rows: { added: 0, removed: 3, changed: 0, unchanged: 0 },
    columns: [
      { column: 'customer', changed: 0 },
      { column: 'amount', changed: 0 },
    ],
  });
});
