import { didYouMean } from '../../diagnostics/suggest.ts';
import { ExpressionParser } from './expression-parser.ts';
import { FOREIGN_TAGS } from './foreign-tags.ts';
import { refuseConstruct, refuseSyntax } from './syntax-error.ts';
import type { Parameter, Span, Statement, Target } from './syntax-tree.ts';
import type { Token } from './token-stream.ts';

/** An opening tag whose closing tag has not been read yet. */
interface OpenBlock {
  readonly name: string;
  readonly closers: readonly string[];
}

/** Reads text, `{{ }}` and the frame of every tag; the tags themselves are `TemplateParser`'s. */
export abstract class StatementParser extends ExpressionParser {
  readonly #open: OpenBlock[] = [];

  protected abstract readonly tagNames: readonly string[];

  /** Reads the tag whose name was read last. */
  protected abstract parseTag(name: string, tag: Span): Statement;

  override parse(): readonly Statement[] {
    const statements: Statement[] = [];
    for (let token = this.nextToken(); token !== null; token = this.nextToken()) {
      if (token.type === 'data') {
        statements.push({ kind: 'text', text: token.value, start: token.start, end: token.end });
      } else if (token.type === 'variable-start') {
        statements.push(this.#parseOutput(token));
      } else {
        const statement = this.#parseStatement(token);
        if (statement === undefined) break;
        statements.push(statement);
      }
    }
    return statements;
  }

  #parseOutput(start: Token): Statement {
    const expression = this.parseTuple(() => this.parseExpression());
    this.expect('variable-end', '"}}"');
    return { kind: 'output', expression, ...this.spanFrom(start.start) };
  }

  /** Nothing when the tag is one that ends the block being read. */
  #parseStatement(start: Token): Statement | undefined {
    const tag = this.upcoming();
    if (tag.type !== 'symbol') return this.unexpected('the name of a tag');
    if (this.breakOnBlocks?.includes(tag.value)) return undefined;
    if (!this.tagNames.includes(tag.value)) return this.#refuseTag(tag);
    this.nextToken();
    return this.nested(tag, () => this.parseTag(tag.value, { start: start.start, end: tag.end }));
  }

  #refuseTag(tag: Token): never {
    const hint = FOREIGN_TAGS.get(tag.value);
    if (hint !== undefined) refuseConstruct(`the tag "${tag.value}" is not supported`, tag, hint);
    const open = this.#open.at(-1);
    const closers = open?.closers ?? [];
    if (tag.value.startsWith('end') || tag.value === 'else' || tag.value === 'elif') {
      const message =
        open === undefined
          ? `"${tag.value}" closes nothing: no block is open here`
          : `"${tag.value}" stands where the open block "${open.name}" ends first`;
      const expected = closers.map((each) => `{% ${each} %}`).join(' or ');
      return refuseSyntax(message, tag, open && `write ${expected}`);
    }
    const message = `there is no tag "${tag.value}"`;
    return refuseSyntax(message, tag, didYouMean(tag.value, [...this.tagNames, ...closers]));
  }

  /** The name of the innermost block that is open here. */
  protected get openBlock(): string | undefined {
    return this.#open.at(-1)?.name;
  }

  protected endTag(): void {
    this.expect('block-end', '"%}"');
  }

  /** The statements up to one of the closing tags, whose name is taken, and which one it was. */
  protected parseBody(
    name: string,
    tag: Span,
    ...closers: string[]
  ): [readonly Statement[], string] {
    this.#open.push({ name, closers });
    const body = this.parseUntilBlocks(...closers);
    this.#open.pop();
    if (this.peekToken() === null) {
      refuseSyntax(`"${name}" is never closed`, tag, `add {% end${name} %} where it ends`);
    }
    return [body, this.take().value];
  }

  /** As `parseBody` for a block with one closing tag, which is read to its end. */
  protected parseWholeBody(name: string, tag: Span): readonly Statement[] {
    const [body] = this.parseBody(name, tag, `end${name}`);
    this.endTag();
    return body;
  }

  protected parseTarget(description: string): Target {
    const first = this.#parseOneTarget(description);
    if (!this.isNext('comma')) return first;
    const targets = [first];
    while (this.skip('comma') && !this.isNextSymbol('in') && !this.isNext('operator', '=')) {
      targets.push(this.#parseOneTarget(description));
    }
    return { kind: 'tuple', targets, ...this.spanFrom(first.start) };
  }

  #parseOneTarget(description: string): Target {
    if (this.skip('left-paren')) {
      const inner = this.parseTarget(description);
      this.expect('right-paren', '")"');
      return inner;
    }
    const name = this.expectName(description);
    if (/^(?:true|True|false|False|none|None)$/.test(name.name)) {
      refuseSyntax(`"${name.name}" cannot be set`, name, 'choose another name');
    }
    if (this.takeOperator('.') === undefined) return name;
    const attribute = this.expectName('the name of an attribute');
    const span = this.spanFrom(name.start);
    return { kind: 'attribute', object: name, name: attribute.name, ...span };
  }

  protected parseParameters(): Parameter[] {
    this.expect('left-paren', '"(" and the parameters');
    const parameters: Parameter[] = [];
    while (!this.skip('right-paren')) {
      const name = this.expectName('the name of a parameter');
      const value = this.takeOperator('=') === undefined ? undefined : this.parseExpression();
      if (value === undefined && parameters.at(-1)?.default !== undefined) {
        refuseSyntax(`"${name.name}" has no default, but one before it has`, name, 'give it one');
      }
      if (parameters.some((each) => each.name === name.name)) {
        refuseSyntax(`there are two parameters "${name.name}"`, name);
      }
      parameters.push({ name: name.name, default: value, start: name.start, end: name.end });
      if (this.skip('comma')) {
        if (this.isNext('right-paren')) this.unexpected('a parameter');
      } else if (!this.isNext('right-paren')) this.unexpected('"," or ")"');
    }
    return parameters;
  }
}
