/** A column of a relation, in the order of the relation. */
export interface Column {
  readonly name: string;
  /** As `format_type` spells it: `numeric(10,2)`, `timestamp with time zone`. */
  readonly type: string;
}
