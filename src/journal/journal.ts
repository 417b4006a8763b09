import { quoteIdentifier } from '../core/sql/quote.ts';
import { shortenName } from '../core/sql/shorten-name.ts';
import type { Session } from '../postgres/session.ts';

/** The journal as one session sees it. What is written to it commits with the session's work. */
export interface Journal {
  readonly session: Session;
  /** The schema that holds the tables: `asof`, with the target's prefix before it. */
  readonly schema: string;
}

export const JOURNAL_TABLES = [
  'runs',
  'node_runs',
  'watermarks',
  'snapshots',
  'histories',
  'seed_files',
  'expectation_results',
  'migrations',
] as const;
export type JournalTable = (typeof JOURNAL_TABLES)[number];

/** `"asof"."runs"` */
export function table({ schema }: Pick<Journal, 'schema'>, name: JournalTable): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** Where rows that did not pass a gate are kept: `asof_failures`. */
export function failuresSchema({ schema }: Pick<Journal, 'schema'>): string {
  return shortenName(`${schema}_failures`);
}

/** The trigger function of sealed snapshots: `"asof".refuse_change`. */
export function guardFunction(schema: string): string {
  return `${quoteIdentifier(schema)}.refuse_change`;
}
