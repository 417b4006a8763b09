import type { Expectation } from '../core/expectation/expectation.ts';
import { expectationDiagnostic } from '../core/expectation/expectation-diagnostic.ts';
import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import type { NodeId } from '../core/graph/node-id.ts';
import type { NodeResult, RunResult } from '../core/plan/run-result.ts';
import { describeChange } from './change-words.ts';
import type { Paint } from './colour.ts';
import { failingGroups } from './failing-groups.ts';
import { type DiagnosticFormat, formatDiagnostic } from './format-diagnostic.ts';
import { formatTable } from './format-table.ts';
import { isFailedNode } from './group-by-node.ts';
import { formatCount, plural } from './plural.ts';
import { printable } from './printable.ts';
import { EXPECTATION_STATUS_WORDS, NODE_STATUS_WORDS } from './status-word.ts';
import { describeTolerance, formatPercent } from './tolerance.ts';
import { type ShownRows, showValue, unexpectedRows } from './unexpected-rows.ts';

export interface DetailFormat extends DiagnosticFormat {
  readonly paint: Paint;
  /** Where the compiled SQL of a node was written, if it was. */
  readonly compiledFile: (node: NodeId) => string | undefined;
  /** What the project says of an expectation, by its id. */
  readonly declared: (id: string) => Expectation | undefined;
}

/** Everything that went wrong in a run, in full, with where to look; one block for each. */
export function failureDetails(result: RunResult, format: DetailFormat): readonly string[] {
  const nodes = result.nodes.filter(isFailedNode);
  const expectations = result.expectations.filter(
    ({ status }) => status === 'fail' || status === 'error',
  );
  return [
    ...nodes.map((node) => nodeFailure(node, format)),
    ...expectations.map((each) => expectationFailure(each, format)),
  ];
}

function nodeFailure(result: NodeResult, format: DetailFormat): string {
  const { word, colour } = NODE_STATUS_WORDS[result.status];
  const asOf = result.asOf === undefined ? '' : ` as of ${result.asOf}`;
  const compiled = format.compiledFile(result.node);
  const diagnostics = result.diagnostics.map((each) => formatDiagnostic(each, format));
  return [
    `${format.paint(colour, word)}  ${result.kind} ${printable(result.relation)}${asOf}`,
    ...(isSaidBelow(result) ? [] : [printable(result.message ?? '')]),
    ...(compiled === undefined ? [] : [`compiled SQL: ${compiled}`]),
    ...diagnostics.map((block) => `\n${block}`),
  ].join('\n');
}

function isSaidBelow({ message, diagnostics }: NodeResult): boolean {
  return message === undefined || diagnostics.some((each) => each.message.endsWith(message));
}

function expectationFailure(result: ExpectationResult, format: DetailFormat): string {
  const { word, colour } = EXPECTATION_STATUS_WORDS[result.status];
  const asOf = result.asOf === undefined ? '' : ` as of ${result.asOf}`;
  const change = describeChange(result);
  const problem = expectationDiagnostic(result);
  const tables = [tableOf(failingGroups(result)), tableOf(unexpectedRows(result))];
  return [
    `${format.paint(colour, word)}  expectation ${printable(result.id)}${asOf}${change === undefined ? '' : ` (${change})`}`,
    ...(problem === undefined ? [] : ['', formatDiagnostic(problem, format), '']),
    `${result.expectation}${kwargs(result)}`,
    ...(result.message === undefined ? counts(result) : []),
    ...authored(result, format.declared(result.id)),
    ...tables.flatMap((table) => table.map((line) => `  ${line}`)),
    ...(result.status === 'error' ? [] : whereToLook(result)),
  ].join('\n');
}

/** How much is let pass, and what its author says of it. */
function authored(
  { unexpectedPercent }: ExpectationResult,
  declared: Expectation | undefined,
): readonly string[] {
  if (declared === undefined) return [];
  const { description, owner } = declared;
  return [
    ...(unexpectedPercent === undefined ? [] : [`limit: ${describeTolerance(declared)}`]),
    ...(description === undefined ? [] : [printable(description)]),
    ...(owner === undefined ? [] : [`owner: ${printable(owner)}`]),
  ];
}

/** What was not published can only be seen where it was kept; the query is about what is there. */
function whereToLook({ keptIn, storedIn, sql }: ExpectationResult): readonly string[] {
  if (keptIn !== undefined) {
    return ['not published; kept:', indent(printable(`select row from ${keptIn}`))];
  }
  return [
    ...(sql === undefined ? [] : ['every unexpected row:', indent(printable(sql))]),
    ...(storedIn === undefined
      ? []
      : ['stored:', indent(printable(`select row from ${storedIn}`))]),
  ];
}

function counts(result: ExpectationResult): readonly string[] {
  const { unexpectedCount, elementCount, unexpectedPercent } = result;
  if (unexpectedCount === undefined) {
    return result.observedValue === undefined
      ? []
      : [`observed: ${showValue(result.observedValue)}`];
  }
  const of = elementCount === undefined ? '' : ` of ${formatCount(elementCount)}`;
  const percent = unexpectedPercent === undefined ? '' : ` (${formatPercent(unexpectedPercent)})`;
  return [`${plural(unexpectedCount, 'unexpected row')}${of}${percent}`];
}

function tableOf(found: ShownRows | undefined): readonly string[] {
  if (found === undefined) return [];
  const lines = formatTable(
    found.columns.map((name) => ({ name, align: 'left' })),
    found.rows,
  );
  return found.moreCount > 0 ? [...lines, `… and ${formatCount(found.moreCount)} more`] : lines;
}

function kwargs(result: ExpectationResult): string {
  const column = result.column === undefined ? {} : { column: result.column };
  const all = Object.entries({ ...column, ...result.kwargs }).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return all.length === 0 ? '' : ` (${printable(all.join(', '))})`;
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
