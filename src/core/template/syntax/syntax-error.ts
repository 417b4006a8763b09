import type { Code } from '../../diagnostics/codes.ts';
import type { Span } from './syntax-tree.ts';

/** Leaves the parser at the first thing it cannot read; `parseTemplate` makes a diagnostic of it. */
export class SyntaxFailure extends Error {
  override readonly name = 'SyntaxFailure';
  readonly code: Code;
  readonly span: Span;
  readonly hint: string | undefined;

  constructor(code: Code, message: string, span: Span, hint?: string) {
    super(message);
    this.code = code;
    this.span = span;
    this.hint = hint;
  }
}

export function refuseSyntax(message: string, span: Span, hint?: string): never {
  throw new SyntaxFailure('template-syntax', message, span, hint);
}

export function refuseConstruct(message: string, span: Span, hint?: string): never {
  throw new SyntaxFailure('template-unsupported', message, span, hint);
}
