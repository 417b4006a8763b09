import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import type { ExpectationFault } from '../../core/expectation/sql-expectation.ts';
import { sqlState } from '../../postgres/postgres-error.ts';

/**
 * Why the database cannot answer an expectation: its SQL or a value that it meets is at fault
 * (syntax, a type, a regular expression, a cast, what a domain forbids, an error raised by a function). undefined for what
 * is no fault of it: a lost connection, a cancellation, a deadlock, a lack of memory.
 */
export function expectationFault(error: unknown): ExpectationFault | undefined {
  if (!(error instanceof DiagnosticError)) return undefined;
  if (!/^(?:0A|21|22|23|38|39|42|54|P0)/.test(sqlState(error) ?? '')) return undefined;
  const [first] = error.diagnostics;
  if (sqlState(error) === '42883' && first?.message.includes('pg_input_is_valid')) {
    return { message: 'this check needs PostgreSQL 16 or later', location: first.location };
  }
  return {
    message: error.diagnostics.map((each) => each.message).join('; '),
    location: first?.location,
  };
}
