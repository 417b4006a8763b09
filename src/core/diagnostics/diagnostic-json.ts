import type { Diagnostic } from './diagnostic.ts';
import type { Json } from './json.ts';
import type { Location } from './source-file.ts';

/** A diagnostic as `--json`, run_results.json and the journal hold it. */
export function diagnosticJson(diagnostic: Diagnostic): { readonly [key: string]: Json } {
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    location: locationJson(diagnostic.location),
    notes: diagnostic.notes.map((note) => ({
      message: note.message,
      location: locationJson(note.location),
    })),
    hint: diagnostic.hint ?? null,
  };
}

function locationJson(location: Location | undefined): Json {
  if (location === undefined) return null;
  return { file: location.file, line: location.line, column: location.column };
}
