/** Whole numbers, the narrower first, and what holds them all. */
const NUMBERS = ['smallint', 'integer', 'bigint', 'numeric'];
/** Types that print as the file wrote them. */
const PRINTED_AS_WRITTEN = new Set([...NUMBERS, 'date', 'uuid', 'json']);

/**
 * Whether a column's values stay as their files have them when its type changes. Types are spelled
 * as `format_type` does.
 */
export function isLosslessChange(from: string, to: string): boolean {
  if (from === to) return true;
  const width = NUMBERS.indexOf(from);
  if (width >= 0 && NUMBERS.indexOf(to) > width) return true;
  const fromVarchar = varcharLimit(from);
  if (to === 'text') return PRINTED_AS_WRITTEN.has(from) || fromVarchar !== undefined;
  const toVarchar = varcharLimit(to);
  if (toVarchar !== undefined) return fromVarchar !== undefined && toVarchar >= fromVarchar;
  return to === 'numeric' && from.startsWith('numeric(');
}

function varcharLimit(type: string): number | undefined {
  if (type === 'character varying') return Number.POSITIVE_INFINITY;
  const match = /^character varying\((\d+)\)$/.exec(type);
  return match === null ? undefined : Number(match[1]);
}
