import { decodeUtf8 } from '../csv/csv-row.ts';
import type { CellCheck } from './bytes.ts';

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

export const jsonCheck: CellCheck = (bytes, start, end) => isJson(decodeUtf8(bytes, start, end));

/** JSON as inference takes it: an object or a list, not a lone number or word. */
export const plainJson: CellCheck = (bytes, start, end) =>
  (bytes[start] === OPEN_BRACE || bytes[start] === OPEN_BRACKET) && jsonCheck(bytes, start, end);

/** jsonb keeps one value of each key, so a repeated one would be lost. */
export const jsonbCheck: CellCheck = (bytes, start, end) => {
  const text = decodeUtf8(bytes, start, end);
  return isJson(text) && !hasRepeatedKey(text);
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Of text that is known to be JSON. */
function hasRepeatedKey(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token.endsWith(':')) {
      const key: unknown = JSON.parse(token.slice(0, -1));
      const keys = open.at(-1);
      if (keys?.has(String(key))) return true;
      keys?.add(String(key));
    }
  }
  return false;
}
