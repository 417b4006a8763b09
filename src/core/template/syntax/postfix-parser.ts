import { PrimaryParser, spanOf } from './primary-parser.ts';
import { refuseSyntax } from './syntax-error.ts';
import type { Application, Arguments, Expression, NamedArgument } from './syntax-tree.ts';

const NO_ARGUMENTS: Arguments = {
  positional: [],
  named: [],
  spread: undefined,
  namedSpread: undefined,
};

/** After the name of a test these go on with the expression; anything else is its argument. */
const NOT_AN_ARGUMENT = ['else', 'or', 'and', 'if', 'in', 'not', 'is', 'recursive'];
const AMBIGUOUS_AFTER_TEST = ['if', 'in', 'not', 'recursive'];

/** Reads what follows a value: attributes, subscripts, calls, filters and tests. */
export abstract class PostfixParser extends PrimaryParser {
  protected parsePostfix(start: Expression): Expression {
    let expression = start;
    for (;;) {
      if (this.takeOperator('.') !== undefined) expression = this.#parseAttribute(expression);
      else if (this.skip('left-bracket')) expression = this.#parseSubscript(expression);
      else if (this.isNext('left-paren')) expression = this.#parseCall(expression);
      else return expression;
    }
  }

  #parseCall(callee: Expression): Expression {
    const args = this.#parseArguments();
    return { kind: 'call', callee, args, ...this.spanFrom(callee.start) };
  }

  #parseAttribute(target: Expression): Expression {
    const token = this.take();
    if (token.type === 'number' && typeof token.literal === 'bigint') {
      const key = { kind: 'literal', value: token.literal, isQuoted: false } as const;
      const span = this.spanFrom(target.start);
      return { kind: 'item', target, key: { ...key, ...spanOf(token) }, ...span };
    }
    if (token.type !== 'symbol') {
      return refuseSyntax(`expected a name after ".", not "${token.value}"`, token);
    }
    const span = this.spanFrom(target.start);
    return { kind: 'attribute', target, name: token.value, nameSpan: spanOf(token), ...span };
  }

  #parseSubscript(target: Expression): Expression {
    const parts: (Expression | undefined)[] = [undefined];
    while (!this.skip('right-bracket')) {
      if (this.skip('colon')) parts.push(undefined);
      else if (parts.at(-1) !== undefined) this.unexpected('"]"');
      else parts[parts.length - 1] = this.parseTuple(() => this.parseExpression());
    }
    const [from, to, step] = parts;
    const span = this.spanFrom(target.start);
    if (parts.length > 3) refuseSyntax('a slice has at most three parts', span);
    if (parts.length > 1) return { kind: 'slice', target, from, to, step, ...span };
    if (from === undefined) return refuseSyntax('expected an index between "[" and "]"', span);
    return { kind: 'item', target, key: from, ...span };
  }

  protected parseFiltersAndTests(start: Expression): Expression {
    let expression = start;
    for (;;) {
      if (this.skip('pipe')) {
        const filter = this.#parseApplication('the name of a filter');
        expression = {
          kind: 'filter',
          target: expression,
          filter,
          ...this.spanFrom(expression.start),
        };
      } else if (this.skipSymbol('is')) expression = this.#parseTest(expression);
      else if (this.isNext('left-paren')) expression = this.#parseCall(expression);
      else return expression;
    }
  }

  /** `upper` or `replace('a', 'b')`: the name of a filter or a test, and its arguments. */
  #parseApplication(expected: string): Application {
    const { start, value, end } = this.expect('symbol', expected);
    const args = this.isNext('left-paren') ? this.#parseArguments() : NO_ARGUMENTS;
    return { name: value, args, start, end };
  }

  /** `| upper | trim`, without what they are applied to. */
  protected parseFilterNames(): Application[] {
    const filters = [this.#parseApplication('the name of a filter')];
    while (this.skip('pipe')) filters.push(this.#parseApplication('the name of a filter'));
    return filters;
  }

  #parseTest(target: Expression): Expression {
    const isNegated = this.skipSymbol('not');
    let test = this.#parseApplication('the name of a test');
    if (test.args === NO_ARGUMENTS && this.#isTestArgument()) {
      const argument = this.parsePostfix(this.parsePrimary());
      test = { ...test, args: { ...NO_ARGUMENTS, positional: [argument] } };
    }
    if (test.args === NO_ARGUMENTS && this.isNextSymbol(...AMBIGUOUS_AFTER_TEST)) {
      // Jinja would take the word for the argument of the test
      const next = this.upcoming();
      refuseSyntax(`"${next.value}" follows a test`, next, 'put the test in parentheses');
    }
    if (this.isNextSymbol('is')) {
      refuseSyntax('two tests stand one after the other', this.upcoming(), 'join them with "and"');
    }
    const span = this.spanFrom(target.start);
    const tested: Expression = { kind: 'test', target, test, ...span };
    return isNegated ? { kind: 'unary', operator: 'not', operand: tested, ...span } : tested;
  }

  #isTestArgument(): boolean {
    const { type, value } = this.upcoming();
    if (type === 'symbol') return !NOT_AN_ARGUMENT.includes(value);
    return ['string', 'number', 'left-bracket', 'left-curly'].includes(type);
  }

  #parseArguments(): Arguments {
    this.take();
    const positional: Expression[] = [];
    const named: NamedArgument[] = [];
    let spread: Expression | undefined;
    let namedSpread: Expression | undefined;
    while (!this.skip('right-paren')) {
      const token = this.upcoming();
      if (this.takeOperator('**') !== undefined) {
        if (namedSpread !== undefined) refuseSyntax('a call takes one "**"', token);
        namedSpread = this.parseExpression();
      } else if (this.takeOperator('*') !== undefined) {
        if (spread !== undefined) refuseSyntax('a call takes one "*"', token);
        spread = this.parseExpression();
      } else {
        const value = this.parseExpression();
        if (value.kind === 'name' && this.takeOperator('=') !== undefined) {
          named.push(this.#parseNamedArgument(value.name, token.start, named));
        } else if (named.length > 0 || spread !== undefined || namedSpread !== undefined) {
          refuseSyntax('a positional argument stands after a named one', value, 'put it before');
        } else positional.push(value);
      }
      if (!this.skip('comma') && !this.isNext('right-paren')) this.unexpected('"," or ")"');
    }
    return { positional, named, spread, namedSpread };
  }

  #parseNamedArgument(
    name: string,
    start: number,
    before: readonly NamedArgument[],
  ): NamedArgument {
    const value = this.parseExpression();
    const span = this.spanFrom(start);
    if (before.some((each) => each.name === name)) {
      refuseSyntax(`"${name}" is given twice`, span, 'keep one of the two');
    }
    return { name, value, ...span };
  }
}
