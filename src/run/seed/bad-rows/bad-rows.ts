import { DiagnosticError } from '../../../core/diagnostics/diagnostic.ts';
import { type BadRow, badRowDiagnostic } from '../../../core/seed/bad-row.ts';
import type { CsvRow } from '../../../core/seed/csv/csv-row.ts';

/** More than so many bad rows nobody reads. */
export const MAX_LISTED = 20;

/** What becomes of bad rows, as they are found. */
export interface BadRows {
  /** The row is reused after the call. */
  readonly add: (bad: BadRow, row: CsvRow) => void;
  /** Whether the others are loaded without them. */
  readonly areLeftOut: boolean;
  /** Whether nothing is loaded any more. */
  readonly isStopped: () => boolean;
  /** Whether no more need be looked for. */
  readonly isFull: () => boolean;
  /** Throws what keeps the rows from being loaded, if anything does. */
  readonly throwIfAny: () => void;
}

/** Bad rows that stop the load: the first of them, up to as many as anybody reads. */
export function createBadRows(): BadRows {
  const found: BadRow[] = [];
  let isMore = false;
  return {
    areLeftOut: false,
    add(bad) {
      if (found.length < MAX_LISTED) found.push(bad);
      else isMore = true;
    },
    isStopped: () => found.length > 0,
    isFull: () => isMore,
    throwIfAny() {
      if (found.length > 0) throw new DiagnosticError(listBadRows(found, isMore));
    },
  };
}

export function listBadRows(found: readonly BadRow[], isMore: boolean) {
  return found.map((bad, index) => {
    if (!isMore || index + 1 < found.length) return badRowDiagnostic(bad);
    const message = `there are more: only the first ${found.length} bad rows are listed`;
    return badRowDiagnostic({ ...bad, notes: [...bad.notes, { message, location: undefined }] });
  });
}
