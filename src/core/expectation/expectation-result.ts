import type { Note } from '../diagnostics/diagnostic.ts';
import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { NodeId } from '../graph/node-id.ts';

export type ExpectationStatus = 'pass' | 'warn' | 'fail' | 'error';

/** What came of an expectation: the same object in `--json`, run_results.json and the journal. */
export interface ExpectationResult {
  readonly id: string;
  readonly node: NodeId;
  readonly column: string | undefined;
  readonly asOf: string | undefined;
  /** Great Expectations' full name. */
  readonly expectation: string;
  readonly kwargs: Readonly<Record<string, Json>>;
  readonly status: ExpectationStatus;
  readonly elementCount: number | undefined;
  readonly missingCount: number | undefined;
  readonly unexpectedCount: number | undefined;
  /** Of the rows considered, 0 to 100. */
  readonly unexpectedPercent: number | undefined;
  readonly observedValue: Json | undefined;
  /** At most 20, in a stable order. */
  readonly partialUnexpectedList: readonly Json[];
  /** The keys of those rows, as objects by key column. */
  readonly unexpectedKeys: readonly Readonly<Record<string, Json>>[];
  /** The first of them whole, as JSON texts, for `asof_failures`: no output shows them. */
  readonly failingRows: readonly string[];
  /** The table that holds those rows, as SQL, where they were kept from being published. */
  readonly keptIn: string | undefined;
  /** A query that lists every unexpected row; undefined where rows are not the matter. */
  readonly sql: string | undefined;
  /** For people: what was found, or why it could not be checked. */
  readonly message: string | undefined;
  /** Of one that cannot be checked: where else to look. */
  readonly notes?: readonly Note[];
  readonly gate: boolean;
  /** Where it is declared; of one that cannot be checked, what of it the reason is about. */
  readonly location: Location;
  readonly durationMs: number;
}
