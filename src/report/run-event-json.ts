import { diagnosticJson } from '../core/diagnostics/diagnostic-json.ts';
import { exactJson, tenths } from '../core/diagnostics/exact-json.ts';
import type { Json } from '../core/diagnostics/json.ts';
import { unreachable } from '../core/diagnostics/unreachable.ts';
import { expectationResultJson } from '../core/expectation/expectation-result-json.ts';
import type { RunEvent } from '../core/plan/run-event.ts';
import { nodeResultJson, runResultJson } from '../core/plan/run-result-json.ts';

/** An event as one line of `--json` holds it: snake_case, `type` and `at` first. */
export function runEventJson(event: RunEvent): { readonly [key: string]: Json } {
  return { type: event.type, at: event.at, ...eventFields(event) };
}

function eventFields(event: RunEvent): { readonly [key: string]: Json } {
  switch (event.type) {
    case 'run-started':
      return {
        run_id: event.runId,
        command: event.command,
        target: event.target,
        as_of: event.asOf ?? null,
        node_count: event.nodeCount,
        expectation_count: event.expectationCount,
        concurrency: event.concurrency,
      };
    case 'node-started':
      return {
        node: event.node,
        kind: event.kind,
        relation: event.relation,
        as_of: event.asOf ?? null,
      };
    case 'seed-progress':
      return {
        node: event.node,
        as_of: event.asOf ?? null,
        file: event.file,
        rows: exactJson(event.rows),
        bytes: exactJson(event.bytes),
        total_bytes: exactJson(event.totalBytes),
      };
    case 'node-compiled':
      return { node: event.node, file: event.file, sql: event.sql };
    case 'statement-executed':
      return { node: event.node, sql: event.sql, duration_ms: tenths(event.durationMs) };
    case 'expectation-finished':
      return { result: expectationResultJson(event.result) };
    case 'node-finished':
      return {
        position: event.position,
        node_count: event.nodeCount,
        result: nodeResultJson(event.result),
      };
    case 'diagnostic':
      return { diagnostic: diagnosticJson(event.diagnostic) };
    case 'run-finished':
      return runResultJson(event.result);
    default:
      return unreachable(event);
  }
}
