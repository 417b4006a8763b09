import type { BackfillProgress } from '../core/plan/backfill.ts';
import { formatDates } from '../core/plan/create-plan.ts';
import { formatDuration } from './duration.ts';
import { plural } from './plural.ts';

/** `as_of 2 of 3: 2024-02-29`, above the run that builds it. */
export function formatBackfillStep({ asOfs, built }: BackfillProgress): string {
  return `${built === 0 ? '' : '\n'}as_of ${built + 1} of ${asOfs.length}: ${asOfs[built]}\n`;
}

/** What a backfill did, and by which command it goes on if it stopped. */
export function formatBackfill(progress: BackfillProgress, goOn: string): string {
  const { asOfs, built, durationMs } = progress;
  const time = formatDuration(durationMs);
  if (built === asOfs.length) {
    return `\nbackfilled ${plural(built, 'as_of')} in ${time}: ${formatDates(asOfs)}\n`;
  }
  const left = asOfs.slice(built + 1);
  const untried = left.length === 0 ? '' : `; not tried: ${formatDates(left)}`;
  return (
    `\nbackfilled ${built} of ${plural(asOfs.length, 'as_of')} in ${time}, ` +
    `stopped at ${asOfs[built]}${untried}\nhint: go on from there: ${goOn}\n`
  );
}
