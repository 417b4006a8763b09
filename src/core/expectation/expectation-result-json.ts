import { exactJson, tenths } from '../diagnostics/exact-json.ts';
import type { Json } from '../diagnostics/json.ts';
import { renderRelation } from '../sql/relation.ts';
import type { ExpectationResult, GroupFinding } from './expectation-result.ts';

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
    details: result.details === undefined ? null : exactJson(result.details),
    groups: result.groups.map(groupJson),
    partial_unexpected_list: exactJson(result.partialUnexpectedList),
    unexpected_keys: exactJson(result.unexpectedKeys),
    unexpected_context: exactJson(result.unexpectedContext),
    kept_in: result.keptIn ?? null,
    stored_in: result.storedIn ?? null,
    quarantined_in:
      result.quarantinedIn === undefined ? null : renderRelation(result.quarantinedIn),
    sql: result.sql ?? null,
    message: result.message ?? null,
    gate: result.gate,
    file: result.location.file,
    line: result.location.line,
    duration_ms: tenths(result.durationMs),
  };
}

function groupJson(found: GroupFinding): { readonly [key: string]: Json } {
  return {
    group: exactJson(found.group),
    status: found.status,
    element_count: count(found.elementCount),
    missing_count: count(found.missingCount),
    unexpected_count: count(found.unexpectedCount),
    unexpected_percent: count(found.unexpectedPercent),
    observed_value: found.observedValue === undefined ? null : exactJson(found.observedValue),
    details: found.details === undefined ? null : exactJson(found.details),
    message: found.message ?? null,
  };
}

function count(value: number | undefined): Json {
  return value === undefined ? null : exactJson(value);
}
