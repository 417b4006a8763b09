import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { diagnostic } from '../../../src/core/diagnostics/diagnostic.ts';
import type { ExpectationResult } from '../../../src/core/expectation/expectation-result.ts';
import { nodeId } from '../../../src/core/graph/node-id.ts';
import { formatHtmlReport, type HtmlReport } from '../../../src/report/html/format-html-report.ts';
import { SCRIPT } from '../../../src/report/html/script.ts';
import { declaredExpectation } from '../declared.ts';
import { expectationResult, nodeResult, runResult } from '../results.ts';

const customers = nodeId('model', 'shop', 'customers');

function report(changes: Partial<HtmlReport> = {}): HtmlReport {
  return {
    run: runResult(),
    manifest: { projectName: 'shop', nodes: {}, expectations: [], disabled: {}, readsClock: false },
    histories: new Map(),
    asofVersion: '0.1.0',
    textOf: () => undefined,
    mask: (text) => text,
    ...changes,
  };
}

const failing = expectationResult('orders.customer_id.not_null', {
  status: 'fail',
  change: 'still',
  since: '2024-01-31T09:30:00.000Z',
  consecutiveFailures: 3,
  asOf: '2024-01-31',
  unexpectedCount: 3,
  elementCount: 1200,
  unexpectedPercent: 0.25,
  unexpectedKeys: [{ order_id: 17 }, { order_id: 18 }],
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
  message: '3 of 1200 rows are unexpected (0.25 %)',
  sql: 'select *\nfrom public.orders\nwhere customer_id is null',
});

/** The page without its style and its script. */
function bodyOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>/, '<style></style>')
    .replace(/<script>[\s\S]*?<\/script>/, '<script></script>')
    .replace(/sha256-[\w+/=]+/, 'sha256-…');
}

test('a page is the run at a glance, and each node with what does not hold first', async () => {
  const page = formatHtmlReport(
    report({
      run: runResult({
        status: 'fail',
        asOf: '2024-01-31',
        nodes: [
          nodeResult('customers', { rows: { inserted: 12 } }),
          nodeResult('orders', { status: 'fail', message: '1 expectation does not hold' }),
          nodeResult('revenue', { status: 'skipped', message: 'because of public.orders' }),
          nodeResult('refunds', {
            status: 'error',
            message: 'column "x" does not exist',
            diagnostics: [
              diagnostic('database-error', 'column "x" does not exist', {
                location: { file: 'models/refunds.sql', line: 1, column: 8, length: 1 },
              }),
            ],
          }),
        ],
        expectations: [
          expectationResult('customers.id.unique', { node: customers, column: 'id' }),
          expectationResult('customers.age.mean', {
            node: customers,
            column: 'age',
            status: 'pass',
            change: 'fixed',
            observedValue: 41.123456789,
            unexpectedPercent: undefined,
            unexpectedCount: undefined,
            elementCount: undefined,
          }),
          expectationResult('orders.id.unique', { column: 'id', sql: 'select 1' }),
          failing,
        ],
      }),
      manifest: {
        projectName: 'shop',
        nodes: {},
        disabled: {},
        readsClock: false,
        expectations: [
          declaredExpectation('orders.customer_id.not_null', {
            description: 'Every order is somebody’s.',
            owner: 'billing',
            tags: ['daily', 'money'],
          }),
          declaredExpectation('customers.age.mean', {
            check: 'mean_to_be_between',
            kwargs: { min_value: 18, max_value: 60 },
          }),
        ],
      },
      textOf: (file) => (file === 'models/refunds.sql' ? 'select x\n' : undefined),
    }),
  );
  await expect(bodyOf(page)).toMatchFileSnapshot('report.golden.html');
});

test('what a value, a name or a message holds is text, in the page and in its data', () => {
  const nasty = `</script><script>alert(1)</script><img src=x onerror=alert(1)>"'&\u0000\u202e`;
  const make = (status: ExpectationResult['status']) =>
    expectationResult(`${nasty}${status}`, {
      status,
      column: nasty,
      message: nasty,
      sql: nasty,
      unexpectedKeys: [{ [nasty]: nasty }],
      partialUnexpectedList: [nasty],
      kwargs: { value: nasty },
      location: { file: nasty, line: 1, column: 1, length: 1 },
    });
  const page = formatHtmlReport(
    report({
      run: runResult({
        target: nasty,
        nodes: [nodeResult('orders', { status: 'error', relation: nasty, message: nasty })],
        expectations: [make('pass'), make('fail'), make('error'), make('warn')],
        diagnostics: [diagnostic('run-lost', nasty)],
      }),
      manifest: {
        projectName: nasty,
        nodes: {},
        expectations: [],
        disabled: {},
        readsClock: false,
      },
    }),
  );
  expect(page.match(/<script\b[^>]*>/g)).toEqual([
    '<script type="application/json" id="data">',
    '<script>',
  ]);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(page).not.toMatch(/<img/);
  for (const control of ['\u0000', '\u202e']) expect(page).not.toContain(control);
  const data = /id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
  const entries: unknown = JSON.parse(data);
  expect(JSON.stringify(entries)).not.toMatch(/<script|<img/);
});

test('the policy of the page lets its own script run, and nothing else', () => {
  const page = formatHtmlReport(report());
  const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  expect(page).toContain(
    `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
  );
  expect(() => new Script(SCRIPT)).not.toThrow();
  expect(page.match(/(?:src|href)=|url\(|@import/g)).toBeNull();
});

test('secrets are masked in the page and in its data', () => {
  const secret = 'hunter2<&"';
  const page = formatHtmlReport(
    report({
      run: runResult({
        expectations: [
          expectationResult('a', { sql: `select '${secret}'` }),
          { ...failing, partialUnexpectedList: [secret], unexpectedKeys: [], message: secret },
        ],
      }),
      mask: (text) => text.replaceAll(secret, '*****'),
    }),
  );
  expect(page).not.toContain('hunter2');
  expect(page.split('*****')).toHaveLength(4);
});

test('beyond the first failures only lines stand in the page, and what passed in its data', () => {
  const many = Array.from({ length: 250 }, (_, at) => ({ ...failing, id: `failing ${at}` }));
  const passed = Array.from({ length: 3 }, (_, at) => expectationResult(`passed ${at}`));
  const page = formatHtmlReport(report({ run: runResult({ expectations: [...passed, ...many] }) }));
  expect(page.match(/<details class="check fail" open>/g)).toHaveLength(30);
  expect(page.match(/<details class="check fail"/g)).toHaveLength(250);
  expect(page.split('<script')[0]?.match(/<figure/g)).toHaveLength(400);
  expect(page).not.toContain('<details class="check pass"');
  expect(page).toContain('<b>3</b> passed</summary>');
  const data = /id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
  const [entries] = JSON.parse(data);
  expect(entries.map((entry: readonly string[]) => [entry[0], entry.length])).toEqual([
    ...Array.from({ length: 200 }, () => ['fail', 2]),
    ...Array.from({ length: 50 }, () => ['fail', 3]),
    ...Array.from({ length: 3 }, () => ['pass', 4]),
  ]);
});

test.each([
  [runResult(), 'No expectation was checked'],
  [runResult({ expectations: [expectationResult('a')] }), 'The expectation holds'],
  [
    runResult({ expectations: [expectationResult('a'), expectationResult('b')] }),
    'All 2 expectations hold',
  ],
  [
    runResult({
      expectations: [expectationResult('a', { status: 'warn' }), expectationResult('b')],
    }),
    'All gates hold, 1 expectation warns',
  ],
  [
    runResult({
      status: 'fail',
      nodes: [nodeResult('a', { status: 'error' })],
      expectations: [failing],
    }),
    '1 of 1 expectation does not hold, 1 node failed',
  ],
  [runResult({ status: 'interrupted' }), 'The run was interrupted'],
  [runResult({ status: 'error' }), 'The run did not succeed'],
])('the headline says what a run came to: %#', (run, headline) => {
  expect(formatHtmlReport(report({ run }))).toContain(`<title>${headline} · shop</title>`);
});
