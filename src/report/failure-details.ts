import type { Json } from '../core/diagnostics/json.ts';
import { expectationDiagnostic } from '../core/expectation/expectation-diagnostic.ts';
import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import type { NodeId } from '../core/graph/node-id.ts';
import type { NodeResult, RunResult } from '../core/plan/run-result.ts';
import type { Paint } from './colour.ts';
import { type DiagnosticFormat, formatDiagnostic } from './format-diagnostic.ts';
import { formatTable } from './format-table.ts';
import { formatCount, plural } from './plural.ts';
import { printable } from './printable.ts';
import { EXPECTATION_STATUS_WORDS, NODE_STATUS_WORDS } from './status-word.ts';

export interface DetailFormat extends DiagnosticFormat {
  readonly paint: Paint;
  /** Where the compiled SQL of a node was written, if it was. */
  readonly compiledFile: (node: NodeId) => string | undefined;
}

const MAX_KEYS = 20;

/** Everything that went wrong in a run, in full, with where to look; one block for each. */
export function failureDetails(result: RunResult, format: DetailFormat): readonly string[] {
  const nodes = result.nodes.filter((node) => isFailure(node));
  const expectations = result.expectations.filter(
    ({ status }) => status === 'fail' || status === 'error',
  );
  return [
    ...nodes.map((node) => nodeFailure(node, format)),
    ...expectations.map((each) => expectationFailure(each, format)),
  ];
}

function isFailure({ status }: NodeResult): boolean {
  return status === 'fail' || status === 'error' || status === 'refused';
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
  const problem = expectationDiagnostic(result);
  const table = keysTable(result);
  return [
    `${format.paint(colour, word)}  expectation ${printable(result.id)}${asOf}`,
    ...(problem === undefined ? [] : ['', formatDiagnostic(problem, format), '']),
    `${result.expectation}${kwargs(result)}`,
    ...(result.message === undefined ? counts(result) : []),
    ...table.map((line) => `  ${line}`),
    ...(result.status === 'error' ? [] : whereToLook(result)),
  ].join('\n');
}

/** What was not published can only be seen where it was kept; the query is about what is there. */
function whereToLook({ keptIn, sql }: ExpectationResult): readonly string[] {
  if (keptIn !== undefined) {
    return ['not published; kept:', indent(printable(`select row from ${keptIn}`))];
  }
  return sql === undefined ? [] : ['every unexpected row:', indent(printable(sql))];
}

function counts(result: ExpectationResult): readonly string[] {
  const { unexpectedCount, elementCount, unexpectedPercent } = result;
  if (unexpectedCount === undefined) {
    return result.observedValue === undefined ? [] : [`observed: ${cell(result.observedValue)}`];
  }
  const of = elementCount === undefined ? '' : ` of ${formatCount(elementCount)}`;
  const percent = unexpectedPercent === undefined ? '' : ` (${formatPercent(unexpectedPercent)})`;
  return [`${plural(unexpectedCount, 'unexpected row')}${of}${percent}`];
}

/** `3 %`, `0.043 %`: three digits that mean something. */
function formatPercent(percent: number): string {
  return `${Number(percent.toPrecision(3))} %`;
}

/** The keys of failing rows, and the failing value where it is not one of the keys. */
function keysTable(result: ExpectationResult): readonly string[] {
  const keys = result.unexpectedKeys.slice(0, MAX_KEYS);
  const values = result.partialUnexpectedList.slice(0, MAX_KEYS);
  const names = [...new Set(keys.flatMap((key) => Object.keys(key)))];
  const valueName = result.column ?? 'value';
  const hasValues = values.length > 0 && !names.includes(valueName);
  // Without one value for each key the two lists are not rows of one table.
  const joined = hasValues && (keys.length === 0 || keys.length === values.length);
  const columns = [...names, ...(joined ? [valueName] : [])];
  if (columns.length === 0) return [];
  const rows = Array.from(
    { length: Math.max(keys.length, joined ? values.length : 0) },
    (_, at) => [
      ...names.map((name) => cell(keys[at]?.[name])),
      ...(joined ? [cell(values[at])] : []),
    ],
  );
  const lines = formatTable(
    columns.map((name) => ({ name, align: 'left' })),
    rows,
  );
  const more = (result.unexpectedCount ?? 0) - rows.length;
  return more > 0 ? [...lines, `… and ${formatCount(more)} more`] : lines;
}

function cell(value: Json | undefined): string {
  if (value === undefined) return '';
  if (value === null) return 'NULL';
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
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
