import type { Column } from '../../sql/column.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { baseType } from './column-family.ts';

/** Types whose equality is that of their text, as long as no collation says otherwise. */
const PLAIN_TEXT: ReadonlySet<string> = new Set(['text', 'character varying', 'character']);

/**
 * SQL that is true if no value of a column occurs twice, in the rows that the filter lets in. Text
 * is compared byte by byte, which is several times as fast as by the rules of a language, and no less
 * right unless the database knows collations that hold different texts to be equal.
 */
export function noRepeats(column: Column, filter: string): string {
  const name = quoteIdentifier(column.name);
  const count = `count(${name})${filter}`;
  if (!PLAIN_TEXT.has(baseType(column))) return `count(distinct ${name})${filter} = ${count}`;
  const isBytewise =
    'not exists (select from pg_catalog.pg_collation where not collisdeterministic)';
  return `count(distinct ${name} collate "C")${filter} = ${count} and ${isBytewise}`;
}
