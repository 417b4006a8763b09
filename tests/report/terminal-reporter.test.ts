import { expect, test } from 'vitest';
import { diagnostic } from '../../src/core/diagnostics/diagnostic.ts';
import { nodeId } from '../../src/core/graph/node-id.ts';
import type { RunEvent } from '../../src/core/plan/run-event.ts';
import type { NodeResult, RunResult } from '../../src/core/plan/run-result.ts';
import { createPaint, plainPaint } from '../../src/report/colour.ts';
import {
  createTerminalReporter,
  type TerminalReporterOptions,
} from '../../src/report/terminal-reporter.ts';
import { expectationResult, nodeResult, runResult } from './results.ts';

const AT = '2024-02-01T12:01:33.000Z';

function createRecording(changes: Partial<TerminalReporterOptions> = {}) {
  let output = '';
  const reporter = createTerminalReporter({
    write: (text) => {
      output += text;
    },
    columns: undefined,
    paint: plainPaint,
    mask: (text) => text,
    verbosity: 'normal',
    diagnostics: { style: 'full', textOf: () => undefined },
    formatTime: (at) => at.slice(11, 19),
    nameWidth: 20,
    compiledPath: (file) => `target/compiled/${file}`,
    ...changes,
  });
  return { ...reporter, output: () => output };
}

const started: RunEvent = {
  type: 'run-started',
  at: AT,
  runId: '01J9Z3',
  command: 'build',
  target: 'dev',
  asOf: '2024-01-31',
  nodeCount: 14,
  expectationCount: 2,
  concurrency: 4,
};

function ended(result: NodeResult, position: number): RunEvent {
  return { type: 'node-finished', at: AT, result, position, nodeCount: 14 };
}

function finished(result: RunResult): RunEvent {
  return { type: 'run-finished', at: AT, result };
}

test('a run is one aligned line a node, what became of the rows, and a count', () => {
  const { report, output } = createRecording();
  const countries = nodeResult('countries', {
    kind: 'seed',
    materialized: 'seed',
    relation: 'raw.countries',
    rows: { inserted: 249 },
  });
  const orders = nodeResult('orders', { materialized: 'view' });
  const customers = nodeResult('customers', {
    materialized: 'upsert',
    asOf: '2024-01-31',
    rows: { inserted: 3, updated: 0, unchanged: 7040, missing: 1 },
  });
  const revenue = nodeResult('revenue', {
    status: 'skipped',
    message: 'because of public.customers',
  });
  report(started);
  report(ended(countries, 1));
  report(ended(orders, 2));
  report(ended(customers, 3));
  report(ended(revenue, 14));
  report({ type: 'expectation-finished', at: AT, result: expectationResult('quiet') });
  const nodes = [countries, orders, customers, revenue];
  const expectations = [expectationResult('a'), expectationResult('b', { status: 'warn' })];
  report(finished(runResult({ nodes, expectations })));
  expect(output()).toBe(`\
12:01:33  running 14 nodes and 2 expectations as of 2024-01-31 on target "dev", 4 at a time
12:01:33   1/14  ok      seed   raw.countries         249 rows                    0.04s
12:01:33   2/14  ok      model  public.orders         view                        0.04s
12:01:33   3/14  ok      model  public.customers      upsert, 3 inserted, 7,040 unchanged, 1 missing  0.04s
12:01:33  14/14  skip    model  public.revenue        because of public.customers

rows
  relation       kind  inserted
  -------------  ----  --------
  raw.countries  seed       249
rows as of 2024-01-31
  relation          kind    inserted  updated  unchanged  missing
  ----------------  ------  --------  -------  ---------  -------
  public.customers  upsert         3        0      7,040        1

12:01:33  expectations: 1 passed, 1 warned
12:01:33  done in 1.90s: 3 ok, 1 skipped   run 01J9Z3   details: asof.node_runs
`);
});

test('failures are repeated at the end, with the failing rows and the query for all of them', () => {
  const { report, output } = createRecording();
  const failing = expectationResult('orders.customer_id.not_null', {
    status: 'fail',
    asOf: '2024-01-31',
    unexpectedCount: 3,
    elementCount: 1200,
    unexpectedPercent: 0.25,
    unexpectedKeys: [{ order_id: 17 }, { order_id: 'a\u001b[2J' }],
    partialUnexpectedList: [null, null],
    groups: [
      {
        group: { region: 'EU' },
        status: 'fail',
        elementCount: 40,
        missingCount: 0,
        unexpectedCount: 3,
        unexpectedPercent: 7.5,
        observedValue: undefined,
        details: undefined,
        message: undefined,
      },
    ],
    storedIn: '"asof_failures"."orders.customer_id.not_null"',
    unexpectedContext: [{ city: 'Bern' }, { city: null }],
    sql: 'select *\nfrom public.orders\nwhere customer_id is null',
  });
  const orders = nodeResult('orders', {
    status: 'error',
    diagnostics: [diagnostic('database-error', 'division by zero (SQLSTATE 22012)')],
  });
  report({
    type: 'node-compiled',
    at: AT,
    node: orders.node,
    file: 'models/orders.sql',
    sql: 'select 1 / 0',
  });
  report({ type: 'expectation-finished', at: AT, result: failing });
  report(finished(runResult({ status: 'fail', nodes: [orders], expectations: [failing] })));
  expect(output()).toBe(`\
12:01:33        FAIL    expect orders.customer_id.not_null  3 unexpected rows           0.02s

ERROR  model public.orders
compiled SQL: target/compiled/models/orders.sql

error[database-error]: division by zero (SQLSTATE 22012)

FAIL  expectation orders.customer_id.not_null as of 2024-01-31

error[expectation-failed]: "orders.customer_id.not_null" does not hold
 --> expectations/orders.yml:4:1

expect_column_values_to_not_be_null (column: customer_id)
3 unexpected rows of 1,200 (0.25 %)
  region  status  found
  ------  ------  ---------------
  EU      fail    3 of 40 (7.5 %)
  order_id  customer_id  city
  --------  -----------  ----
  17        NULL         Bern
  a␛[2J     NULL         NULL
  … and 1 more
every unexpected row:
  select *
  from public.orders
  where customer_id is null
stored:
  select row from "asof_failures"."orders.customer_id.not_null"

12:01:33  expectations: 1 failed
12:01:33  done in 1.90s: 1 in error   run 01J9Z3   details: asof.node_runs
`);
});

test('rows that were quarantined are told with the table that holds them', () => {
  const { report, output } = createRecording();
  const moved = expectationResult('orders.customer_id.not_null', {
    status: 'warn',
    unexpectedCount: 3,
    quarantinedIn: { schema: 'public', name: 'orders__quarantine' },
    message: 'three rows went',
  });
  report({ type: 'expectation-finished', at: AT, result: moved });
  expect(output()).toBe(
    '12:01:33        warn    expect orders.customer_id.not_null  3 unexpected rows, quarantined in public.orders__quarantine  0.02s\n',
  );
});

test('a warning is shown when it happens, and not again at the end', () => {
  const { report, output } = createRecording();
  const warning = diagnostic('model-empty', '"a" has no rows', { severity: 'warning' });
  report({ type: 'diagnostic', at: AT, diagnostic: warning });
  report(finished(runResult({ diagnostics: [warning] })));
  expect(output()).toBe(`\
warning[model-empty]: "a" has no rows
12:01:33  done in 1.90s: nothing to do   run 01J9Z3   details: asof.node_runs
`);
});

test('quiet shows only what failed', () => {
  const { report, output } = createRecording({ verbosity: 'quiet' });
  const bad = nodeResult('b', { status: 'error', message: 'it broke' });
  report(started);
  report(ended(nodeResult('a'), 1));
  report(ended(bad, 2));
  report(finished(runResult({ status: 'fail', nodes: [nodeResult('a'), bad] })));
  expect(output()).toBe('\nERROR  model public.b\nit broke\n');
});

test('verbose shows statements and expectations that hold', () => {
  const { report, output } = createRecording({ verbosity: 'verbose' });
  const node = nodeId('model', 'shop', 'orders');
  report({ type: 'statement-executed', at: AT, node, sql: 'select 1', durationMs: 3 });
  report({ type: 'expectation-finished', at: AT, result: expectationResult('a') });
  expect(output()).toBe(`\
12:01:33  select 1  -- model.shop.orders 0.00s
12:01:33        ok      expect a                                                 0.02s
`);
});

test('only status words are coloured', () => {
  const { report, output } = createRecording({ paint: createPaint('ansi') });
  report(ended(nodeResult('a'), 1));
  expect(output()).toBe(
    '12:01:33   1/14  \u001b[32mok\u001b[39m      model  public.a              table                       0.04s\n',
  );
});

test('off a terminal nothing is redrawn', () => {
  const { report, output } = createRecording();
  const node = nodeId('seed', 'shop', 'users');
  report({
    type: 'node-started',
    at: AT,
    node,
    kind: 'seed',
    relation: 'raw.users',
    asOf: undefined,
  });
  expect(output()).toBe('');
});

test('on a terminal a running seed shows its rate, and goes away when it ends', () => {
  const { report, tick, output } = createRecording({ columns: () => 120 });
  const node = nodeId('seed', 'shop', 'users');
  report({
    type: 'node-started',
    at: AT,
    node,
    kind: 'seed',
    relation: 'raw.users',
    asOf: undefined,
  });
  report({
    type: 'seed-progress',
    at: '2024-02-01T12:01:35.000Z',
    node,
    asOf: undefined,
    file: 'seeds/users.csv',
    rows: 500_000,
    bytes: 21_000_000,
    totalBytes: 84_000_000,
  });
  const shown = output();
  tick('2024-02-01T12:01:36.000Z');
  const ticked = output().slice(shown.length);
  report(ended(nodeResult('users', { node, kind: 'seed', rows: { inserted: 9 } }), 1));
  const end = output().slice(shown.length + ticked.length);
  const line = '          …       seed   raw.users';
  expect(shown).toBe(
    `${line}  0.00s\n\u001b[1A\u001b[0J${line}  2.00s  500,000 rows, 25 %, 250,000 rows/s, 10.5 MB/s, 6.00s left, seeds/users.csv\n`,
  );
  expect(ticked).toBe(
    `\u001b[1A\u001b[0J${line}  3.00s  500,000 rows, 25 %, 166,667 rows/s, 7.0 MB/s, 9.00s left, seeds/users.csv\n`,
  );
  expect(end).toBe(
    '\u001b[1A\u001b[0J12:01:33   1/14  ok      seed   public.users          9 rows                      0.04s\n',
  );
});

test('a secret is masked wherever it comes from', () => {
  const { report, output } = createRecording({
    verbosity: 'verbose',
    mask: (text) => text.replaceAll('hunter2', '*****'),
  });
  const bad = nodeResult('hunter2', {
    status: 'error',
    message: 'hunter2',
    diagnostics: [diagnostic('database-error', 'hunter2', { hint: 'hunter2' })],
  });
  const node = nodeId('model', 'shop', 'hunter2');
  report({ type: 'statement-executed', at: AT, node, sql: "select 'hunter2'", durationMs: 1 });
  report(ended(bad, 1));
  report(finished(runResult({ status: 'fail', nodes: [bad] })));
  expect(output()).not.toContain('hunter2');
  expect(output()).toContain('*****');
});
