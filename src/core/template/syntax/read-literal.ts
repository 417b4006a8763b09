import { refuseSyntax } from './syntax-error.ts';
import type { LiteralValue, Span } from './syntax-tree.ts';

export interface ReadLiteral {
  readonly value: LiteralValue;
  readonly end: number;
}

const QUOTED = /'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"/y;
const FLOAT = /\d+(?:_\d+)*(?:\.\d+(?:_\d+)*(?:[eE][-+]?\d+)?|[eE][-+]?\d+)/y;
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|\d+(?:_\d+)*/y;

/** Reads the string that opens at `start`, with Python's escapes: an unknown one keeps its backslash. */
export function readString(text: string, start: number): ReadLiteral {
  QUOTED.lastIndex = start;
  const match = QUOTED.exec(text);
  if (match === null) {
    return refuseSyntax(
      'a string is never closed',
      { start, end: start + 1 },
      `add the closing ${text[start]}`,
    );
  }
  const span = { start, end: QUOTED.lastIndex };
  return { value: unescapeText(match[1] ?? match[2] ?? '', span), end: span.end };
}

/** Reads the number that starts at `start`; integers are exact, `1.0` and `1e3` are floats. */
export function readNumber(text: string, start: number): ReadLiteral {
  FLOAT.lastIndex = start;
  // after a point stands the number of an item, so that a.0.1 is an item of an item
  const float = text[start - 1] === '.' ? null : FLOAT.exec(text);
  if (float !== null) {
    return { value: Number(float[0].replaceAll('_', '')), end: FLOAT.lastIndex };
  }
  INTEGER.lastIndex = start;
  const integer = INTEGER.exec(text)?.[0] ?? '0';
  const end = start + integer.length;
  if (/^0[0-9_]*[1-9]/.test(integer)) {
    return refuseSyntax(`"${integer}" starts with a zero`, { start, end }, 'leave the zero out');
  }
  return { value: BigInt(integer.replaceAll('_', '')), end };
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g;

function unescapeText(body: string, span: Span): string {
  if (!body.includes('\\')) return body;
  return body.replace(ESCAPE, (whole, octal, short, middle, long, single) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hex = short ?? middle ?? long;
    if (hex !== undefined) return fromHex(hex, span);
    if (single === 'x' || single === 'u' || single === 'U' || single === 'N') {
      return refuseSyntax(`"\\${single}" is not followed by a character code`, span);
    }
    return SIMPLE_ESCAPES.get(single) ?? whole;
  });
}

function fromHex(hex: string, span: Span): string {
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff) return refuseSyntax(`there is no character with the code ${hex}`, span);
  return String.fromCodePoint(code);
}
