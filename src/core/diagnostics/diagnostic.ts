import type { Code } from './codes.ts';
import type { Location } from './source-file.ts';

export type Severity = 'error' | 'warning';

/** Another place that explains the diagnostic. */
export interface Note {
  readonly message: string;
  readonly location: Location | undefined;
}

/** A located message to the user: what is so, and (hint) what to do next. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** Stands alone, lower-case start, no full stop. */
  readonly message: string;
  readonly location: Location | undefined;
  readonly notes: readonly Note[];
  /** What to do next, in the imperative. */
  readonly hint: string | undefined;
}

export interface DiagnosticDetails {
  readonly location?: Location | undefined;
  readonly severity?: Severity;
  readonly notes?: readonly Note[];
  readonly hint?: string | undefined;
}

export function diagnostic(
  code: Code,
  message: string,
  details: DiagnosticDetails = {},
): Diagnostic {
  return {
    code,
    severity: details.severity ?? 'error',
    message,
    location: details.location,
    notes: details.notes ?? [],
    hint: details.hint,
  };
}

/** The one class of error for users' mistakes; everything else that is thrown is a bug or an abort. */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], cause?: unknown) {
    super(
      diagnostics.map((each) => `${each.code}: ${each.message}`).join('\n'),
      cause === undefined ? undefined : { cause },
    );
    this.diagnostics = diagnostics;
  }
}

export function fail(code: Code, message: string, details: DiagnosticDetails = {}): never {
  throw new DiagnosticError([diagnostic(code, message, details)]);
}
