import type { Column } from './column.ts';
import { quoteIdentifier } from './quote.ts';

/**
 * Types compared by their text: without an equality, or with one that means the area or the length,
 * that takes a month for 30 days, or that is blind to upper and lower case.
 */
const COMPARED_AS_TEXT =
  /^(?:json|xml|point|lseg|box|path|polygon|circle|interval\b[^[]*|(?:.+\.)?citext)(?:\[\])*$/;

/** A column as its values are compared: two that are the same value, however written, are equal. */
export function comparedValue({ name, type }: Column, qualifier: string): string {
  return comparedTerm(`${qualifier}.${quoteIdentifier(name)}`, type);
}

/** The same of any expression of the type. */
export function comparedTerm(expression: string, type: string): string {
  return COMPARED_AS_TEXT.test(type) ? `${expression}::text` : expression;
}

/** The same of several columns, as one row. */
export function comparedRow(columns: readonly Column[], qualifier: string): string {
  return `(${columns.map((column) => comparedValue(column, qualifier)).join(', ')})`;
}

/** `differs` of two rows that are there; rows without columns are the same. */
export function valuesDiffer(columns: readonly Column[], left: string, right: string): string {
  if (columns.length === 0) return 'false';
  return `${comparedRow(columns, left)} is distinct from ${comparedRow(columns, right)}`;
}
