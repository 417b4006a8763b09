import { expect, test } from 'vitest';
import { diagnostic } from '../../src/core/diagnostics/diagnostic.ts';
import { nodeId } from '../../src/core/graph/node-id.ts';
import { createJsonReporter } from '../../src/report/json-reporter.ts';
import { expectationResult, nodeResult, runResult } from './results.ts';

const AT = '2024-02-01T12:01:33.000Z';

function createRecording(
  verbosity: 'quiet' | 'normal' | 'verbose' = 'normal',
  mask: (text: string) => string = (text) => text,
) {
  const lines: string[] = [];
  return {
    report: createJsonReporter({ write: (text) => lines.push(text), mask, verbosity }),
    lines,
  };
}

test('an event is one line, in snake_case, with its type and time first', () => {
  const { report, lines } = createRecording();
  report({
    type: 'run-started',
    at: AT,
    runId: 'r1',
    command: 'build',
    target: 'dev',
    asOf: undefined,
    nodeCount: 2,
    expectationCount: 0,
    concurrency: 4,
  });
  expect(lines).toEqual([
    `{"type":"run-started","at":"${AT}","run_id":"r1","command":"build","target":"dev","as_of":null,"node_count":2,"expectation_count":0,"concurrency":4}\n`,
  ]);
});

test('the last event holds every result, and keys that users chose stay as they are', () => {
  const { report, lines } = createRecording('quiet');
  const location = { file: 'models/a.sql', line: 1, column: 2, length: 3 };
  const nodes = [
    nodeResult('a', {
      asOf: '2024-01-31',
      rows: { inserted: 3 },
      diagnostics: [diagnostic('model-empty', 'm', { severity: 'warning', location })],
    }),
  ];
  const expectations = [
    expectationResult('a.b.c', { status: 'fail', unexpectedKeys: [{ userId: 'u1' }] }),
  ];
  report({ type: 'diagnostic', at: AT, diagnostic: diagnostic('model-empty', 'm') });
  report({ type: 'run-finished', at: AT, result: runResult({ nodes, expectations }) });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      type: 'run-finished',
      at: AT,
      run_id: '01J9Z3',
      command: 'build',
      target: 'dev',
      as_of: null,
      status: 'success',
      started_at: AT,
      duration_ms: 1900,
      nodes: [
        {
          node: 'model.shop.a',
          kind: 'model',
          relation: 'public.a',
          materialized: 'table',
          status: 'success',
          as_of: '2024-01-31',
          rows: { inserted: 3 },
          duration_ms: 40,
          message: null,
          diagnostics: [
            {
              code: 'model-empty',
              severity: 'warning',
              message: 'm',
              location: { file: 'models/a.sql', line: 1, column: 2 },
              notes: [],
              hint: null,
            },
          ],
        },
      ],
      expectations: [
        {
          id: 'a.b.c',
          node: 'model.shop.orders',
          column: 'customer_id',
          as_of: null,
          expectation: 'expect_column_values_to_not_be_null',
          kept_in: null,
          stored_in: null,
          quarantined_in: null,
          unexpected_context: [],
          kwargs: {},
          status: 'fail',
          change: null,
          since: null,
          consecutive_failures: 0,
          element_count: 100,
          missing_count: 0,
          unexpected_count: 0,
          unexpected_percent: 0,
          observed_value: null,
          details: null,
          groups: [],
          partial_unexpected_list: [],
          unexpected_keys: [{ userId: 'u1' }],
          sql: null,
          message: null,
          gate: true,
          file: 'expectations/orders.yml',
          line: 4,
          duration_ms: 20,
        },
      ],
      diagnostics: [],
    },
  ]);
});

test('a number that JSON cannot hold exactly is a string', () => {
  const { report, lines } = createRecording();
  const result = expectationResult('a', {
    observedValue: 2 ** 60,
    partialUnexpectedList: [Number.NaN, 0.5, { n: Number.POSITIVE_INFINITY }, 2 ** 53 - 1],
  });
  report({ type: 'expectation-finished', at: AT, result });
  expect(JSON.parse(lines[0] ?? '').result).toMatchObject({
    observed_value: '1152921504606846976',
    partial_unexpected_list: ['NaN', 0.5, { n: 'Infinity' }, 9007199254740991],
  });
});

test('statements are shown only when asked for', () => {
  const event = {
    type: 'statement-executed',
    at: AT,
    node: nodeId('model', 'shop', 'a'),
    sql: 'select 1',
    durationMs: 1,
  } as const;
  const normal = createRecording();
  normal.report(event);
  const verbose = createRecording('verbose');
  verbose.report(event);
  expect([normal.lines.length, verbose.lines.length]).toEqual([0, 1]);
});

test('a secret with a quote in it is masked before it becomes JSON', () => {
  const { report, lines } = createRecording('normal', (text) => text.replaceAll('a"b', '*****'));
  report({ type: 'diagnostic', at: AT, diagnostic: diagnostic('database-error', 'password a"b') });
  expect(JSON.parse(lines[0] ?? '').diagnostic.message).toBe('password *****');
});
