import { diagnosticJson } from '../diagnostics/diagnostic-json.ts';
import { exactJson, tenths } from '../diagnostics/exact-json.ts';
import type { Json } from '../diagnostics/json.ts';
import { expectationResultJson } from '../expectation/expectation-result-json.ts';
import type { NodeResult, RunResult } from './run-result.ts';

/** A node's result as `--json`, run_results.json and the journal hold it. */
export function nodeResultJson(result: NodeResult): { readonly [key: string]: Json } {
  return {
    node: result.node,
    kind: result.kind,
    relation: result.relation,
    materialized: result.materialized,
    status: result.status,
    as_of: result.asOf ?? null,
    rows: exactJson({ ...result.rows }),
    duration_ms: tenths(result.durationMs),
    message: result.message ?? null,
    diagnostics: result.diagnostics.map(diagnosticJson),
  };
}

/** A run's result as run_results.json and the last line of `--json` hold it. */
export function runResultJson(result: RunResult): { readonly [key: string]: Json } {
  return {
    run_id: result.runId,
    command: result.command,
    target: result.target,
    as_of: result.asOf ?? null,
    status: result.status,
    started_at: result.startedAt,
    duration_ms: tenths(result.durationMs),
    nodes: result.nodes.map(nodeResultJson),
    expectations: result.expectations.map(expectationResultJson),
    diagnostics: result.diagnostics.map(diagnosticJson),
  };
}
