import type { PairedColumn } from './pair-columns.ts';

/** Types that can write one number in several ways, alone or among others. */
const HOLDS_NUMBERS =
  /^(?:(?:numeric|real|double precision)(?:\(\d+(?:,-?\d+)?\))?(?:\[\])*|jsonb|num(?:multi)?range)$/;

/** A number outside quotes: whatever stands in quotes is text and is left alone. */
const NUMBER_OR_TEXT = /"(?:[^"\\]|\\.|"")*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gs;

/** Whether two texts that PostgreSQL wrote are one value of the column; undefined is NULL. */
export function isSameText(
  { fromType, comparedAs }: Pick<PairedColumn, 'fromType' | 'comparedAs'>,
  from: string | undefined,
  to: string | undefined,
): boolean {
  if (from === to) return true;
  if (from === undefined || to === undefined) return false;
  if (comparedAs === 'text' || !HOLDS_NUMBERS.test(fromType)) return false;
  return oneSpelling(from) === oneSpelling(to);
}

/** `{"a": 1.50}` is `{"a": 1.5}`, and -0 is 0. */
function oneSpelling(text: string): string {
  return text.replace(NUMBER_OR_TEXT, (token) => {
    if (token.startsWith('"')) return token;
    const trimmed = token.includes('.') ? token.replace(/\.?0+(?=e|$)/, '') : token;
    return trimmed === '-0' ? '0' : trimmed;
  });
}
