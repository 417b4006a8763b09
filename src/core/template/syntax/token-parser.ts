import nunjucks from 'nunjucks/src/parser.js';
import { refuseConstruct, refuseSyntax } from './syntax-error.ts';
import type { Name, Span, Statement } from './syntax-tree.ts';
import type { Token, TokenStream } from './token-stream.ts';

const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'elif']);
const MAX_DEPTH = 100;

/** nunjucks' token machinery (look-ahead, skipping, blocks), with offsets instead of lines. */
export abstract class TokenParser extends nunjucks.Parser<Token, Statement> {
  readonly #text: string;
  #lastEnd = 0;
  #previousEnd = 0;
  #depth = 0;
  /** One set for each macro around the place being read: the names that its body reads. */
  readonly #readers: Set<string>[] = [];

  constructor(tokens: TokenStream, text: string) {
    super(tokens);
    this.#text = text;
  }

  override nextToken(): Token | null {
    const token = super.nextToken();
    this.#previousEnd = this.#lastEnd;
    if (token !== null) this.#lastEnd = token.end;
    return token;
  }

  override pushToken(token: Token | null): void {
    super.pushToken(token);
    this.#lastEnd = this.#previousEnd;
  }

  override peekToken(): Token | null {
    this.peeked ??= super.nextToken();
    return this.peeked;
  }

  override fail(message: string, _line?: number, offset?: number): never {
    const start = offset ?? this.peekToken()?.start ?? this.#text.length;
    return refuseSyntax(message, { start, end: start + 1 });
  }

  /** From `start` to the end of what was read last. */
  protected spanFrom(start: number): { start: number; end: number } {
    return { start, end: Math.max(this.#lastEnd, start) };
  }

  /** Inside a tag there always is a next token: the stream refuses a tag that is never closed. */
  protected upcoming(): Token {
    const token = this.peekToken();
    if (token !== null) return token;
    const end = this.#text.length;
    return refuseSyntax('the template ends where more is expected', { start: end, end });
  }

  protected take(): Token {
    const token = this.upcoming();
    this.nextToken();
    return token;
  }

  protected isNext(type: string, value?: string): boolean {
    const token = this.peekToken();
    return token?.type === type && (value === undefined || token.value === value);
  }

  protected isNextSymbol(...values: readonly string[]): boolean {
    const token = this.peekToken();
    return token?.type === 'symbol' && values.includes(token.value);
  }

  protected takeOperator(...values: readonly string[]): string | undefined {
    const token = this.peekToken();
    if (token?.type !== 'operator' || !values.includes(token.value)) return undefined;
    this.nextToken();
    return token.value;
  }

  protected expect(type: string, description: string): Token {
    if (this.isNext(type)) return this.take();
    return this.unexpected(description);
  }

  protected unexpected(expected: string): never {
    const token = this.upcoming();
    const isEnd = token.type === 'block-end' || token.type === 'variable-end';
    const found = isEnd ? `the end of the tag` : `"${token.value}"`;
    const isTriple = token.value === '===' || token.value === '!==';
    const hint = isTriple ? `write ${token.value.slice(0, 2)}` : undefined;
    return refuseSyntax(`expected ${expected}, not ${found}`, token, hint);
  }

  /** A name that a value can have. */
  protected expectName(description: string): Name {
    const token = this.upcoming();
    if (token.type !== 'symbol' || KEYWORDS.has(token.value)) return this.unexpected(description);
    this.nextToken();
    return { kind: 'name', name: token.value, start: token.start, end: token.end };
  }

  protected nested<Result>(span: Span, parse: () => Result): Result {
    if (this.#depth >= MAX_DEPTH) {
      refuseConstruct(
        `more than ${MAX_DEPTH} expressions or blocks inside each other`,
        { start: span.start, end: span.end },
        'set parts of it to names of their own',
      );
    }
    this.#depth += 1;
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  protected noteRead(name: string): void {
    for (const reader of this.#readers) reader.add(name);
  }

  /** Runs `parse` and returns what it returns, with the names that were read meanwhile. */
  protected readingNames<Result>(parse: () => Result): [Result, ReadonlySet<string>] {
    const names = new Set<string>();
    this.#readers.push(names);
    const result = parse();
    this.#readers.pop();
    return [result, names];
  }
}
