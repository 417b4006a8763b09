import type { LocatedEntry, LocatedValue } from '../../diagnostics/located-value.ts';
import type { Location } from '../../diagnostics/source-file.ts';

/** An expectation suite of Great Expectations, 0.18 or 1.x, as its file has it. */
export interface Suite {
  readonly name: string;
  /** Of the name, or of the file. */
  readonly location: Location;
  /** The table or file that it was made for, where it says so. */
  readonly asset: string | undefined;
  readonly notes: string | undefined;
  /** Values of its parameters. */
  readonly parameters: readonly LocatedEntry[];
  readonly expectations: readonly LocatedValue[];
}
