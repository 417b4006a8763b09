import type { ExpectationResult } from '../../src/core/expectation/expectation-result.ts';
import { nodeId } from '../../src/core/graph/node-id.ts';
import type { NodeResult, RunResult } from '../../src/core/plan/run-result.ts';

export function nodeResult(name: string, changes: Partial<NodeResult> = {}): NodeResult {
  return {
    node: nodeId('model', 'shop', name),
    kind: 'model',
    relation: `public.${name}`,
    materialized: 'table',
    status: 'success',
    asOf: undefined,
    rows: {},
    durationMs: 40,
    message: undefined,
    diagnostics: [],
    ...changes,
  };
}

export function expectationResult(
  id: string,
  changes: Partial<ExpectationResult> = {},
): ExpectationResult {
  return {
    id,
    node: nodeId('model', 'shop', 'orders'),
    column: 'customer_id',
    asOf: undefined,
    expectation: 'expect_column_values_to_not_be_null',
    kwargs: {},
    status: 'pass',
    change: undefined,
    since: undefined,
    consecutiveFailures: 0,
    elementCount: 100,
    missingCount: 0,
    unexpectedCount: 0,
    unexpectedPercent: 0,
    observedValue: undefined,
    details: undefined,
    groups: [],
    partialUnexpectedList: [],
    unexpectedKeys: [],
    failingRows: [],
    keptIn: undefined,
    storedIn: undefined,
    quarantinedIn: undefined,
    unexpectedContext: [],
    sql: undefined,
    message: undefined,
    gate: true,
    location: { file: 'expectations/orders.yml', line: 4, column: 1, length: 1 },
    durationMs: 20,
    ...changes,
  };
}

export function runResult(changes: Partial<RunResult> = {}): RunResult {
  return {
    runId: '01J9Z3',
    command: 'build',
    target: 'dev',
    asOf: undefined,
    status: 'success',
    nodes: [],
    expectations: [],
    diagnostics: [],
    startedAt: '2024-02-01T12:01:33.000Z',
    durationMs: 1900,
    ...changes,
  };
}
