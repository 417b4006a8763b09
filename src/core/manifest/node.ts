import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { Threshold } from '../expectation/expectation.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { ModelConfig } from '../materialization/model-config.ts';
import type { SeedFile, SeedSettings } from '../seed/seed-settings.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import type { Relation } from '../sql/relation.ts';

/**
 * How a node stands to time: `dated` has an as_of per row, `current` is the state at one as_of
 * (its watermark), `timeless` knows no as_of. A view or ephemeral over dated inputs is `inlined`
 * by its readers at their as_of.
 */
export type Temporality = 'dated' | 'current' | 'timeless' | 'inlined';

interface NodeCommon {
  readonly id: NodeId;
  readonly name: string;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
  /** The file that makes the node, and the place in it. */
  readonly file: string;
  readonly location: Location;
  /** The nodes whose data it reads. */
  readonly reads: readonly NodeId[];
  /** `reads` and what its gates and foreign keys need, each with the place that says so. */
  readonly parents: readonly Edge[];
}

export interface Edge {
  readonly to: NodeId;
  readonly why: 'ref' | 'foreign-key' | 'expectation';
  readonly location: Location;
}

export interface SeedNode extends NodeCommon {
  readonly kind: 'seed';
  readonly relation: Relation;
  readonly temporality: 'dated' | 'timeless';
  readonly settings: SeedSettings;
  /** Sorted by as_of, then path. */
  readonly files: readonly SeedFile[];
}

export interface SourceNode extends NodeCommon {
  readonly kind: 'source';
  /** `name.table`, as expectations and selectors say it. */
  readonly relation: Relation;
  readonly temporality: 'dated' | 'timeless';
  readonly asOfColumn: string | undefined;
  readonly columns: readonly DeclaredColumn[];
}

export interface ModelNode extends NodeCommon {
  readonly kind: 'model';
  /** undefined for an ephemeral model. */
  readonly relation: Relation | undefined;
  readonly temporality: Temporality;
  readonly config: ModelConfig;
  /** Where its unique_key is set. */
  readonly keyLocation: Location | undefined;
  readonly columns: readonly DeclaredColumn[];
}

/** An expectation that is a SQL file: a select that must answer no row. */
export interface ExpectationNode extends NodeCommon {
  readonly kind: 'expectation';
  readonly threshold: Threshold;
  /** At most so many rows are fetched and counted. */
  readonly limit: number | undefined;
  /** At most so many rows are shown. */
  readonly sample: number;
  /** SQL over the rows: the number that must be 0; undefined: how many there are. */
  readonly failCalc: string | undefined;
  /** Whether all rows that it returns are kept in `asof_failures`. */
  readonly storesFailures: boolean;
  /** The one node that it is about, which is not published before it holds. */
  readonly gates: NodeId | undefined;
}

export type Node = SeedNode | SourceNode | ModelNode | ExpectationNode;
