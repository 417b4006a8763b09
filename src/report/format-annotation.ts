import type { Diagnostic } from '../core/diagnostics/diagnostic.ts';
import { expectationDiagnostic } from '../core/expectation/expectation-diagnostic.ts';
import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import type { RunResult } from '../core/plan/run-result.ts';
import { describeChange } from './change-words.ts';
import { isFailedNode } from './group-by-node.ts';
import { printable } from './printable.ts';
import { unexpectedRows } from './unexpected-rows.ts';

export interface AnnotationFormat {
  /** A file of the project as GitHub knows it: below the root of the repository; undefined: it is none. */
  readonly pathOf: (file: string) => string | undefined;
  /** Replaces secrets; every text has passed through it. */
  readonly mask: (text: string) => string;
}

interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly location: Diagnostic['location'];
}

/** How many keys of failing rows an annotation names. */
const MAX_KEYS = 5;

/** What a run came to as workflow commands of GitHub Actions, errors first: it shows but the first ten. */
export function formatAnnotations(run: RunResult, format: AnnotationFormat): string {
  const annotations = [
    ...run.nodes
      .filter(isFailedNode)
      .flatMap(({ relation, diagnostics }) =>
        diagnostics.map((each) => ofDiagnostic(each, relation)),
      ),
    ...run.nodes
      .filter((node) => !isFailedNode(node))
      .flatMap(({ relation, diagnostics }) =>
        diagnostics.map((each) => ofDiagnostic(each, relation)),
      ),
    ...run.expectations.flatMap(ofExpectation),
    ...run.diagnostics.map((each) => ofDiagnostic(each, run.command)),
  ];
  return render(annotations, format);
}

/** What kept a command from running, in the same form. */
export function formatDiagnosticAnnotations(
  diagnostics: readonly Diagnostic[],
  format: AnnotationFormat,
): string {
  return render(
    diagnostics.map((each) => ofDiagnostic(each, 'asof')),
    format,
  );
}

function ofDiagnostic(diagnostic: Diagnostic, about: string): Annotation {
  const { code, severity, message, hint, location } = diagnostic;
  return {
    level: severity,
    title: `${about}: ${code}`,
    message: hint === undefined ? message : `${message}\nhint: ${hint}`,
    location,
  };
}

function ofExpectation(result: ExpectationResult): readonly Annotation[] {
  const problem = expectationDiagnostic(result);
  if (problem === undefined) return [];
  const change = describeChange(result);
  const message = [problem.message, ...keys(result), ...(change === undefined ? [] : [change])];
  return [
    {
      level: problem.severity,
      title: result.id,
      message: message.join('\n'),
      location: problem.location,
    },
  ];
}

function keys(result: ExpectationResult): readonly string[] {
  const found = unexpectedRows(result);
  if (found === undefined) return [];
  const first = found.rows
    .slice(0, MAX_KEYS)
    .map((row) => found.columns.map((column, at) => `${column} ${row[at]}`).join(', '));
  const more = found.rows.length - first.length + found.moreCount;
  return more > 0 ? [...first, `… and ${more} more`] : first;
}

function render(annotations: readonly Annotation[], format: AnnotationFormat): string {
  const errors = annotations.filter(({ level }) => level === 'error');
  const warnings = annotations.filter(({ level }) => level === 'warning');
  return [...errors, ...warnings].map((each) => `${command(each, format)}\n`).join('');
}

/** `::error file=models/a.sql,line=3,col=8,title=…::…` */
function command(
  { level, title, message, location }: Annotation,
  { pathOf, mask }: AnnotationFormat,
): string {
  const show = (text: string) => printable(mask(text));
  const file = location && pathOf(location.file);
  const properties = [
    ...(location === undefined || file === undefined
      ? []
      : [
          ['file', file],
          ['line', String(location.line)],
          ['col', String(location.column)],
        ]),
    ['title', title],
  ].map(([name, value = '']) => `${name}=${escapeProperty(show(value))}`);
  return `::${level} ${properties.join(',')}::${escapeData(show(message))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
