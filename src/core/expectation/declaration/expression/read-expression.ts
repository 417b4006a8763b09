import { fail } from '../../../diagnostics/diagnostic.ts';
import { locate, type SourceFile } from '../../../diagnostics/source-file.ts';
import { type ExpressionReport, type ExpressionToken, lexExpression } from './lex-expression.ts';

/** Goes through the tokens of a text; mistakes are DiagnosticErrors at their place. */
export interface ExpressionReader {
  readonly peek: () => ExpressionToken;
  readonly next: () => ExpressionToken;
  /** Takes the next token where it is a symbol, or a name in any case, of these. */
  readonly take: (...texts: readonly string[]) => ExpressionToken | undefined;
  readonly expect: (text: string) => void;
  /** The text is not what it must be here. */
  readonly refuse: (expected: string, token?: ExpressionToken) => never;
  /** What is wrong with a token that stands where it may. */
  readonly refuseToken: (token: ExpressionToken, message: string, hint?: string) => never;
  /** Runs the work one level deeper; a text that nests without end is refused. */
  readonly nested: <T>(work: () => T) => T;
}

const MAX_DEPTH = 100;

export function readExpression(
  source: SourceFile,
  options: { readonly hasEscapes: boolean },
  report: ExpressionReport,
): ExpressionReader {
  const tokens = lexExpression(source, options, report);
  const end = tokens.at(-1) ?? { type: 'end', text: '', source: '', offset: source.text.length };
  let at = 0;
  let depth = 0;
  const peek = (): ExpressionToken => tokens[at] ?? end;
  const next = (): ExpressionToken => {
    const token = peek();
    at += 1;
    return token;
  };
  const refuseToken = (token: ExpressionToken, message: string, hint = report.hint): never =>
    fail(report.code, `in ${report.title}, ${message}`, {
      location: locate(source, token.offset, token.source.length),
      hint,
    });
  const refuse = (expected: string, token = peek()): never => {
    const found = token.type === 'end' ? 'its end' : quoted(token.source);
    return refuseToken(token, `${expected} must stand here, not ${found}`);
  };
  const take = (...texts: readonly string[]): ExpressionToken | undefined => {
    const token = peek();
    const isWord = token.type === 'name' || token.type === 'symbol';
    return isWord && texts.includes(token.text.toLowerCase()) ? next() : undefined;
  };
  return {
    peek,
    next,
    take,
    expect: (text) => {
      if (take(text) === undefined) refuse(quoted(text));
    },
    refuse,
    refuseToken,
    nested: (work) => {
      if (depth >= MAX_DEPTH) refuseToken(peek(), `more than ${MAX_DEPTH} levels are nested`);
      depth += 1;
      const result = work();
      depth -= 1;
      return result;
    },
  };
}

/** A text that holds double quotes is shown as it is. */
function quoted(text: string): string {
  return text.includes('"') ? text : `"${text}"`;
}
