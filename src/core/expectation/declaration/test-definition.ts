import type { LocatedEntry } from '../../diagnostics/located-value.ts';
import type { Location } from '../../diagnostics/source-file.ts';

/** A test that a macro of the project defines, as declarations may use it. */
export interface TestDefinition {
  readonly name: string;
  /** Beside `model`, which it is always given. */
  readonly parameters: readonly TestParameter[];
  /** It uses `kwargs`, and so takes whatever it is given. */
  readonly takesAnything: boolean;
  /** What its own config() says, for where a declaration says nothing else. */
  readonly settings: readonly LocatedEntry[];
  /** Changes with its text, with that of the macros that it calls, and with the vars that they read. */
  readonly fingerprint: string;
  /** Whether one of those texts asks the clock, or for a random number. */
  readonly isVolatile: boolean;
  /** Of its name. */
  readonly location: Location;
}

export interface TestParameter {
  readonly name: string;
  readonly isRequired: boolean;
}

/** By name. */
export type TestDefinitions = ReadonlyMap<string, TestDefinition>;

export const NO_TESTS: TestDefinitions = new Map();

/** The parameter that gets the column under which a test stands. */
export const COLUMN_PARAMETER = 'column_name';
