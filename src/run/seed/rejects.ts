import { type Diagnostic, DiagnosticError, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Location } from '../../core/diagnostics/source-file.ts';
import type { BadRow } from '../../core/seed/bad-row.ts';
import { decodeUtf8 } from '../../core/seed/csv-row.ts';
import type { MaxRejects } from '../../core/seed/seed-settings.ts';
import { type BadRows, listBadRows } from './bad-rows.ts';
import type { RejectSpool } from './reject-spool.ts';

const MAX_LISTED = 20;

/** Bad rows that are set aside while the others are loaded. */
export interface Rejects extends BadRows {
  /** Throws when more were set aside than the seed allows, of so many rows in all. */
  readonly checkLimit: (rowCount: number) => void;
}

export interface RejectsOptions {
  readonly spool: RejectSpool;
  /** undefined: any number. */
  readonly limit: MaxRejects | undefined;
  /** Of the seed, for what is said when there are too many. */
  readonly location: Location;
}

export function createRejects({ spool, limit, location }: RejectsOptions): Rejects {
  const first: BadRow[] = [];
  const isOver = () => limit?.type === 'count' && spool.count() > limit.count;

  function tooMany(allowed: string): DiagnosticError {
    const count = spool.count();
    const summary: Diagnostic = diagnostic(
      'seed-too-many-rejects',
      `${count} ${count === 1 ? 'row is' : 'rows are'} rejected, where max_rejects allows ${allowed}`,
      { location, hint: 'mend the file, or allow more with max_rejects' },
    );
    return new DiagnosticError([summary, ...listBadRows(first, count > first.length)]);
  }

  return {
    areLeftOut: true,
    add(bad, row) {
      if (first.length < MAX_LISTED) first.push(bad);
      spool.add({
        file: bad.location.file,
        line: bad.location.line,
        column: bad.column,
        value: bad.value,
        reason: bad.message,
        raw: decodeUtf8(row.bytes, row.start, row.end),
      });
    },
    isStopped: isOver,
    isFull: isOver,
    throwIfAny() {
      if (isOver() && limit?.type === 'count') throw tooMany(String(limit.count));
    },
    checkLimit(rowCount) {
      if (limit?.type !== 'percent' || rowCount === 0) return;
      const percent = (100 * spool.count()) / rowCount;
      if (percent > limit.percent) throw tooMany(`${limit.percent} % of ${rowCount} rows`);
    },
  };
}
