import type { Json } from '../diagnostics/json.ts';
import type { Column } from '../sql/column.ts';
import type { Condition } from './facts/condition.ts';
import type { Fact } from './facts/fact.ts';

/** The definition of a check: what it takes, and how it is asked of a relation in SQL. */
export type Check = RowCheck | AggregateCheck | CatalogCheck;

export type Kwargs = Readonly<Record<string, Json>>;

interface CheckCommon {
  /** As users write it where it belongs, and as `Expectation.check` says it: `be_between`. */
  readonly name: string;
  /** Great Expectations' name; the same as `name` for a check that it does not have. */
  readonly fullName: string;
  /** What it is about: one column, the relation, or a condition over the whole row. */
  readonly scope: 'column' | 'table' | 'row';
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The parameter that a bare scalar or list stands for. */
  readonly principal: string | undefined;
  /** What the bare form says besides. */
  readonly bare?: Kwargs;
  readonly description: string;
  /** One sentence: what it does with NULL. */
  readonly nulls: string;
  /** As it stands in a YAML file under `expectations:`; its page of the reference shows it. */
  readonly example: string;
  /** Whether it is about the time of the run where no as_of is checked. */
  readonly readsClock?: true;
  /** What is wrong with arguments that are each of the right type. */
  readonly verify?: (kwargs: Kwargs) => readonly ArgumentProblem[];
}

/** Row by row: has counts, takes `mostly`, `where`, `warn_if` and `error_if`, lists unexpected rows. */
export interface RowCheck extends CheckCommon {
  readonly kind: 'rows';
  readonly compile: (kwargs: Kwargs, context: CheckContext) => RowPlan;
}

/** About values computed over the rows: takes `where`, has an observed value. */
export interface AggregateCheck extends CheckCommon {
  readonly kind: 'aggregate';
  /** One sentence: what it says of a table without rows; of the other kinds the kind says it. */
  readonly empty: string;
  /** Whether the observed value is a number, which `history` can compare. */
  readonly observesNumber?: true;
  /** Whether what it observes is a number of values, which tells none of them. */
  readonly observesCount?: true;
  readonly compile: (kwargs: Kwargs, context: CheckContext) => AggregatePlan;
}

/** About the columns that the relation has: judged without a statement. */
export interface CatalogCheck extends CheckCommon {
  readonly kind: 'catalog';
  /** Whether it is held against what it observed when it last passed. */
  readonly needsAccepted?: true;
  readonly judge: (kwargs: Kwargs, context: CheckContext) => Verdict;
}

export interface Parameter {
  readonly type: ParameterType;
  readonly required?: true;
  /** null is a value with a meaning, not the same as leaving it out. */
  readonly nullable?: true;
  readonly choices?: readonly string[];
  /** What leaving it out means, where that is a value. */
  readonly default?: Json;
  readonly description: string;
}

/**
 * `list` holds scalars, `lists` lists of them, `columns` names, `map` whatever its check verifies;
 * `node` names a model, seed or source; `sql` is a condition.
 */
export type ParameterType =
  | 'scalar'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'string'
  | 'list'
  | 'lists'
  | 'map'
  | 'column'
  | 'columns'
  | 'node'
  | 'sql'
  | 'query';

export interface ArgumentProblem {
  /** The argument to point at; undefined: the check. */
  readonly parameter: string | undefined;
  readonly message: string;
  readonly severity?: 'warning';
}

/** What a check is compiled against. What cannot be checked at all is a DiagnosticError. */
export interface CheckContext {
  /** The expectation's own column, by the name that it gives and as the relation has it. */
  readonly ownColumn: string;
  readonly column: Column;
  /** A column that an argument names. */
  readonly columnNamed: (name: string) => Column;
  readonly columns: readonly Column[];
  /** Columns that asof added: no column check counts them. */
  readonly addedColumns: readonly string[];
  /** That the rows are of; undefined: they know none, or none is asked for. */
  readonly asOf: string | undefined;
  /** At most so many values or rows are shown. */
  readonly sample: number;
  /** ISO 8601, UTC: when it is checked, for what no as_of says. */
  readonly now: string;
  /** Columns that divide the rows into the groups that are checked one by one. */
  readonly groupBy: readonly string[];
  /**
   * `from … where …`: the rows in scope for which the condition, if given, holds; of the group in
   * question where they are grouped. For selects that stand alone: a QueryFact and its listing.
   */
  readonly rowsWhere: (condition?: string) => string;
  /**
   * A `from` item: the rows in scope for which the condition, if given, holds, of all groups, with
   * all their columns and those that are added to them (`max("x") over () as "asof max"`).
   */
  readonly rowsWith: (added: readonly string[], condition?: string) => string;
  /** Of a plain aggregate over the rows in scope: `filter (where …)`, or nothing. */
  readonly filter: string;
  /** The columns that name a row, where the relation has any. */
  readonly keys: readonly string[];
  /** What the same expectation observed when it last passed; undefined: it never did. */
  readonly accepted: Json | undefined;
  /** The `from` item for the rows of the node that an argument names. */
  readonly relationOf: (parameter: string) => string;
  /**
   * `from … where …`: the rows of the node that an argument names; those for which the condition
   * that the argument `where` names holds, and of the group in question where rows are grouped and a
   * QueryFact wants that.
   */
  readonly otherRows: (parameter: string, which?: OtherRows) => string;
}

export interface OtherRows {
  readonly where?: string;
  readonly ofGroup?: true;
}

export interface RowPlan {
  /** The rows that are looked at; the others in scope are counted missing. */
  readonly considered: Condition;
  /** Of the rows in `from`: true for an unexpected one, and only for considered rows. */
  readonly unexpected: Condition;
  /** What stands in a `from` (`rowsWith`), where more is looked at than the row itself. */
  readonly from?: string;
  /** How they are counted, where counting them in `from` would not do. */
  readonly unexpectedCount?: Fact;
  readonly shown: Shown;
}

/** Which columns' values show what is unexpected about a row, and in what form. */
export interface Shown {
  readonly columns: readonly string[];
  readonly as: 'value' | 'list' | 'object';
}

export interface AggregatePlan {
  readonly facts: readonly Fact[];
  /** Given the facts as text, in their order. */
  readonly judge: (values: readonly (string | null)[]) => Verdict;
  /** A query that lists what is unexpected, where rows are the matter. */
  readonly listing?: string;
}

export interface Verdict {
  readonly holds: boolean;
  readonly observed: Json | undefined;
  /** What else was found, such as a distribution; see the check. */
  readonly details?: Json;
  /** For people: why it does not hold. */
  readonly message?: string;
  /** Whether no bound was given, and it is the value that is wanting: with `history` that is the limit. */
  readonly isUnbounded?: boolean;
  readonly unexpectedCount?: number;
  readonly unexpectedList?: readonly Json[];
}
