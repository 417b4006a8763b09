import { exactJson, tenths } from '../diagnostics/exact-json.ts';
import type { Json } from '../diagnostics/json.ts';
import type { ExpectationResult } from './expectation-result.ts';

/** The result as `--json`, run_results.json and the journal hold it. */
export function expectationResultJson(result: ExpectationResult): { readonly [key: string]: Json } {
  return {
    id: result.id,
    node: result.node,
    column: result.column ?? null,
    as_of: result.asOf ?? null,
    expectation: result.expectation,
    kwargs: exactJson(result.kwargs),
    status: result.status,
    change: result.change ?? null,
    since: result.since ?? null,
    consecutive_failures: result.consecutiveFailures,
    element_count: count(result.elementCount),
    missing_count: count(result.missingCount),
    unexpected_count: count(result.unexpectedCount),
    unexpected_percent: count(result.unexpectedPercent),
    observed_value: result.observedValue === undefined ? null : exactJson(result.observedValue),
    partial_unexpected_list: exactJson(result.partialUnexpectedList),
    unexpected_keys: exactJson(result.unexpectedKeys),
    kept_in: result.keptIn ?? null,
    sql: result.sql ?? null,
    message: result.message ?? null,
    gate: result.gate,
    file: result.location.file,
    line: result.location.line,
    duration_ms: tenths(result.durationMs),
  };
}

function count(value: number | undefined): Json {
  return value === undefined ? null : exactJson(value);
}
