import type { Diagnostic, Note } from '../core/diagnostics/diagnostic.ts';
import type { Location } from '../core/diagnostics/source-file.ts';
import { codeFrame } from './code-frame.ts';
import { type Paint, plainPaint } from './colour.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';

export interface DiagnosticFormat {
  /** `concise`: one line for each, as editors and CI systems read them, and its hint. */
  readonly style: 'full' | 'concise';
  /** The text of a file that a diagnostic points into, where it is known. */
  readonly textOf: (file: string) => string | undefined;
  readonly paint?: Paint;
}

/** All diagnostics, and the line that counts them; ends with a line feed. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
): string {
  if (diagnostics.length === 0) return '';
  const blocks = diagnostics.map((each) => formatDiagnostic(each, format));
  const separator = format.style === 'full' ? '\n\n' : '\n';
  return `${[...blocks, countLine(diagnostics)].join(separator)}\n`;
}

/** One diagnostic, without a line feed at its end. */
export function formatDiagnostic(diagnostic: Diagnostic, format: DiagnosticFormat): string {
  const paint = format.paint ?? plainPaint;
  const { location, hint } = diagnostic;
  const colour = diagnostic.severity === 'error' ? 'red' : 'yellow';
  const label = paint(colour, `${diagnostic.severity}[${diagnostic.code}]`);
  const headline = `${label}: ${printable(diagnostic.message)}`;
  if (format.style === 'concise') {
    const line = location === undefined ? headline : `${place(location)}: ${headline}`;
    return [oneLine(line), ...(hint === undefined ? [] : [`  hint: ${oneLine(hint)}`])].join('\n');
  }
  const text = location === undefined ? undefined : format.textOf(location.file);
  return [
    headline,
    ...(location === undefined ? [] : [` --> ${place(location)}`]),
    ...(location === undefined || text === undefined ? [] : (codeFrame(text, location) ?? [])),
    ...diagnostic.notes.map(formatNote),
    ...(hint === undefined ? [] : [`${paint('cyan', 'hint')}: ${printable(hint)}`]),
  ].join('\n');
}

/** `2 errors, 1 warning` */
export function countLine(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((each) => each.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ].join(', ');
}

function formatNote(note: Note): string {
  const where = note.location === undefined ? '' : ` at ${place(note.location)}`;
  return `note: ${printable(note.message)}${where}`;
}

/** `models/a.sql:3:8` */
export function place(location: Location): string {
  return `${printable(location.file)}:${location.line}:${location.column}`;
}

function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ');
}
