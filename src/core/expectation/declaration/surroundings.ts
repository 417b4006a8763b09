import type { CheckPlace } from '../registry.ts';
import type { Spelling } from './parse-settings.ts';
import type { TestDefinitions } from './test-definition.ts';

/** What is known of an expectation from where it stands. */
export interface Surroundings {
  readonly place: CheckPlace;
  readonly column: string | undefined;
  readonly spelling: Spelling;
  /** The tests of the project: one with the name of a check stands in its place, as in dbt. */
  readonly tests: TestDefinitions;
}
