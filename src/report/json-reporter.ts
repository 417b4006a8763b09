import type { Reporter, RunEvent } from '../core/plan/run-event.ts';
import { runEventJson } from './run-event-json.ts';

export interface JsonReporterOptions {
  readonly write: (text: string) => void;
  /** Replaces secrets in a text; every string of an event passes through it. */
  readonly mask: (text: string) => string;
  /** `quiet`: only the end; `normal`: no statements and no progress. */
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
}

const VERBOSE: ReadonlySet<RunEvent['type']> = new Set(['node-compiled', 'statement-executed']);

/** Writes one JSON object per line for each event; the last is `run-finished`. */
export function createJsonReporter({ write, mask, verbosity }: JsonReporterOptions): Reporter {
  return (event) => {
    if (verbosity === 'quiet' && event.type !== 'run-finished') return;
    if (verbosity !== 'verbose' && VERBOSE.has(event.type)) return;
    write(`${maskedJson(runEventJson(event), mask)}\n`);
  };
}

/**
 * Masks the strings before they are written, not the line after it: a secret with a quote in it
 * looks different inside JSON, and one that is a word of JSON must not break it.
 */
export function maskedJson(value: unknown, mask: (text: string) => string): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'string' ? mask(each) : each,
  );
}
