import { expect, test } from 'vitest';
import { diagnostic } from '../../../src/core/diagnostics/diagnostic.ts';
import type { NodeResult, RunResult } from '../../../src/core/plan/run-result.ts';
import { NODE_STATUSES } from '../../../src/core/plan/run-result.ts';
import { nodeResultJson, runResultJson } from '../../../src/core/plan/run-result-json.ts';
import { idOf } from '../../support/manifest.ts';

const LOCATION = { file: 'models/orders.sql', line: 2, column: 3, length: 4 };

const NODE: NodeResult = {
  node: idOf('model.orders'),
  kind: 'model',
  relation: 'marts.orders',
  materialized: 'upsert',
  status: 'warn',
  asOf: '2024-01-31',
  rows: { inserted: 2, missing: 2 ** 60 },
  durationMs: 12.345,
  message: '1 key is no longer in the batch',
  diagnostics: [
    diagnostic('model-empty', '"orders" has no rows', {
      severity: 'warning',
      location: LOCATION,
      notes: [{ message: 'here', location: undefined }],
    }),
  ],
};

const RUN: RunResult = {
  runId: '01J9Z3',
  command: 'build',
  target: 'dev',
  asOf: undefined,
  status: 'success',
  nodes: [NODE],
  expectations: [],
  diagnostics: [],
  startedAt: '2024-02-01T12:00:00.000Z',
  durationMs: 1000.04,
};

test('a node is written in snake case, with the counts that it has', () => {
  expect(nodeResultJson(NODE)).toStrictEqual({
    node: 'model.shop.orders',
    kind: 'model',
    relation: 'marts.orders',
    materialized: 'upsert',
    status: 'warn',
    as_of: '2024-01-31',
    // JSON holds no such number exactly
    rows: { inserted: 2, missing: '1152921504606846976' },
    duration_ms: 12.3,
    message: '1 key is no longer in the batch',
    diagnostics: [
      {
        code: 'model-empty',
        severity: 'warning',
        message: '"orders" has no rows',
        location: { file: 'models/orders.sql', line: 2, column: 3 },
        notes: [{ message: 'here', location: null }],
        hint: null,
      },
    ],
  });
});

test('what a node does not have is null', () => {
  const bare = nodeResultJson({
    ...NODE,
    asOf: undefined,
    message: undefined,
    rows: {},
    diagnostics: [],
  });
  expect(bare).toMatchObject({ as_of: null, message: null, rows: {}, diagnostics: [] });
});

test('a run is written with all that came of it', () => {
  expect(runResultJson(RUN)).toStrictEqual({
    run_id: '01J9Z3',
    command: 'build',
    target: 'dev',
    as_of: null,
    status: 'success',
    started_at: '2024-02-01T12:00:00.000Z',
    duration_ms: 1000,
    nodes: [nodeResultJson(NODE)],
    expectations: [],
    diagnostics: [],
  });
});

test('a result is JSON, and no status stands twice', () => {
  const json = runResultJson(RUN);
  expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
  expect(new Set(NODE_STATUSES).size).toBe(NODE_STATUSES.length);
});
