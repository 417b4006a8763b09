import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { ExpectationResult } from './expectation-result.ts';

/** The result as a diagnostic; undefined when it holds. */
export function expectationDiagnostic(result: ExpectationResult): Diagnostic | undefined {
  const { location, message } = result;
  switch (result.status) {
    case 'pass':
      return undefined;
    case 'error':
      return diagnostic('expectation-error', message ?? `"${result.id}" cannot be checked`, {
        location,
        notes: result.notes ?? [],
      });
    case 'warn':
    case 'fail': {
      const because = message === undefined ? '' : `: ${message}`;
      return diagnostic('expectation-failed', `"${result.id}" does not hold${because}`, {
        location,
        severity: result.status === 'warn' ? 'warning' : 'error',
      });
    }
  }
}
