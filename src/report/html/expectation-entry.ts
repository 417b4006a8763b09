import { bug } from '../../core/diagnostics/bug.ts';
import type { Expectation } from '../../core/expectation/expectation.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { ExpectationNode } from '../../core/manifest/node.ts';
import { describeChange } from '../change-words.ts';
import { describeDemand } from '../demand.ts';
import { describeFound } from '../describe-found.ts';
import { formatDuration } from '../duration.ts';
import { failingGroups } from '../failing-groups.ts';
import { formatCount } from '../plural.ts';
import { describeSeverity, describeTolerance } from '../tolerance.ts';
import { type ShownRows, unexpectedRows } from '../unexpected-rows.ts';
import { drawGauge } from './draw-gauge.ts';
import { gaugeOf } from './gauge.ts';
import { html, type Markup } from './markup.ts';
import { HISTORY_LENGTH, type ReportValues } from './report-values.ts';
import { sparkline } from './sparkline.ts';
import { CHANGE_NAMES, EXPECTATION_NAMES } from './status-names.ts';

/**
 * How much of an expectation stands in the page: all of it, unfolded or not; the line that says what
 * came of it, without drawings; or nothing, until somebody unfolds it.
 */
export type EntryForm = 'open' | 'closed' | 'brief' | 'folded';

/** One expectation: a line that says what came of it, and below it all that is known. */
export function expectationEntry(
  result: ExpectationResult,
  values: ReportValues,
  form: EntryForm,
): Markup {
  const { status, location } = result;
  // the browser knows an attribute by its name alone
  const open = form === 'open' ? html` open` : undefined;
  const body =
    form === 'brief'
      ? html`<p class="message">${location.file}:${location.line}</p>`
      : entryBody(result, values);
  return html`<details class="check ${status}"${open}><summary>${entryLine(result, values, form)}</summary><div class="body">${body}</div></details>
`;
}

export function entryLine(
  result: ExpectationResult,
  values: ReportValues,
  form: EntryForm,
): Markup {
  const { status, change, column } = result;
  const found = describeFound(result);
  return html`<span class="status">${EXPECTATION_NAMES[status]}</span><span class="what"><span>${
    column === undefined ? undefined : html`<b>${column}</b> `
  }${describeDemand(result, values.declared.get(result.id))}</span>${
    change === undefined
      ? undefined
      : html`<em class="change ${change}">${CHANGE_NAMES[change]}</em>`
  }</span><span class="found">${found}</span>${form === 'brief' ? undefined : drawings(result, found, values)}`;
}

function drawings(
  result: ExpectationResult,
  found: string,
  { declared, histories }: ReportValues,
): Markup {
  const expectation = declared.get(result.id);
  const gauge = gaugeOf(result, expectation);
  const drawn = gauge && drawGauge(gauge, gaugeLabel(found, result, expectation));
  const past = histories.get(result.id) ?? [];
  return html`<span class="measure">${drawn}</span><span class="history">${sparkline(past, { slots: HISTORY_LENGTH })}</span>`;
}

export function entryBody(result: ExpectationResult, values: ReportValues): Markup {
  return html`${explanation(result, values)}${tables(result)}${facts(result, values)}${query(result)}`;
}

function gaugeLabel(
  found: string,
  result: ExpectationResult,
  declared: Expectation | undefined,
): string {
  const isOfRows = declared !== undefined && result.unexpectedPercent !== undefined;
  return isOfRows
    ? `${found} unexpected; ${describeTolerance(declared)}`
    : `${found}; ${describeDemand(result, declared)}`;
}

/** Why it does not hold, and what its author says it is for. */
function explanation(result: ExpectationResult, values: ReportValues): Markup {
  const { message } = result;
  const description = authored(result, values)?.description;
  const isSaid = message === undefined || COUNTED.test(message);
  return html`${isSaid ? undefined : html`<p class="message">${message}</p>`}${
    description === undefined ? undefined : html`<p class="description">${description}</p>`
  }`;
}

/** What was written about it, in YAML or in the file of its own. */
function authored(
  { id }: ExpectationResult,
  { declared, queries }: ReportValues,
): Expectation | ExpectationNode | undefined {
  return declared.get(id) ?? queries.get(id);
}

/** What the line above says already. */
const COUNTED = /^\d+ of \d+ rows? (is|are) unexpected \([^()]*\)$/;

/** The groups that do not hold, and the rows that show why. */
function tables(result: ExpectationResult): Markup | undefined {
  if (result.status === 'pass') return undefined;
  return html`${[failingGroups(result), unexpectedRows(result)].map(rowsTable)}`;
}

function rowsTable(found: ShownRows | undefined): Markup | undefined {
  if (found === undefined) return undefined;
  const { columns, rows, moreCount } = found;
  return html`<div class="rows"><table><thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map(cell)}</tr>`,
  )}</tbody></table>${
    moreCount > 0 ? html`<p class="more">and ${formatCount(moreCount)} more</p>` : undefined
  }</div>`;
}

function cell(text: string): Markup {
  return text === 'NULL' ? html`<td><i>NULL</i></td>` : html`<td>${text}</td>`;
}

function facts(result: ExpectationResult, values: ReportValues): Markup {
  const expectation = values.declared.get(result.id);
  const isOfRows = expectation !== undefined && result.unexpectedPercent !== undefined;
  const tags = authored(result, values)?.tags ?? [];
  const threshold = authored(result, values)?.threshold;
  const severity = threshold && describeSeverity(threshold);
  const list: readonly (readonly [string, string | undefined])[] = [
    ['Declared', `${result.location.file}:${result.location.line}`],
    ['Limit', isOfRows ? describeTolerance(expectation) : undefined],
    ['Owner', expectation?.owner],
    ['Severity', severity],
    ['As of', result.asOf],
    ['Rows', describeRows(result)],
    ['History', describeChange(result)],
    ['Tags', tags.length === 0 ? undefined : tags.join(', ')],
    ['Took', formatDuration(result.durationMs)],
    ['Check', result.expectation],
    ['Id', result.id],
  ];
  const known = list.filter(([, value]) => value !== undefined && value !== '');
  return html`<dl class="facts">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function describeRows({ elementCount, missingCount }: ExpectationResult): string | undefined {
  if (elementCount === undefined) return undefined;
  const all = formatCount(elementCount);
  return missingCount === undefined || missingCount === 0
    ? all
    : `${all}, ${formatCount(missingCount)} of them not looked at`;
}

/** What was not published can only be seen where it was kept; the query is about what is there. */
function query(result: ExpectationResult): Markup | undefined {
  const { status, keptIn, storedIn, quarantinedIn, sql } = result;
  if (status === 'error') return undefined;
  if (keptIn !== undefined) {
    return codeBlock('Not published; the rows are kept', `select row from ${keptIn}`);
  }
  const stored = storedIn && codeBlock('All are stored', `select row from ${storedIn}`);
  return html`${sql && codeBlock(quarantinedIn === undefined ? 'Every unexpected row' : 'Quarantined', sql)}${stored}`;
}

/** A text to take along. */
function codeBlock(title: string, text: string): Markup {
  return html`<figure class="code"><figcaption>${title}<button type="button" class="copy">Copy</button></figcaption><pre><code>${text.trimEnd()}</code></pre></figure>`;
}

/** Failures before warnings before what holds. */
export function rankOf({ status }: Pick<ExpectationResult, 'status'>): number {
  const rank = RANKS.indexOf(status);
  return rank < 0 ? bug(`no rank for ${status}`) : rank;
}

const RANKS: readonly ExpectationResult['status'][] = ['fail', 'error', 'warn', 'pass'];
