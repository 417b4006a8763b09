import { expect, test } from 'vitest';
import { diagnostic } from '../../src/core/diagnostics/diagnostic.ts';
import { nodeId } from '../../src/core/graph/node-id.ts';
import { formatJUnit, formatJUnitError, type JUnitReport } from '../../src/report/format-junit.ts';
import { declaredExpectation } from './declared.ts';
import { expectationResult, nodeResult, runResult } from './results.ts';

const users = nodeId('seed', 'shop', 'users');

function report(changes: Partial<JUnitReport>): string {
  return formatJUnit({
    runs: [],
    declared: new Map(),
    projectName: 'shop',
    mask: (text) => text.replaceAll('hunter2', '*****'),
    ...changes,
  });
}

test('a build is a suite for each node: one case for it, and one for each expectation', () => {
  const failing = expectationResult('orders.customer_id.not_null', {
    status: 'fail',
    change: 'new',
    unexpectedCount: 3,
    unexpectedPercent: 0.25,
    unexpectedKeys: [{ order_id: 17 }, { order_id: 'a"<&>\u0007' }],
    partialUnexpectedList: [null, null],
    message: '3 of 1200 rows are unexpected (0.25 %)',
    sql: "select * from orders where token = 'hunter2'\n",
  });
  const declared = declaredExpectation('orders.customer_id.not_null', {
    mostly: 0.999,
    description: 'Every order is somebody’s.',
    owner: 'billing',
  });
  const run = runResult({
    status: 'fail',
    asOf: '2024-01-31',
    nodes: [
      nodeResult('users', {
        node: users,
        kind: 'seed',
        relation: 'raw.users',
        asOf: '2024-01-31',
        rows: { inserted: 2 },
      }),
      nodeResult('users', {
        node: users,
        kind: 'seed',
        relation: 'raw.users',
        asOf: '2024-02-29',
        status: 'unchanged',
        durationMs: 1,
      }),
      nodeResult('orders', { status: 'fail', message: '1 expectation does not hold' }),
      nodeResult('refunds', {
        status: 'error',
        message: 'division by zero',
        diagnostics: [diagnostic('database-error', 'division by zero')],
      }),
      nodeResult('revenue', {
        status: 'skipped',
        message: 'because of public.orders',
        durationMs: 0,
      }),
    ],
    expectations: [
      expectationResult('users.id.unique', { node: users, asOf: '2024-01-31' }),
      failing,
      expectationResult('orders.n', {
        status: 'warn',
        message: 'the sum is 7, expected at least 9',
      }),
      expectationResult('orders.x', { status: 'error', message: 'there is no column "x\ud800"' }),
    ],
  });
  expect(report({ runs: [run], declared: new Map([[declared.id, declared]]) })).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="shop" tests="9" failures="2" errors="2" time="0.201">
  <testsuite name="raw.users" tests="3" failures="0" errors="0" skipped="0" time="0.061" timestamp="2024-02-01T12:01:33">
    <properties>
      <property name="node" value="seed.shop.users"/>
      <property name="command" value="build"/>
      <property name="target" value="dev"/>
      <property name="run" value="01J9Z3"/>
      <property name="as_of" value="2024-01-31"/>
    </properties>
    <testcase name="load as of 2024-01-31" classname="raw.users" time="0.040">
      <system-out>2 rows</system-out>
    </testcase>
    <testcase name="load as of 2024-02-29" classname="raw.users" time="0.001"/>
    <testcase name="users.id.unique as of 2024-01-31" classname="raw.users" time="0.020"/>
  </testsuite>
  <testsuite name="public.orders" tests="4" failures="2" errors="1" skipped="0" time="0.100" timestamp="2024-02-01T12:01:33">
    <properties>
      <property name="node" value="model.shop.orders"/>
      <property name="command" value="build"/>
      <property name="target" value="dev"/>
      <property name="run" value="01J9Z3"/>
      <property name="as_of" value="2024-01-31"/>
    </properties>
    <testcase name="build" classname="public.orders" time="0.040">
      <failure message="1 expectation does not hold" type="fail"/>
    </testcase>
    <testcase name="orders.customer_id.not_null" classname="public.orders" time="0.020">
      <failure message="3 of 1200 rows are unexpected (0.25 %)" type="expect_column_values_to_not_be_null">expectations/orders.yml:4
customer_id: no value is NULL
limit: at most 0.1 % may be unexpected
Every order is somebody’s.
owner: billing
new

order_id  customer_id
--------  -----------
17        NULL
a"&lt;&amp;&gt;␇    NULL
… and 1 more

select * from orders where token = '*****'</failure>
    </testcase>
    <testcase name="orders.n" classname="public.orders" time="0.020">
      <system-out>warning: the sum is 7, expected at least 9
expectations/orders.yml:4
customer_id: expect column values to not be null</system-out>
    </testcase>
    <testcase name="orders.x" classname="public.orders" time="0.020">
      <error message="there is no column &quot;x�&quot;" type="expectation-error">expectations/orders.yml:4
customer_id: expect column values to not be null</error>
    </testcase>
  </testsuite>
  <testsuite name="public.refunds" tests="1" failures="0" errors="1" skipped="0" time="0.040" timestamp="2024-02-01T12:01:33">
    <properties>
      <property name="node" value="model.shop.refunds"/>
      <property name="command" value="build"/>
      <property name="target" value="dev"/>
      <property name="run" value="01J9Z3"/>
      <property name="as_of" value="2024-01-31"/>
    </properties>
    <testcase name="build" classname="public.refunds" time="0.040">
      <error message="division by zero" type="database-error">error[database-error]: division by zero</error>
    </testcase>
  </testsuite>
  <testsuite name="public.revenue" tests="1" failures="0" errors="0" skipped="1" time="0.000" timestamp="2024-02-01T12:01:33">
    <properties>
      <property name="node" value="model.shop.revenue"/>
      <property name="command" value="build"/>
      <property name="target" value="dev"/>
      <property name="run" value="01J9Z3"/>
      <property name="as_of" value="2024-01-31"/>
    </properties>
    <testcase name="build" classname="public.revenue" time="0.000">
      <skipped message="because of public.orders"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('where only expectations are checked, a node has a case of its own only when they do not say all', () => {
  const run = runResult({
    command: 'test',
    nodes: [nodeResult('orders', { status: 'fail' }), nodeResult('refunds', { status: 'error' })],
    expectations: [expectationResult('orders.x', { status: 'fail' })],
  });
  const names = [...report({ runs: [run] }).matchAll(/<testcase name="([^"]*)"/g)];
  expect(names.map(([, name]) => name)).toEqual(['orders.x', 'check']);
});

test('the builds of a backfill are one report', () => {
  const runs = ['2024-01-31', '2024-02-29'].map((asOf) =>
    runResult({ asOf, nodes: [nodeResult('orders', { asOf })] }),
  );
  const text = report({ runs });
  expect(text).toContain('<testsuites name="shop" tests="2" failures="0" errors="0" time="0.080">');
  expect(text.match(/name="as_of" value="[^"]*"/g)).toEqual([
    'name="as_of" value="2024-01-31"',
    'name="as_of" value="2024-02-29"',
  ]);
});

test('what is wrong with a run as a whole is a suite, and its warnings fail nobody', () => {
  const diagnostics = [
    diagnostic('run-lost', 'the run was taken for dead'),
    diagnostic('run-waiting', 'waited', { severity: 'warning' }),
  ];
  const text = report({ runs: [runResult({ diagnostics })] });
  expect(text).toContain('<testsuite name="build" tests="2" failures="0" errors="1" skipped="0"');
});

test('what kept a command from running is an error', () => {
  const text = formatJUnitError([diagnostic('yaml-syntax', 'line 1 & more: hunter2')], {
    startedAt: '2024-02-01T12:01:33.000Z',
    mask: (each) => each.replaceAll('hunter2', '*****'),
  });
  expect(text).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="asof" tests="1" failures="0" errors="1" time="0.000">
  <testsuite name="asof" tests="1" failures="0" errors="1" skipped="0" time="0.000" timestamp="2024-02-01T12:01:33">
    <testcase name="yaml-syntax" classname="asof" time="0.000">
      <error message="line 1 &amp; more: *****" type="yaml-syntax">error[yaml-syntax]: line 1 &amp; more: *****</error>
    </testcase>
  </testsuite>
</testsuites>
`);
});
