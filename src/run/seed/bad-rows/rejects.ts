import {
  type Diagnostic,
  DiagnosticError,
  diagnostic,
} from '../../../core/diagnostics/diagnostic.ts';
import type { Location } from '../../../core/diagnostics/source-file.ts';
import { type BadRow, badRowDiagnostic, rowsMeant } from '../../../core/seed/bad-row.ts';
import { decodeUtf8 } from '../../../core/seed/csv/csv-row.ts';
import type { MaxRejects } from '../../../core/seed/seed-settings.ts';
import { type BadRows, listBadRows, MAX_LISTED } from './bad-rows.ts';
import type { RejectSpool } from './reject-spool.ts';

/** Bad rows that are set aside while the others are loaded. */
export interface Rejects extends BadRows {
  /** Throws when more were set aside than the seed allows, where so many rows are loaded. */
  readonly checkLimit: (rowCount: number) => void;
}

export interface RejectsOptions {
  readonly spool: RejectSpool;
  /** undefined: any number. */
  readonly limit: MaxRejects | undefined;
  /** Of the seed, for what is said when there are too many. */
  readonly location: Location;
}

/** For the limit a row counts as many times as rows were meant: the rest of a file may be one. */
export function createRejects({ spool, limit, location }: RejectsOptions): Rejects {
  const first: BadRow[] = [];
  let lost = 0;
  let endless: BadRow | undefined;
  const isOver = () => endless !== undefined || (limit?.type === 'count' && lost > limit.count);

  function tooMany(allowed: string): DiagnosticError {
    const count = spool.count();
    const rows = `${count} ${count === 1 ? 'row' : 'rows'}`;
    const found = lost === count ? rows : `${lost} lines in ${rows}`;
    const summary: Diagnostic = diagnostic(
      'seed-too-many-rejects',
      `${found} ${lost === 1 ? 'is' : 'are'} rejected, where max_rejects allows ${allowed}`,
      { location, hint: 'mend the file, or allow more with max_rejects' },
    );
    return new DiagnosticError([summary, ...listBadRows(first, count > first.length)]);
  }

  return {
    areLeftOut: true,
    add(bad, row) {
      if (row.fault?.reason === 'too-long') {
        endless = bad;
        return;
      }
      lost += rowsMeant(row, bad);
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
      // what comes behind it is not known
      if (endless !== undefined) throw new DiagnosticError([badRowDiagnostic(endless)]);
      if (isOver() && limit?.type === 'count') throw tooMany(String(limit.count));
    },
    checkLimit(rowCount) {
      if (limit?.type !== 'percent' || lost === 0) return;
      const all = rowCount + lost;
      const percent = (100 * lost) / all;
      if (percent > limit.percent) throw tooMany(`${limit.percent} % of ${all} rows`);
    },
  };
}
