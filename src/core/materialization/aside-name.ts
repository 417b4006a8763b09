import type { Relation } from '../sql/relation.ts';
import { shortenName } from '../sql/shorten-name.ts';

/** The table in which a new version is built, beside the live one and unknown to its readers. */
export function asideOf(relation: Relation, runToken: string): Relation {
  return { schema: relation.schema, name: shortenName(`${relation.name}__aside_${runToken}`) };
}
