import { isJsonMap, type Json } from '../diagnostics/json.ts';

/** Whether a text in it names one of the columns, or may mean all of them. */
export function mentions(value: Json, columns: readonly string[]): boolean {
  if (typeof value === 'string') {
    const words = value.toLowerCase().split(/[^\p{L}\p{N}_$]+/u);
    return (
      value.includes('*') ||
      columns.some((name) => words.includes(name.toLowerCase()) || value.includes(name))
    );
  }
  if (Array.isArray(value)) return value.some((each) => mentions(each, columns));
  return isJsonMap(value) && Object.values(value).some((each) => mentions(each, columns));
}
