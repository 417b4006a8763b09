import type { LocatedValue } from '../../diagnostics/located-value.ts';
import type { Location } from '../../diagnostics/source-file.ts';
import type { Kwargs } from '../check.ts';
import type { TestCall, Threshold } from '../expectation.ts';
import type { HistoryRule } from '../history/history-rule.ts';

/** An expectation as one place in YAML declares it, with names that are not looked up yet. */
export interface ExpectationDeclaration {
  readonly about: NodeName;
  /** The name in the registry of checks. */
  readonly check: string;
  /** The check as ids say it: an alias, or the short name. */
  readonly title: string;
  readonly column: string | undefined;
  readonly kwargs: Kwargs;
  /** Names of other nodes, by argument. */
  readonly reads: Readonly<Record<string, NodeName>>;
  /** The given name; where one block is about several nodes, each node's name goes before it. */
  readonly name: string | undefined;
  readonly isShared: boolean;
  readonly where: string | undefined;
  readonly groupBy: readonly string[];
  readonly mostly: number;
  readonly threshold: Threshold;
  readonly history?: HistoryRule;
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
  readonly limit: number | undefined;
  /** Where a macro of the project says what must hold. */
  readonly test?: TestCall;
  /** Arguments with parameters in them that have no value before the check is carried out. */
  readonly late?: Readonly<Record<string, LocatedValue>>;
  /** Why it cannot be checked in this invocation: a var that a setting needs has no value. */
  readonly unresolved?: string;
  readonly location: Location;
}

/** A declaration but for the node, which a block may give several of. */
export type DeclaredCheck = Omit<ExpectationDeclaration, 'about' | 'isShared'>;

/** A node as users name it; without a kind it may be any model, seed or source. */
export interface NodeName {
  readonly kind: 'model' | 'seed' | 'source' | undefined;
  /** Of a source `name.table`. */
  readonly name: string;
  readonly location: Location;
}
