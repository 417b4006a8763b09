import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { ExpectationResult } from './expectation-result.ts';

/** The result as a diagnostic; undefined when it holds. */
export function expectationDiagnostic(result: ExpectationResult): Diagnostic | undefined {
  const { location } = result;
  const because = result.message === undefined ? '' : `: ${result.message}`;
  switch (result.status) {
    case 'pass':
      return undefined;
    case 'error':
      return diagnostic('expectation-error', `"${result.id}" cannot be checked${because}`, {
        location,
      });
    case 'warn':
    case 'fail':
      return diagnostic('expectation-failed', `"${result.id}" does not hold${because}`, {
        location,
        severity: result.status === 'warn' ? 'warning' : 'error',
      });
  }
}
