import { isJsonMap, type Json } from '../diagnostics/json.ts';

/** Tells of no value. */
const COUNTED_ROWS = /\bcount\s*\(\s*\*\s*\)/gi;

const NO_WORD = /[^\p{L}\p{N}_$]+/u;

/** Whether a text in it names one of the columns, or may mean all of them. */
export function mentions(value: Json, columns: readonly string[]): boolean {
  if (typeof value === 'string') {
    const words = value.toLowerCase().split(NO_WORD);
    const isNamed = (name: string) =>
      words.includes(name.toLowerCase()) || (NO_WORD.test(name) && value.includes(name));
    return value.replace(COUNTED_ROWS, '').includes('*') || columns.some(isNamed);
  }
  if (Array.isArray(value)) return value.some((each) => mentions(each, columns));
  return isJsonMap(value) && Object.values(value).some((each) => mentions(each, columns));
}
