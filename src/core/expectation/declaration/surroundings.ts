import type { CheckPlace } from '../registry.ts';
import type { Spelling } from './spelling.ts';
import type { Terms } from './terms.ts';

/** What is known of an expectation from where it stands. */
export interface Surroundings extends Terms {
  readonly place: CheckPlace;
  readonly column: string | undefined;
  readonly spelling: Spelling;
}
