import { type Relation, renderRelation } from '../sql/relation.ts';

/** The rows of one side: all of a relation, or those of one as_of. */
export interface ComparedRows {
  readonly relation: Relation;
  /** As SQL; undefined: all of them. */
  readonly condition: string | undefined;
}

/** What stands in a `from`; it needs an alias. */
export function renderRows({ relation, condition }: ComparedRows): string {
  const name = renderRelation(relation);
  return condition === undefined ? name : `(select * from ${name} where ${condition})`;
}
