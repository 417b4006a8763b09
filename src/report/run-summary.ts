import type {
  ExpectationChange,
  ExpectationResult,
  ExpectationStatus,
} from '../core/expectation/expectation-result.ts';
import { NO_HISTORY } from '../core/expectation/history/no-history.ts';
import {
  NODE_STATUSES,
  type NodeResult,
  type NodeStatus,
  type RunResult,
} from '../core/plan/run-result.ts';
import { formatDuration } from './duration.ts';
import { ROW_FATES } from './format-rows.ts';
import { formatTable } from './format-table.ts';
import { formatCount, plural } from './plural.ts';
import { NODE_STATUS_COUNTS } from './status-word.ts';

const MAX_NODES = 40;

/** What became of the rows of each table, for each as_of that was built. */
export function rowsSummary(nodes: readonly NodeResult[]): readonly string[] {
  const counted = nodes.filter(({ rows }) => ROW_FATES.some((fate) => (rows[fate] ?? 0) > 0));
  const asOfs = [...new Set(counted.map(({ asOf }) => asOf ?? ''))].sort();
  return asOfs.flatMap((asOf) => {
    const ofDate = counted.filter((node) => (node.asOf ?? '') === asOf);
    const more = ofDate.length - MAX_NODES;
    return [
      asOf === '' ? 'rows' : `rows as of ${asOf}`,
      ...rowsTable(ofDate.slice(0, MAX_NODES)).map((line) => `  ${line}`),
      ...(more > 0 ? [`  … and ${plural(more, 'more node', 'more nodes')}`] : []),
    ];
  });
}

function rowsTable(nodes: readonly NodeResult[]): readonly string[] {
  const fates = ROW_FATES.filter((fate) => nodes.some(({ rows }) => rows[fate] !== undefined));
  return formatTable(
    [
      { name: 'relation', align: 'left' },
      { name: 'kind', align: 'left' },
      ...fates.map((name) => ({ name, align: 'right' }) as const),
    ],
    nodes.map((node) => [
      node.relation,
      node.materialized,
      ...fates.map((fate) => {
        const count = node.rows[fate];
        return count === undefined ? '' : formatCount(count);
      }),
    ]),
  );
}

/** `expectations: 118 passed, 2 warned, 1 failed (2 new, 1 still failing)   report: target/report.html` */
export function expectationsSummary(
  { expectations }: Pick<RunResult, 'expectations'>,
  reportPath?: string,
): string | undefined {
  if (expectations.length === 0) return undefined;
  const status = (name: ExpectationStatus) =>
    expectations.filter((each) => each.status === name).length;
  const change = (name: ExpectationChange) =>
    expectations.filter((each) => each.change === name).length;
  const statuses = counts([
    [status('pass'), 'passed'],
    [status('warn'), 'warned'],
    [status('fail'), 'failed'],
    [status('error'), 'could not be checked'],
  ]);
  const changes = counts([
    [change('new'), 'new'],
    [change('still'), 'still failing'],
    [change('fixed'), 'fixed'],
    [expectations.filter(isNotCompared).length, 'without history yet'],
  ]);
  const news = changes === '' ? '' : ` (${changes})`;
  const isAllWell = expectations.every((each) => each.status === 'pass');
  const report = isAllWell || reportPath === undefined ? '' : `   report: ${reportPath}`;
  return `expectations: ${statuses}${news}${report}`;
}

/** It holds for want of earlier values, which must not look as if all were well. */
function isNotCompared({ status, message }: ExpectationResult): boolean {
  return status === 'pass' && message !== undefined && message.includes(NO_HISTORY);
}

function counts(parts: readonly (readonly [amount: number, word: string])[]): string {
  const shown = parts.filter(([amount]) => amount > 0);
  return shown.map(([amount, word]) => `${formatCount(amount)} ${word}`).join(', ');
}

/** `done in 1.90s: 11 ok, 1 failed, 2 skipped   run 01J9Z3   details: asof.node_runs` */
export function lastLine(result: RunResult): string {
  const counts = new Map<NodeStatus, number>();
  for (const { status } of result.nodes) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = NODE_STATUSES.filter((status) => counts.has(status)).map(
    (status) => `${formatCount(counts.get(status) ?? 0)} ${NODE_STATUS_COUNTS[status]}`,
  );
  const did = result.status === 'interrupted' ? 'interrupted after' : 'done in';
  const what = parts.length === 0 ? 'nothing to do' : parts.join(', ');
  const time = formatDuration(result.durationMs);
  return `${did} ${time}: ${what}   run ${result.runId}   details: asof.node_runs`;
}
