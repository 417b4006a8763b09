import type { Column } from '../sql/column.ts';
import type { CompiledSql } from '../sql/compiled-sql.ts';
import type { Relation } from '../sql/relation.ts';
import type { ModelConfig } from './model-config.ts';
import type { OnEmpty } from './step.ts';

/** All that a materialization needs to know to build one model at one as_of. */
export interface ModelBuild {
  readonly relation: Relation;
  readonly config: ModelConfig;
  readonly select: CompiledSql;
  /** The columns of the relation: those of the select, with declared types where there are any. */
  readonly columns: readonly Column[];
  readonly asOf: string | undefined;
  /** What stands in the database under that name now. */
  readonly existing: ExistingRelation | undefined;
  /** What stands there instead and makes room: a thing of another kind, which asof built before. */
  readonly replacedKind?: 'view' | 'table' | undefined;
  readonly onEmpty: OnEmpty;
  /** Whether the select is a plain scan, whose rows are read where they are and not kept aside. */
  readonly isPlainScan?: boolean;
  /** Whether rows may be moved away before they are written. */
  readonly quarantines?: boolean;
  /** Of an incremental model: whether its select asks what the table holds already. */
  readonly readsItself?: boolean;
  /** The relations that foreign keys of `config.constraints` refer to, by node name. */
  readonly referred: Readonly<Record<string, Relation>>;
  readonly isFullRefresh: boolean;
  /** Of a snapshot: whether its as_of has a partition already, which is replaced. */
  readonly isPartitionHeld: boolean;
  /** Of a snapshot that is restated: the table that keeps the rows it had. */
  readonly keepAs?: Relation | undefined;
  /** Exclusion constraints of the table, as clauses without a name. */
  readonly exclusions?: readonly string[];
  /** Of a history: where the build stands among those that it holds. */
  readonly place?: HistoryPlace | undefined;
  /** The trigger function that refuses changes of a sealed snapshot, as SQL. */
  readonly guardFunction: string;
  /** Distinguishes names made by this run from those of others. */
  readonly runToken: string;
}

export interface HistoryPlace {
  /** The nearest as_ofs that the history holds, before the one that is built and after it. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether it holds the one that is built already. */
  readonly isHeld: boolean;
  /** ISO 8601: what stands for the as_of where the model knows none. */
  readonly now: string;
}

export interface ExistingRelation {
  /** `table`, `partitioned_table`, `view` … */
  readonly kind: string;
  readonly columns: readonly Column[];
  readonly constraintNames: readonly string[];
  /** The columns that hold no NULL. */
  readonly notNullColumns: readonly string[];
}
