import { quoteIdentifier } from './quote.ts';

/** A named thing in the database. */
export interface Relation {
  readonly schema: string;
  readonly name: string;
}

/** `"raw"."users"`, as SQL needs it. */
export function renderRelation(relation: Relation): string {
  return `${quoteIdentifier(relation.schema)}.${quoteIdentifier(relation.name)}`;
}

/** `raw.users`, as people read it. */
export function formatRelation(relation: Relation): string {
  return `${relation.schema}.${relation.name}`;
}
