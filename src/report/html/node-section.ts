import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { Node } from '../../core/manifest/node.ts';
import type { NodeResult } from '../../core/plan/run-result.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { formatDuration } from '../duration.ts';
import { formatDiagnostic } from '../format-diagnostic.ts';
import { formatRows } from '../format-rows.ts';
import { isFailedNode, type NodeGroup } from '../group-by-node.ts';
import { formatCount } from '../plural.ts';
import { type EntryForm, expectationEntry, rankOf } from './expectation-entry.ts';
import { html, type Markup } from './markup.ts';
import type { ReportValues } from './report-values.ts';
import { NODE_NAMES } from './status-names.ts';

/** How much is said in full by one node. */
const MAX_UNITS = 20;

export interface NodeSection {
  readonly markup: Markup;
  /** Every expectation of the node in the order of the section, those that are folded away last. */
  readonly entries: readonly SectionEntry[];
}

export interface SectionEntry {
  readonly result: ExpectationResult;
  readonly form: EntryForm;
}

/** A node: what came of it, its expectations that do not hold, and how many others there are. */
export function nodeSection(
  group: NodeGroup,
  values: ReportValues,
  formOf: (result: ExpectationResult) => EntryForm,
): NodeSection {
  const node: Node | undefined = values.nodes[group.node];
  const entries = group.expectations
    .map((result) => ({ result, form: formOf(result) }))
    .toSorted((a, b) => rankOf(a.result) - rankOf(b.result))
    .toSorted((a, b) => Number(a.form === 'folded') - Number(b.form === 'folded'));
  const shown = entries.filter(({ form }) => form !== 'folded');
  const foldedCount = entries.length - shown.length;
  const units = group.results.filter((each) => isTelling(each, group)).slice(0, MAX_UNITS);
  const markup = html`<section class="node" data-node="${statusOfNode(group)}">
<header><h2>${titleOf(group, node)}</h2><span class="kind">${kindOf(group, node)}</span>${badge(group, values)}<span class="did">${whatItDid(group)}</span></header>
${node?.description === undefined ? undefined : html`<p class="description">${node.description}</p>\n`}${units.map((each) => unit(each, group, values))}${shown.map(({ result, form }) => expectationEntry(result, values, form))}${
  foldedCount === 0
    ? undefined
    : html`<details class="fold"><summary><b>${formatCount(foldedCount)}</b> passed</summary></details>
`
}</section>
`;
  return { markup, entries };
}

/** Failures come first: a node that failed or an expectation that does not hold, then warnings, then the rest. */
export function rankOfGroup({ results, expectations }: NodeGroup): number {
  const ofNode = results.map((each) =>
    isFailedNode(each) ? 0 : each.status === 'skipped' || each.status === 'interrupted' ? 2 : 4,
  );
  const ofExpectations = expectations.map((each) =>
    each.status === 'fail' || each.status === 'error'
      ? 0
      : each.status === 'warn'
        ? 1
        : each.change === 'fixed'
          ? 3
          : 4,
  );
  return Math.min(4, ...ofNode, ...ofExpectations);
}

/** What the filter knows the node itself by. */
function statusOfNode({ results }: NodeGroup): string {
  if (results.some(isFailedNode)) return 'fail';
  return results.some(({ status }) => status === 'skipped' || status === 'interrupted')
    ? 'skip'
    : '';
}

function titleOf({ node: id, results }: NodeGroup, node: Node | undefined): string {
  const [first] = results;
  if (first !== undefined) return first.relation;
  if (node === undefined) return id;
  return node.kind === 'expectation' || node.relation === undefined
    ? node.name
    : formatRelation(node.relation);
}

function kindOf({ results }: NodeGroup, node: Node | undefined): string {
  const kind = results[0]?.kind ?? node?.kind ?? '';
  const materialized =
    results[0]?.materialized ?? (node?.kind === 'model' ? node.config.materialized : kind);
  return kind === materialized ? kind : `${kind} · ${materialized}`;
}

/** The worst of what came of it, where that is no plain success. */
function badge(group: NodeGroup, { command }: ReportValues): Markup | undefined {
  const worst = group.results.toSorted((a, b) => rankOfResult(b) - rankOfResult(a))[0];
  if (worst === undefined || rankOfResult(worst) === 0) return undefined;
  const { name, tone } = NODE_NAMES[worst.status];
  if (!isOfExpectations(worst, group)) return html`<span class="badge ${tone}">${name}</span>`;
  // what they came to stands below, and what follows from it here
  if (worst.status !== 'fail' || command === 'test' || worst.kind === 'expectation')
    return undefined;
  return html`<span class="badge fail">Not published</span>`;
}

/** Whether it ended so because of expectations, which are told of by themselves. */
function isOfExpectations({ status }: NodeResult, { expectations }: NodeGroup): boolean {
  if (status === 'warn') return expectations.some((each) => each.status === 'warn');
  return status === 'fail' && expectations.some((each) => rankOf(each) < 2);
}

function rankOfResult(result: NodeResult): number {
  if (isFailedNode(result)) return 4;
  const { tone } = NODE_NAMES[result.status];
  return tone === 'skip' ? 3 : tone === 'warn' ? 1 : 0;
}

function whatItDid({ results, expectations }: NodeGroup): string {
  const [first] = results;
  const durationMs = results.reduce((sum, each) => sum + each.durationMs, 0);
  const rows = results.length === 1 && first !== undefined ? formatRows(first.rows) : '';
  const units = results.length > 1 ? `${formatCount(results.length)} as_ofs` : '';
  const asOf = results.length === 1 ? (first?.asOf ?? '') : '';
  const isCounted = expectations.length > 0 ? `${formatCount(expectations.length)} checked` : '';
  const time = first === undefined || first.status === 'skipped' ? '' : formatDuration(durationMs);
  return [asOf, units, rows, isCounted, time].filter((part) => part !== '').join(' · ');
}

/** Whether there is more to say than that it is there. */
function isTelling(result: NodeResult, group: NodeGroup): boolean {
  if (result.diagnostics.length > 0) return true;
  const isPlain = result.message === undefined || result.status === 'unchanged';
  return !isPlain && !isOfExpectations(result, group);
}

function unit(result: NodeResult, { results }: NodeGroup, values: ReportValues): Markup {
  const { tone, name } = NODE_NAMES[result.status];
  const asOf = results.length > 1 && result.asOf !== undefined ? ` as of ${result.asOf}` : '';
  const isSaidBelow = result.diagnostics.some((each) => each.message === result.message);
  const said = result.message === undefined || isSaidBelow ? undefined : `: ${result.message}`;
  return html`<div class="unit ${tone}"><p><b>${name}</b>${asOf}${said}</p>${result.diagnostics.map((each) => diagnosticBlock(each, values))}</div>
`;
}

/** A diagnostic with the line of the file that it points to. */
export function diagnosticBlock(diagnostic: Diagnostic, { textOf }: ReportValues): Markup {
  const tone = diagnostic.severity === 'error' ? 'fail' : 'warn';
  return html`<pre class="diagnostic ${tone}">${formatDiagnostic(diagnostic, { style: 'full', textOf })}</pre>`;
}
