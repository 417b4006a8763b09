import type { Location } from '../diagnostics/source-file.ts';

/** Text of a YAML file, perhaps with `{{ }}` in it, and its place. */
export interface LocatedText {
  readonly text: string;
  readonly location: Location;
}
