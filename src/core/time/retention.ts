import { addToDate, type DateUnit } from './add-to-date.ts';

/** How long the rows of a snapshot are kept. */
export interface Retention {
  readonly count: number;
  readonly unit: DateUnit;
}

/** `24 months`, `1 year`, `90 days`, `8 weeks`. */
export const RETENTION = /^([1-9]\d{0,4}) (day|week|month|year)s?$/;

/** undefined where the text is none: see RETENTION. */
export function parseRetention(text: string): Retention | undefined {
  const [, count, unit] = RETENTION.exec(text) ?? [];
  switch (unit) {
    case 'day':
    case 'week':
    case 'month':
    case 'year':
      return { count: Number(count), unit };
    default:
      return undefined;
  }
}

/** The as_ofs whose rows are let go: those as old as the retention, or older, seen from the newest. */
export function expiredAsOfs(asOfs: readonly string[], retention: Retention): readonly string[] {
  const newest = [...asOfs].sort().at(-1);
  if (newest === undefined) return [];
  const last = addToDate(newest, -retention.count, retention.unit);
  return asOfs.filter((asOf) => asOf <= last).sort();
}

/** As a user writes it. */
export function formatRetention({ count, unit }: Retention): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
