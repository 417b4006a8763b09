import type { Code } from '../../../diagnostics/codes.ts';
import { fail } from '../../../diagnostics/diagnostic.ts';
import { locate, type SourceFile } from '../../../diagnostics/source-file.ts';

/** A token of the small languages that suites of Great Expectations hold in texts. */
export interface ExpressionToken {
  readonly type: 'name' | 'quoted-name' | 'string' | 'number' | 'symbol' | 'end';
  /** A string or a name without its quotes; else as written. */
  readonly text: string;
  /** As written. */
  readonly source: string;
  readonly offset: number;
}

/** How a mistake in the text is reported. */
export interface ExpressionReport {
  readonly code: Code;
  /** As messages name the text: `"row_condition"`. */
  readonly title: string;
  readonly hint: string;
}

const SPACE = /\s*/y;
const TOKEN =
  /(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_$][\p{L}\p{N}_$]*)|(?<string>"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')|(?<quoted>`[^`]+`)|(?<symbol>==|!=|<>|<=|>=|&&|\|\||[-+*/%^=<>()[\],.&|~])/uy;
/** In Great Expectations' own language a backslash stands for itself. */
const STRING_WITHOUT_ESCAPES = /"[^"]*"|'[^']*'/y;
/** Of a quote and of itself a backslash takes the meaning; what else it does depends on who reads. */
const UNKNOWN_ESCAPE = /^(?:[^\\]|\\["'\\])*(\\[^"'\\])/;

/** All tokens, with one of type `end` behind them; what is none is a DiagnosticError. */
export function lexExpression(
  source: SourceFile,
  { hasEscapes }: { readonly hasEscapes: boolean },
  report: ExpressionReport,
): readonly ExpressionToken[] {
  const { text } = source;
  const tokens: ExpressionToken[] = [];
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
    if (at >= text.length) break;
    const token = tokenAt(text, at, hasEscapes);
    if (token === undefined) {
      const found = [...text.slice(at)][0] ?? '';
      const isQuote = found === '"' || found === "'" || found === '`';
      const problem = isQuote ? `a quote ${found} is not closed` : `"${found}" means nothing`;
      return refuse(source, at, found, problem, report);
    }
    const unknown = hasEscapes && token.type === 'string' ? UNKNOWN_ESCAPE.exec(token.text) : null;
    if (unknown !== null) {
      return refuse(source, at, token.source, `the escape ${unknown[1]} is not known`, report);
    }
    tokens.push(hasEscapes && token.type === 'string' ? unescaped(token) : token);
    at += token.source.length;
  }
  return [...tokens, { type: 'end', text: '', source: '', offset: text.length }];
}

function refuse(
  source: SourceFile,
  offset: number,
  found: string,
  problem: string,
  { code, title, hint }: ExpressionReport,
): never {
  const location = locate(source, offset, found.length);
  return fail(code, `in ${title}, ${problem}`, { location, hint });
}

function unescaped(token: ExpressionToken): ExpressionToken {
  return { ...token, text: token.text.replace(/\\([\s\S])/g, '$1') };
}

function tokenAt(text: string, offset: number, hasEscapes: boolean): ExpressionToken | undefined {
  if (!hasEscapes) {
    STRING_WITHOUT_ESCAPES.lastIndex = offset;
    const [string] = STRING_WITHOUT_ESCAPES.exec(text) ?? [];
    if (string !== undefined) {
      return { type: 'string', text: string.slice(1, -1), source: string, offset };
    }
  }
  TOKEN.lastIndex = offset;
  const groups = TOKEN.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { number, name, string, quoted, symbol } = groups;
  if (number !== undefined) return { type: 'number', text: number, source: number, offset };
  if (name !== undefined) return { type: 'name', text: name, source: name, offset };
  if (symbol !== undefined) return { type: 'symbol', text: symbol, source: symbol, offset };
  if (quoted !== undefined) {
    return { type: 'quoted-name', text: quoted.slice(1, -1), source: quoted, offset };
  }
  if (string === undefined || !hasEscapes) return undefined;
  return { type: 'string', text: string.slice(1, -1), source: string, offset };
}
