import type { Relation } from '../../sql/relation.ts';
import { shortenName } from '../../sql/shorten-name.ts';

/** The table of the rows that were set aside on their way into a relation. */
export function quarantineTable({ schema, name }: Relation): Relation {
  return { schema, name: shortenName(`${name}__quarantine`) };
}
