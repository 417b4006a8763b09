import { addToDate, type DateUnit } from '../time/add-to-date.ts';

/** What `--from`, `--to`, `--every` and `--as-of` say. */
export interface BackfillRange {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The step; undefined: the as_ofs that the inputs hold. */
  readonly every: DateUnit | undefined;
  /** These alone; empty: not said. */
  readonly asOfs: readonly string[];
}

/**
 * The as_ofs to build, in order: those that are named, or those of the step, or those that the
 * inputs hold. A step is counted from its start, so that months from January 31st or 30th meet
 * February's end and go on to March 31st or 30th.
 */
export function asOfsToBackfill(
  held: readonly string[],
  { from, to, every, asOfs }: BackfillRange,
): readonly string[] {
  if (asOfs.length > 0) return asOfs;
  const first = from ?? held[0];
  const last = to ?? held.at(-1);
  if (first === undefined || last === undefined) return [];
  if (every === undefined) return held.filter((asOf) => asOf >= first && asOf <= last);
  const stepped: string[] = [];
  for (let asOf = first; asOf <= last; asOf = addToDate(first, stepped.length, every)) {
    stepped.push(asOf);
  }
  return stepped;
}

/** How far a backfill came. */
export interface BackfillProgress {
  readonly asOfs: readonly string[];
  /** How many of them are built. */
  readonly built: number;
  readonly durationMs: number;
}
