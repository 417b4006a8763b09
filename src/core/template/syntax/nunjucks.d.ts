/**
 * The border to nunjucks: its lexer and the token machinery of its parser, and nothing else of it.
 * Its main entry is never imported, because that pulls in the file system and the compiler.
 */
declare module 'nunjucks/src/lexer.js' {
  interface Tokenizer {
    index: number;
    in_code: boolean;
    nextToken(): { type: string; value: unknown } | null;
  }
  const lexer: { lex(text: string): Tokenizer };
  export = lexer;
}

declare module 'nunjucks/src/parser.js' {
  interface ParserToken {
    readonly type: string;
    readonly value: string;
    readonly lineno: number;
    readonly colno: number;
  }
  interface TokenSource<Token extends ParserToken> {
    nextToken(): Token | null;
  }
  class Parser<Token extends ParserToken, Node> {
    constructor(tokens: TokenSource<Token>);
    tokens: TokenSource<Token>;
    peeked: Token | null;
    breakOnBlocks: readonly string[] | null;
    nextToken(): Token | null;
    peekToken(): Token | null;
    pushToken(token: Token | null): void;
    skip(type: string): boolean;
    skipValue(type: string, value: string): boolean;
    skipSymbol(value: string): boolean;
    fail(message: string, line?: number, column?: number): never;
    parse(): readonly Node[];
    parseUntilBlocks(...names: string[]): readonly Node[];
  }
  const parser: { Parser: typeof Parser };
  export = parser;
}
