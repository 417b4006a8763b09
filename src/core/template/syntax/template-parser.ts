import { StatementParser } from './statement-parser.ts';
import { refuseConstruct, refuseSyntax } from './syntax-error.ts';
import type {
  Expression,
  FromImportStatement,
  IfStatement,
  MacroDefinition,
  Span,
  Statement,
  WithStatement,
} from './syntax-tree.ts';
import { createTokenStream } from './token-stream.ts';

/** The statements of a template; throws a `SyntaxFailure` at the first thing that cannot be read. */
export function parseStatements(text: string): readonly Statement[] {
  return new TemplateParser(createTokenStream(text), text).parse();
}

/** Reads each of Jinja's tags by Jinja's grammar. */
class TemplateParser extends StatementParser {
  readonly #tags: Readonly<Record<string, (tag: Span) => Statement>> = {
    if: (tag) => this.#parseIf(tag),
    for: (tag) => this.#parseFor(tag),
    set: (tag) => this.#parseSet(tag),
    do: (tag) => this.#parseDo(tag),
    macro: (tag) => this.#parseMacro(tag),
    test: (tag) => this.#parseDataTest('test', tag),
    data_test: (tag) => this.#parseDataTest('data_test', tag),
    call: (tag) => this.#parseCallBlock(tag),
    filter: (tag) => this.#parseFilterBlock(tag),
    with: (tag) => this.#parseWith(tag),
    include: (tag) => this.#parseInclude(tag),
    import: (tag) => this.#parseImport(tag),
    from: (tag) => this.#parseFromImport(tag),
    extends: (tag) => this.#parseExtends(tag),
    block: (tag) => this.#parseBlock(tag),
  };

  protected override readonly tagNames = Object.keys(this.#tags);

  protected override parseTag(name: string, tag: Span): Statement {
    const parse = this.#tags[name];
    return parse === undefined ? this.unexpected('the name of a tag') : parse(tag);
  }

  #parseIf(tag: Span): IfStatement {
    const branches: { condition: Expression; body: readonly Statement[] }[] = [];
    let otherwise: readonly Statement[] = [];
    let closer = 'elif';
    while (closer === 'elif') {
      const condition = this.parseTuple(() => this.parseOr());
      this.endTag();
      const [body, next] = this.parseBody('if', tag, 'elif', 'else', 'endif');
      branches.push({ condition, body });
      closer = next;
    }
    if (closer === 'else') {
      this.endTag();
      [otherwise] = this.parseBody('if', tag, 'endif');
    }
    this.endTag();
    return { kind: 'if', branches, otherwise, ...this.spanFrom(tag.start) };
  }

  #parseFor(tag: Span): Statement {
    const target = this.parseTarget('the name of the loop variable');
    if (target.kind === 'attribute') {
      refuseSyntax('an attribute cannot be a loop variable', target, 'set it inside the loop');
    }
    if (!this.skipSymbol('in')) this.unexpected('"in"');
    const iterable = this.parseTuple(() => this.parseOr());
    const condition = this.skipSymbol('if') ? this.parseExpression() : undefined;
    const isRecursive = this.skipSymbol('recursive');
    this.endTag();
    const [body, closer] = this.parseBody('for', tag, 'else', 'endfor');
    let otherwise: readonly Statement[] = [];
    if (closer === 'else') {
      this.endTag();
      [otherwise] = this.parseBody('for', tag, 'endfor');
    }
    this.endTag();
    const span = this.spanFrom(tag.start);
    return { kind: 'for', target, iterable, condition, isRecursive, body, otherwise, ...span };
  }

  #parseSet(tag: Span): Statement {
    const target = this.parseTarget('the name to set');
    if (this.takeOperator('=') !== undefined) {
      const value = this.parseTuple(() => this.parseExpression());
      this.endTag();
      return { kind: 'set', target, value, ...this.spanFrom(tag.start) };
    }
    if (target.kind === 'tuple') return this.unexpected('"="');
    const filters = this.skip('pipe') ? this.parseFilterNames() : [];
    if (!this.isNext('block-end')) this.unexpected('"=" or the end of the tag');
    this.endTag();
    const body = this.parseWholeBody('set', tag);
    return { kind: 'set-block', target, filters, body, ...this.spanFrom(tag.start) };
  }

  #parseDo(tag: Span): Statement {
    const expression = this.parseTuple(() => this.parseExpression());
    this.endTag();
    return { kind: 'do', expression, ...this.spanFrom(tag.start) };
  }

  #parseMacro(tag: Span): Statement {
    const macro = this.#parseDefinition('macro', tag);
    return { kind: 'macro', macro, ...this.spanFrom(tag.start) };
  }

  #parseDataTest(block: 'test' | 'data_test', tag: Span): Statement {
    if (this.openBlock !== undefined) {
      refuseSyntax(
        `a test cannot stand inside the block "${this.openBlock}"`,
        tag,
        'close the block before it',
      );
    }
    const macro = this.#parseDefinition(block, tag);
    return { kind: 'data-test', macro, ...this.spanFrom(tag.start) };
  }

  #parseDefinition(block: 'macro' | 'test' | 'data_test', tag: Span): MacroDefinition {
    const what = block === 'macro' ? 'macro' : 'test';
    const { name, start, end } = this.expectName(`the name of the ${what}`);
    const [macro, reads] = this.readingNames(() => {
      const parameters = this.parseParameters();
      this.endTag();
      return { name, parameters, body: this.parseWholeBody(block, tag), start, end };
    });
    return { ...macro, reads };
  }

  #parseCallBlock(tag: Span): Statement {
    const parameters = this.isNext('left-paren') ? this.parseParameters() : [];
    const call = this.parseExpression();
    if (call.kind !== 'call') return refuseSyntax('expected the call of a macro', call);
    this.endTag();
    const [body, reads] = this.readingNames(() => this.parseWholeBody('call', tag));
    const { start, end } = tag;
    const caller: MacroDefinition = { name: 'caller', parameters, body, reads, start, end };
    return { kind: 'call-block', call, caller, ...this.spanFrom(tag.start) };
  }

  #parseFilterBlock(tag: Span): Statement {
    const filters = this.parseFilterNames();
    this.endTag();
    const body = this.parseWholeBody('filter', tag);
    return { kind: 'filter-block', filters, body, ...this.spanFrom(tag.start) };
  }

  #parseWith(tag: Span): Statement {
    const bindings: WithStatement['bindings'][number][] = [];
    while (!this.isNext('block-end')) {
      const target = this.parseTarget('the name to set');
      if (this.takeOperator('=') === undefined) this.unexpected('"="');
      bindings.push({ target, value: this.parseExpression() });
      if (!this.skip('comma') && !this.isNext('block-end')) this.unexpected('"," or "%}"');
    }
    this.endTag();
    const body = this.parseWholeBody('with', tag);
    return { kind: 'with', bindings, body, ...this.spanFrom(tag.start) };
  }

  #parseInclude(tag: Span): Statement {
    const template = this.parseExpression();
    const ignoresMissing = this.skipSymbol('ignore') && this.skipSymbol('missing');
    this.#parseContext('with');
    this.endTag();
    return { kind: 'include', template, ignoresMissing, ...this.spanFrom(tag.start) };
  }

  #parseImport(tag: Span): Statement {
    const template = this.parseExpression();
    if (!this.skipSymbol('as')) this.unexpected('"as" and a name');
    const { name } = this.expectName('a name');
    this.#parseContext('without');
    this.endTag();
    return { kind: 'import', template, name, ...this.spanFrom(tag.start) };
  }

  #parseFromImport(tag: Span): Statement {
    const template = this.parseExpression();
    if (!this.skipSymbol('import')) this.unexpected('"import"');
    const names: FromImportStatement['names'][number][] = [];
    while (!this.isNext('block-end') && !this.isNextSymbol('with', 'without')) {
      const { name, start, end } = this.expectName('the name of a macro');
      const alias = this.skipSymbol('as') ? this.expectName('a name').name : name;
      names.push({ name, alias, start, end });
      if (!this.skip('comma')) break;
    }
    this.#parseContext('without');
    if (names.length === 0) this.unexpected('the name of a macro');
    this.endTag();
    return { kind: 'from-import', template, names, ...this.spanFrom(tag.start) };
  }

  /** `with context` or `without context`, of which each tag has one as its custom. */
  #parseContext(custom: 'with' | 'without'): void {
    if (!this.isNextSymbol('with', 'without')) return;
    const given = this.take();
    const context = this.expect('symbol', '"context"');
    if (context.value !== 'context') refuseSyntax('expected "context"', context);
    if (given.value !== custom) {
      refuseConstruct(`"${given.value} context" is not supported here`, given, 'leave it out');
    }
  }

  #parseExtends(tag: Span): Statement {
    const template = this.parseExpression();
    this.endTag();
    return { kind: 'extends', template, ...this.spanFrom(tag.start) };
  }

  #parseBlock(tag: Span): Statement {
    const { name } = this.expectName('the name of the block');
    if (this.isNextSymbol('scoped', 'required')) {
      refuseConstruct(
        `"${this.upcoming().value}" is not supported`,
        this.upcoming(),
        'leave it out',
      );
    }
    this.endTag();
    const [body] = this.parseBody('block', tag, 'endblock');
    this.skipSymbol(name);
    this.endTag();
    return { kind: 'block', name, body, ...this.spanFrom(tag.start) };
  }
}
