import type { Json } from '../diagnostics/json.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { Column } from '../sql/column.ts';
import type { PastObservation } from './history/past-observation.ts';

/** The rows that expectations are checked on. */
export interface Subject {
  /** For people: `raw.users`. */
  readonly title: string;
  /** What stands in a `from`: `"raw"."users"`, or `(select …) as "users"`. */
  readonly from: string;
  /** The same under the name that readers know, for queries shown to people. */
  readonly displayFrom: string;
  /** That the rows are of, where one is asked for. */
  readonly asOf: string | undefined;
  /** ISO 8601, UTC: when they are checked. */
  readonly now: string;
  readonly columns: readonly Column[];
  /** Of `columns`, those that asof added (`as_of`, parts of a path). */
  readonly addedColumns: readonly string[];
  /** The declared columns that name a row; may be empty. */
  readonly keys: readonly string[];
  /** System columns that selects of the rows bring along; left out: none. */
  readonly carried?: readonly string[];
  /** What names a row in the evidence where none are declared, of rows that are published. */
  readonly identity?: RowIdentity;
  /** What earlier runs recorded of the expectations that are held against it. */
  readonly past?: Past;
  /** Columns whose values results do not show. */
  readonly masked: readonly string[];
  /** The same of another node. */
  readonly maskedOf: (node: NodeId) => readonly string[];
  /** What stands in a `from` for another node's rows at the same as_of. */
  readonly relationOf: (node: NodeId) => string;
}

/** What tells a row of a table from all others, be it only for as long as nobody writes it. */
export interface RowIdentity {
  /** Of its primary key; else system columns: `ctid`, of a partitioned table with `tableoid`. */
  readonly columns: readonly string[];
  readonly isSystem: boolean;
  /** What stands in a `from`, with system columns among those of the rows. */
  readonly from: string;
}

export interface Past {
  /** By the expectation's id, of one as_of each, oldest first. */
  readonly observations: ReadonlyMap<string, readonly PastObservation[]>;
  /** What was observed last of those that passed, by the expectation's id. */
  readonly accepted: ReadonlyMap<string, Json>;
}

export const NO_PAST: Past = { observations: new Map(), accepted: new Map() };
