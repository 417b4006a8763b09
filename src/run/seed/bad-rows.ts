import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import { type BadRow, badRowDiagnostic } from '../../core/seed/bad-row.ts';

const MAX_LISTED = 20;

/** The bad rows found so far, up to as many as anybody reads. */
export interface BadRows {
  readonly add: (bad: BadRow) => void;
  readonly isEmpty: () => boolean;
  readonly isFull: () => boolean;
  readonly throwIfAny: () => void;
}

export function createBadRows(): BadRows {
  const found: BadRow[] = [];
  let isMore = false;
  return {
    add(bad) {
      if (found.length < MAX_LISTED) found.push(bad);
      else isMore = true;
    },
    isEmpty: () => found.length === 0,
    isFull: () => isMore,
    throwIfAny() {
      if (found.length === 0) return;
      throw new DiagnosticError(found.map((bad, index) => badRowDiagnostic(withEnd(bad, index))));
    },
  };

  function withEnd(bad: BadRow, index: number): BadRow {
    if (!isMore || index + 1 < found.length) return bad;
    const message = `there are more: only the first ${MAX_LISTED} bad rows are listed`;
    return { ...bad, notes: [...bad.notes, { message, location: undefined }] };
  }
}
