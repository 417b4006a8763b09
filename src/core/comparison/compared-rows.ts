import { dateLiteral, quoteIdentifier } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';

/** The rows of one side: all of a relation, or those of one as_of. */
export interface ComparedRows {
  readonly relation: Relation;
  readonly asOf: { readonly column: string; readonly date: string } | undefined;
}

/** What stands in a `from`; it needs an alias. */
export function renderRows({ relation, asOf }: ComparedRows): string {
  const name = renderRelation(relation);
  if (asOf === undefined) return name;
  return `(select * from ${name} where ${quoteIdentifier(asOf.column)} = ${dateLiteral(asOf.date)})`;
}
