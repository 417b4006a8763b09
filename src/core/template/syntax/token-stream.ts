import lexer from 'nunjucks/src/lexer.js';
import { readNumber, readString } from './read-literal.ts';
import { refuseSyntax } from './syntax-error.ts';
import type { LiteralValue, Span } from './syntax-tree.ts';

export interface Token extends Span {
  readonly type: string;
  readonly value: string;
  /** Of literals only. */
  readonly literal: LiteralValue | undefined;
  /** nunjucks hands these to whoever reports an error: we count in offsets, so the line is always 0. */
  readonly lineno: 0;
  readonly colno: number;
}

export interface TokenStream {
  nextToken(): Token | null;
}

const OPENING = /\{[{%#]/g;
const RAW_START = /\{%[-+]?\s*raw\s*(-?)%\}/y;
const RAW_END = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
const NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u;
const NAME_START = /^[\p{L}_][\p{L}\p{N}\p{M}_]*/u;
const SPACE = /\s/;

/**
 * The tokens of a template, every one with its offsets. Between tags nunjucks' lexer reads; what it
 * reads otherwise than Jinja is read here: text, comments, raw blocks, strings, numbers, and a
 * brace that closes a map just before the tag ends.
 */
export function createTokenStream(text: string): TokenStream {
  const tokenizer = lexer.lex(text);
  let trimsNext = false;
  let opening: Span | undefined;
  /** Brackets open inside the tag: while there are any, `}` closes one of them, not the tag. */
  let depth = 0;

  function nextToken(): Token | null {
    return opening === undefined ? nextOutside() : nextInside(opening);
  }

  function nextOutside(): Token | null {
    while (tokenizer.index < text.length) {
      const start = trimsNext ? skipSpace(text, tokenizer.index) : tokenizer.index;
      trimsNext = false;
      OPENING.lastIndex = start;
      const found = OPENING.exec(text)?.index ?? text.length;
      const end = text[found + 2] === '-' ? trimmedEnd(text, start, found) : found;
      if (end > start) {
        // come back to the tag itself with the next call
        tokenizer.index = found;
        return token('data', text.slice(start, end), start);
      }
      tokenizer.index = found;
      if (found === text.length) return null;
      const raw = text.startsWith('{%', found) ? readRaw(found) : undefined;
      if (raw !== undefined) return raw;
      if (!text.startsWith('{#', found)) return openTag(found);
      skipComment(found);
    }
    return null;
  }

  function openTag(start: number): Token {
    const sign = text[start + 2];
    const end = sign === '-' || sign === '+' ? start + 3 : start + 2;
    opening = { start, end: start + 2 };
    depth = 0;
    tokenizer.index = end;
    tokenizer.in_code = true;
    return token(text[start + 1] === '%' ? 'block-start' : 'variable-start', '', start, end);
  }

  function skipComment(start: number): void {
    const end = text.indexOf('#}', start + 2);
    if (end === -1) {
      refuseSyntax('a comment is never closed', { start, end: start + 2 }, 'add "#}" at its end');
    }
    // the "-" of {#-#} is that of its start
    trimsNext = text[end - 1] === '-' && end - 1 > start + 2;
    tokenizer.index = end + 2;
  }

  function readRaw(start: number): Token | undefined {
    RAW_START.lastIndex = start;
    const opened = RAW_START.exec(text);
    if (opened === null) return undefined;
    RAW_END.lastIndex = RAW_START.lastIndex;
    const closed = RAW_END.exec(text);
    if (closed === null) {
      const span = { start, end: RAW_START.lastIndex };
      return refuseSyntax('"raw" is never closed', span, 'add {% endraw %} where it ends');
    }
    const bodyStart =
      opened[1] === '-' ? skipSpace(text, RAW_START.lastIndex) : RAW_START.lastIndex;
    const bodyEnd =
      closed[1] === '-'
        ? trimmedEnd(text, bodyStart, closed.index)
        : Math.max(bodyStart, closed.index);
    trimsNext = closed[2] === '-';
    tokenizer.index = RAW_END.lastIndex;
    return token('data', text.slice(bodyStart, bodyEnd), bodyStart);
  }

  function nextInside(tag: Span): Token {
    tokenizer.index = skipSpace(text, tokenizer.index);
    const start = tokenizer.index;
    const character = text[start];
    if (character === undefined) {
      const open = text.slice(tag.start, tag.end);
      const close = open === '{{' ? '}}' : '%}';
      return refuseSyntax(`"${open}" is never closed`, tag, `add "${close}" at its end`);
    }
    if (character === '"' || character === "'") return literal('string', readString(text, start));
    if (character >= '0' && character <= '9') return literal('number', readNumber(text, start));
    if (character === '}' && depth > 0) {
      depth -= 1;
      tokenizer.index = start + 1;
      return token('right-curly', '}', start);
    }
    // "+%}" turns off a trimming that is never on
    if (text.startsWith('+%}', start)) tokenizer.index = start + 1;
    return fromNunjucks(tag);
  }

  function literal(type: string, read: { value: LiteralValue; end: number }): Token {
    const start = tokenizer.index;
    tokenizer.index = read.end;
    return { ...token(type, text.slice(start, read.end), start), literal: read.value };
  }

  function fromNunjucks(tag: Span): Token {
    const start = tokenizer.index;
    const read = tokenizer.nextToken();
    // nunjucks takes `r/` for a regular expression, where Jinja divides r
    if (read?.type === 'regex') return symbolOf('r', start);
    const value = text.slice(start, tokenizer.index);
    const type = read?.type ?? 'symbol';
    if (type === 'block-end' || type === 'variable-end') {
      trimsNext = value.startsWith('-');
      const isOwn = (type === 'block-end') === (text[tag.start + 1] === '%');
      if (isOwn) opening = undefined;
    } else if (type.startsWith('left-')) depth += 1;
    else if (type.startsWith('right-')) depth -= 1;
    if (type === 'symbol' || type === 'boolean' || type === 'none') return symbol(value, start);
    return token(type, value, start);
  }

  function symbol(value: string, start: number): Token {
    if (NAME.test(value)) return token('symbol', value, start);
    const name = NAME_START.exec(value)?.[0];
    if (name !== undefined) {
      return symbolOf(name, start);
    }
    const character = String.fromCodePoint(value.codePointAt(0) ?? 0);
    const span = { start, end: start + character.length };
    return refuseSyntax(`"${character}" has no meaning in a template expression`, span);
  }

  function symbolOf(name: string, start: number): Token {
    tokenizer.index = start + name.length;
    return token('symbol', name, start);
  }

  return { nextToken };
}

function token(type: string, value: string, start: number, end = start + value.length): Token {
  return { type, value, start, end, literal: undefined, lineno: 0, colno: start };
}

function skipSpace(text: string, index: number): number {
  let next = index;
  while (next < text.length && SPACE.test(text[next] ?? '')) next += 1;
  return next;
}

function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && SPACE.test(text[last - 1] ?? '')) last -= 1;
  return last;
}
