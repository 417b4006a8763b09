import type { SeedSettings } from '../seed-settings.ts';

/** How the text of a file becomes rows and cells; each character is one byte. */
export interface Dialect {
  readonly delimiter: number;
  readonly quote: number;
  /** Stands before a quote, or before itself, inside quotes; the same as `quote` in RFC 4180. */
  readonly escape: number;
  /** Whether cells may be in quotes; where not, `quote` is a byte that no cell may hold. */
  readonly isQuoted: boolean;
  /** What a line begins with that is no row. */
  readonly comment: number | undefined;
}

/** COPY always has a quote: one that no text holds stands for none. */
const NO_QUOTE = 0x08;

/** The dialect of a file, whose ending gives the delimiter that is not set. */
export function dialectOf(settings: SeedSettings, path: string): Dialect {
  const delimiter = delimiterOf(settings, path);
  const isQuoted = settings.quote !== '';
  const quote = isQuoted ? settings.quote.charCodeAt(0) : NO_QUOTE;
  return {
    delimiter: delimiter.charCodeAt(0),
    quote,
    escape: settings.escape === undefined || !isQuoted ? quote : settings.escape.charCodeAt(0),
    isQuoted,
    comment: settings.comment?.charCodeAt(0),
  };
}

export function delimiterOf({ delimiter }: Pick<SeedSettings, 'delimiter'>, path: string): string {
  return delimiter ?? (/\.tsv(?:\.\w+)?$/i.test(path) ? '\t' : ',');
}
