import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { ExpectationResult } from './expectation-result.ts';

/** The result as a diagnostic at the place that declares it; undefined when it holds. */
export function expectationDiagnostic(
  result: ExpectationResult,
  location: Location,
): Diagnostic | undefined {
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
