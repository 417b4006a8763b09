import type { ExpectationStatus } from '../../core/expectation/expectation-result.ts';
import type { NodeStatus, RunResult } from '../../core/plan/run-result.ts';
import { NODE_STATUSES } from '../../core/plan/run-result.ts';
import { formatInstant } from '../change-words.ts';
import { formatDuration } from '../duration.ts';
import { isFailedNode } from '../group-by-node.ts';
import { formatCount, plural } from '../plural.ts';
import { NODE_STATUS_COUNTS } from '../status-word.ts';
import { html, type Markup } from './markup.ts';
import { CHANGE_NAMES, EXPECTATION_NAMES } from './status-names.ts';

/** What the run came to, at a glance. */
export function pageHeader(
  run: RunResult,
  { projectName, asofVersion }: { readonly projectName: string; readonly asofVersion: string },
): Markup {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['As of', run.asOf],
    ['Target', run.target],
    ['Started', formatInstant(run.startedAt)],
    ['Took', formatDuration(run.durationMs)],
    ['Nodes', nodeCounts(run)],
    ['Run', run.runId],
    ['asof', asofVersion],
  ];
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  return html`<header class="top">
<p class="crumb">${projectName}<span>${run.command}</span></p>
<h1 class="${isGood(run) ? 'pass' : 'fail'}">${verdict(run)}</h1>
${meter(run)}<dl class="facts">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>
`;
}

/** `3 of 118 expectations do not hold` */
export function verdict(run: RunResult): string {
  const all = run.expectations.length;
  const unmet = countOf(run, 'fail') + countOf(run, 'error');
  const failedNodes = run.nodes.filter(
    (each) => isFailedNode(each) && !isOfExpectations(each.node, run),
  ).length;
  const parts = [
    ...(unmet === 0
      ? []
      : [
          `${formatCount(unmet)} of ${plural(all, 'expectation')} ${unmet === 1 ? 'does' : 'do'} not hold`,
        ]),
    ...(failedNodes === 0 ? [] : [`${plural(failedNodes, 'node')} failed`]),
    ...(run.status === 'interrupted' ? ['the run was interrupted'] : []),
  ];
  if (parts.length > 0) return sentence(parts.join(', '));
  if (run.status !== 'success') return 'The run did not succeed';
  if (all === 0) return 'No expectation was checked';
  const warned = countOf(run, 'warn');
  if (warned > 0)
    return `All gates hold, ${plural(warned, 'expectation')} ${warned === 1 ? 'warns' : 'warn'}`;
  return all === 1 ? 'The expectation holds' : `All ${formatCount(all)} expectations hold`;
}

/** Whether the node failed because of expectations that are told of by themselves. */
function isOfExpectations(node: string, { expectations }: RunResult): boolean {
  return expectations.some(
    (each) => each.node === node && (each.status === 'fail' || each.status === 'error'),
  );
}

function isGood({ status }: RunResult): boolean {
  return status === 'success';
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function countOf({ expectations }: RunResult, status: ExpectationStatus): number {
  return expectations.filter((each) => each.status === status).length;
}

function nodeCounts({ nodes }: RunResult): string {
  const count = (status: NodeStatus) => nodes.filter((each) => each.status === status).length;
  return NODE_STATUSES.filter((status) => count(status) > 0)
    .map((status) => `${formatCount(count(status))} ${NODE_STATUS_COUNTS[status]}`)
    .join(', ');
}

/** The shares of what passed and what did not. */
function meter(run: RunResult): Markup | undefined {
  const all = run.expectations.length;
  if (all === 0) return undefined;
  const parts = SHOWN.map((status) => ({ status, count: countOf(run, status) }));
  return html`<div class="meter" aria-hidden="true">${parts
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => html`<i class="${status}" style="flex-grow:${count}"></i>`)}</div>
`;
}

const SHOWN = ['fail', 'error', 'warn', 'pass'] as const;

/** The search box, and a button for each status that occurs. Shown only where they work: with JavaScript. */
export function pageControls(run: RunResult): Markup {
  const statuses = SHOWN.map((status) => ({
    filter: `status:${status}`,
    name: EXPECTATION_NAMES[status],
    tone: status,
    count: countOf(run, status),
  }));
  const changes = (['new', 'still', 'fixed'] as const).map((change) => ({
    filter: `change:${change}`,
    name: CHANGE_NAMES[change],
    tone: undefined,
    count: run.expectations.filter((each) => each.change === change).length,
  }));
  const button = ({ filter, name, tone, count }: (typeof statuses | typeof changes)[number]) =>
    html`<button type="button" data-filter="${filter}" aria-pressed="false">${tone === undefined ? undefined : html`<i class="${tone}"></i>`}${name}<b>${formatCount(count)}</b></button>`;
  const occurs = ({ count }: { readonly count: number }) => count > 0;
  return html`<nav class="controls" aria-label="Filter">
<div class="filters"><button type="button" data-filter="" aria-pressed="true">All<b>${formatCount(run.expectations.length)}</b></button>${statuses.filter(occurs).map(button)}${
    changes.some(occurs)
      ? html`<span class="gap"></span>${changes.filter(occurs).map(button)}`
      : undefined
  }</div>
<input type="search" id="search" placeholder="Search" aria-label="Search expectations" autocomplete="off" spellcheck="false"><kbd>/</kbd>
</nav>
`;
}
