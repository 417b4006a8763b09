import type { Note } from '../diagnostics/diagnostic.ts';
import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { Relation } from '../sql/relation.ts';

export const EXPECTATION_STATUSES = ['pass', 'warn', 'fail', 'error'] as const;
export type ExpectationStatus = (typeof EXPECTATION_STATUSES)[number];

/** `new` and `still` of one that warns, fails or cannot be checked; `fixed` of one that did so before. */
export const EXPECTATION_CHANGES = ['new', 'still', 'fixed'] as const;
export type ExpectationChange = (typeof EXPECTATION_CHANGES)[number];

/** What is found of rows that are judged together. */
export interface Finding {
  readonly status: ExpectationStatus;
  readonly elementCount: number | undefined;
  readonly missingCount: number | undefined;
  readonly unexpectedCount: number | undefined;
  /** Of the rows considered, 0 to 100. */
  readonly unexpectedPercent: number | undefined;
  readonly observedValue: Json | undefined;
  /** What a check found beside: a distribution. */
  readonly details: Json | undefined;
  /** The first of them, in a stable order: 20, or as many as `sample` says. */
  readonly partialUnexpectedList: readonly Json[];
  /** For people: what was found, or why it could not be checked. */
  readonly message: string | undefined;
}

/** What is found of one group of rows. */
export interface GroupFinding extends Omit<Finding, 'partialUnexpectedList'> {
  /** Its values of the columns in `group_by`. */
  readonly group: Readonly<Record<string, Json>>;
}

/** What came of an expectation: the same object in `--json`, run_results.json and the journal. */
export interface ExpectationResult extends Finding {
  readonly id: string;
  readonly node: NodeId;
  readonly column: string | undefined;
  readonly asOf: string | undefined;
  /** Great Expectations' full name. */
  readonly expectation: string;
  readonly kwargs: Readonly<Record<string, Json>>;
  /** Against the last earlier run that checked it; undefined: it holds, as it did or for the first time. */
  readonly change: ExpectationChange | undefined;
  /** ISO 8601: the first of the failures that no success has interrupted; undefined: it holds. */
  readonly since: string | undefined;
  /** How many those are, this one among them. */
  readonly consecutiveFailures: number;
  /** With `group_by`: what was found of each group, the worst first; at most 100. */
  readonly groups: readonly GroupFinding[];
  /** The keys of those rows, as objects by key column. */
  readonly unexpectedKeys: readonly Readonly<Record<string, Json>>[];
  /** The `context_columns` of those rows. */
  readonly unexpectedContext: readonly Readonly<Record<string, Json>>[];
  /** The first of them whole, as JSON texts, for `asof_failures`: no output shows them. */
  readonly failingRows: readonly string[];
  /** The table that holds those rows, as SQL, where they were kept from being published. */
  readonly keptIn: string | undefined;
  /** The table that holds all of its unexpected rows, as SQL, where they are to be stored. */
  readonly storedIn: string | undefined;
  /** The quarantine that holds its unexpected rows, where it sets them aside: `unexpectedCount` were. */
  readonly quarantinedIn: Relation | undefined;
  /** A query that lists every unexpected row; undefined where rows are not the matter. */
  readonly sql: string | undefined;
  /** Of one that cannot be checked: where else to look. */
  readonly notes?: readonly Note[];
  readonly gate: boolean;
  /** Where it is declared; of one that cannot be checked, what of it the reason is about. */
  readonly location: Location;
  readonly durationMs: number;
}
