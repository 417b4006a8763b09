import type { Json } from '../diagnostics/json.ts';
import type { LocatedValue } from '../diagnostics/located-value.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { HistoryRule } from './history/history-rule.ts';

/** A declared statement about the data of one node. */
export interface Expectation {
  /** The given name, or `<node>.<column>.<check>`; unique in a manifest. */
  readonly id: string;
  readonly node: NodeId;
  /** The name in the registry of checks: `be_between`. */
  readonly check: string;
  readonly column: string | undefined;
  /** The check's own arguments, by Great Expectations' names, defaults left out. */
  readonly kwargs: Readonly<Record<string, Json>>;
  /** Nodes that the check reads beside its own, by argument (`to`), or by the `ref` of a test. */
  readonly reads: Readonly<Record<string, NodeId>>;
  /** Only rows for which this SQL condition is true are looked at. */
  readonly where: string | undefined;
  /** Columns that divide the rows into groups, each of which is checked by itself; may be empty. */
  readonly groupBy: readonly string[];
  /** The share of considered rows that must hold, 0 to 1. */
  readonly mostly: number;
  readonly threshold: Threshold;
  /** How the value must stand to what earlier runs observed. */
  readonly history?: HistoryRule;
  /** Whether a node waits for it before it is published. */
  readonly gate: boolean;
  /** Where `on_fail: quarantine` stands; undefined: unexpected rows are not moved. */
  readonly quarantine: Location | undefined;
  /** Whether all rows that it finds are kept in `asof_failures`. */
  readonly storesFailures: boolean;
  /** At most so many unexpected rows are shown. */
  readonly sample: number;
  /** Columns that are shown with the key of an unexpected row. */
  readonly contextColumns: readonly string[];
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly owner: string | undefined;
  /** dbt's: at most so many rows are counted, and shown. */
  readonly limit: number | undefined;
  /** Where a macro of the project says what must hold; `check` is its name then. */
  readonly test?: TestCall;
  readonly late?: LateArguments;
  /** Why it cannot be checked in this invocation: a var that a setting needs has no value. */
  readonly unresolved?: string;
  readonly location: Location;
}

/**
 * Arguments that wait for the as_of that is checked, or for a var that may never be given. They are
 * computed when the expectation is compiled: one run may check several as_ofs.
 */
export interface LateArguments {
  readonly args: Readonly<Record<string, LocatedValue>>;
  /** What their names stand for in this invocation; of an as_of that is checked, its own counts. */
  readonly vars: Readonly<Record<string, Json>>;
  /** What `now()` is where no as_of is checked; undefined where nothing asks for it. */
  readonly now: string | undefined;
}

/** A test of the project, called for one expectation. */
export interface TestCall {
  /** SQL over the rows that its select returns: the number that must be 0; undefined: how many there are. */
  readonly failCalc: string | undefined;
  /** Changes with what the test and its macros say. */
  readonly fingerprint: string;
  /** Whether what they say may be another in each run, of the same rows. */
  readonly isVolatile: boolean;
  /** Where its arguments stand, by name. */
  readonly places: Readonly<Record<string, Location>>;
}

/** When unexpected rows warn, and when they fail. */
export type Threshold =
  | { readonly type: 'severity'; readonly severity: 'error' | 'warn' }
  | {
      readonly type: 'limits';
      readonly warnIf: Limit | undefined;
      readonly errorIf: Limit | undefined;
    };

/** `> 10` or `> 1%`: of the rows considered. */
export interface Limit {
  readonly operator: '>' | '>=' | '=' | '!=' | '<' | '<=';
  readonly amount: number;
  readonly isPercent: boolean;
}
