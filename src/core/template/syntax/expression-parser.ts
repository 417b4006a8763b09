import { refuseSyntax } from './syntax-error.ts';
import type {
  Application,
  Arguments,
  BinaryOperator,
  ComparisonOperator,
  Expression,
  NamedArgument,
} from './syntax-tree.ts';
import { TokenParser } from './token-parser.ts';
import type { Token } from './token-stream.ts';

export const NO_ARGUMENTS: Arguments = {
  positional: [],
  named: [],
  spread: undefined,
  namedSpread: undefined,
};

const SUM_OPERATORS = { '+': '+', '-': '-' } as const;
const PRODUCT_OPERATORS = { '*': '*', '/': '/', '//': '//', '%': '%' } as const;
const POWER_OPERATORS = { '**': '**' } as const;
const COMPARISONS = { '==': '==', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
/** After the name of a test these go on with the expression; anything else is its argument. */
const NOT_AN_ARGUMENT = ['else', 'or', 'and', 'if', 'in', 'not', 'is', 'recursive'];
const AMBIGUOUS_AFTER_TEST = ['if', 'in', 'not', 'recursive'];

/** Reads expressions by Jinja's grammar and precedences, which differ from nunjucks' in many places. */
export abstract class ExpressionParser extends TokenParser {
  parseExpression(): Expression {
    return this.nested(this.upcoming(), () => this.#parseConditional());
  }

  /** `a, b` without parentheses is a tuple, as Jinja reads it in `{{ }}`, `set` and `for`. */
  protected parseTuple(parseItem: () => Expression): Expression {
    const first = parseItem();
    if (!this.isNext('comma')) return first;
    const items = [first];
    while (this.skip('comma') && !this.#isTupleEnd()) items.push(parseItem());
    return { kind: 'tuple', items, ...this.spanFrom(first.start) };
  }

  #isTupleEnd(): boolean {
    const { type, value } = this.upcoming();
    return (
      /^(?:block-end|variable-end|right-)/.test(type) || (type === 'operator' && value === '=')
    );
  }

  #parseConditional(): Expression {
    let expression = this.parseOr();
    while (this.skipSymbol('if')) {
      const condition = this.parseOr();
      const otherwise = this.skipSymbol('else') ? this.parseExpression() : undefined;
      const span = this.spanFrom(expression.start);
      expression = { kind: 'conditional', condition, value: expression, otherwise, ...span };
    }
    return expression;
  }

  /** An expression that is no inline if, as the iterable of a loop must be. */
  protected parseOr(): Expression {
    let left = this.#parseAnd();
    while (this.skipSymbol('or')) {
      const right = this.#parseAnd();
      left = { kind: 'or', left, right, ...this.spanFrom(left.start) };
    }
    return left;
  }

  #parseAnd(): Expression {
    let left = this.#parseNot();
    while (this.skipSymbol('and')) {
      const right = this.#parseNot();
      left = { kind: 'and', left, right, ...this.spanFrom(left.start) };
    }
    return left;
  }

  #parseNot(): Expression {
    const token = this.upcoming();
    if (!this.skipSymbol('not')) return this.#parseComparison();
    const operand = this.nested(token, () => this.#parseNot());
    return { kind: 'unary', operator: 'not', operand, ...this.spanFrom(token.start) };
  }

  #parseComparison(): Expression {
    const first = this.#parseSum();
    const rest: { operator: ComparisonOperator; operand: Expression }[] = [];
    for (let operator = this.#takeComparison(); operator; operator = this.#takeComparison()) {
      rest.push({ operator, operand: this.#parseSum() });
    }
    return rest.length === 0
      ? first
      : { kind: 'comparison', first, rest, ...this.spanFrom(first.start) };
  }

  #takeComparison(): ComparisonOperator | undefined {
    const token = this.peekToken();
    if (token?.type === 'operator') {
      const operator = own(COMPARISONS, token.value);
      if (operator !== undefined) this.nextToken();
      return operator;
    }
    if (this.skipSymbol('in')) return 'in';
    if (!this.isNextSymbol('not')) return undefined;
    this.nextToken();
    if (!this.skipSymbol('in')) return this.unexpected('"in" after "not"');
    return 'not in';
  }

  #parseSum(): Expression {
    return this.#parseOperators(SUM_OPERATORS, () => this.#parseConcatenation());
  }

  #parseConcatenation(): Expression {
    const first = this.#parseProduct();
    if (!this.isNext('tilde')) return first;
    const parts = [first];
    while (this.skip('tilde')) parts.push(this.#parseProduct());
    return { kind: 'concatenation', parts, ...this.spanFrom(first.start) };
  }

  #parseProduct(): Expression {
    return this.#parseOperators(PRODUCT_OPERATORS, () => this.#parsePower());
  }

  #parsePower(): Expression {
    return this.#parseOperators(POWER_OPERATORS, () => this.#parseUnary(true));
  }

  #parseOperators(
    operators: Readonly<Record<string, BinaryOperator>>,
    parseOperand: () => Expression,
  ): Expression {
    let left = parseOperand();
    for (;;) {
      const written = this.takeOperator(...Object.keys(operators));
      const operator = written === undefined ? undefined : own(operators, written);
      if (operator === undefined) return left;
      const right = parseOperand();
      left = { kind: 'binary', operator, left, right, ...this.spanFrom(left.start) };
    }
  }

  #parseUnary(withFilters: boolean): Expression {
    const token = this.upcoming();
    const sign = this.takeOperator('-', '+');
    let expression: Expression;
    if (sign === undefined) expression = this.#parsePrimary();
    else {
      const operand = this.nested(token, () => this.#parseUnary(false));
      const operator = sign === '-' ? '-' : '+';
      expression = { kind: 'unary', operator, operand, ...this.spanFrom(token.start) };
    }
    expression = this.#parsePostfix(expression);
    return withFilters ? this.#parseFiltersAndTests(expression) : expression;
  }

  #parsePrimary(): Expression {
    const token = this.upcoming();
    switch (token.type) {
      case 'string':
        return this.#parseStrings();
      case 'number':
        this.nextToken();
        return { kind: 'literal', value: token.literal ?? null, isQuoted: false, ...spanOf(token) };
      case 'left-paren':
        return this.#parseParentheses();
      case 'left-bracket': {
        this.nextToken();
        const items = this.#parseItems('right-bracket', '"," or "]"');
        return { kind: 'list', items, ...this.spanFrom(token.start) };
      }
      case 'left-curly':
        return this.#parseMap();
      case 'symbol':
        return this.#parseName(token);
      default:
        return this.unexpected('an expression');
    }
  }

  #parseName(token: Token): Expression {
    const constant = CONSTANTS.get(token.value);
    if (constant !== undefined) {
      this.nextToken();
      return { kind: 'literal', value: constant, isQuoted: false, ...spanOf(token) };
    }
    const name = this.expectName('an expression');
    this.noteRead(name.name);
    return name;
  }

  /** Strings side by side are one string. */
  #parseStrings(): Expression {
    const first = this.take();
    let value = String(first.literal);
    const isQuoted = !this.isNext('string');
    while (this.isNext('string')) value += String(this.take().literal);
    return { kind: 'literal', value, isQuoted, ...this.spanFrom(first.start) };
  }

  #parseParentheses(): Expression {
    const open = this.take();
    if (this.skip('right-paren')) {
      return { kind: 'tuple', items: [], ...this.spanFrom(open.start) };
    }
    const inner = this.parseTuple(() => this.parseExpression());
    this.expect('right-paren', '"," or ")"');
    // a literal keeps its own place, which says where its text starts
    return inner.kind === 'literal' ? inner : { ...inner, ...this.spanFrom(open.start) };
  }

  #parseItems(close: string, expected: string): Expression[] {
    const items: Expression[] = [];
    while (!this.skip(close)) {
      items.push(this.parseExpression());
      if (!this.skip('comma') && !this.isNext(close)) this.unexpected(expected);
    }
    return items;
  }

  #parseMap(): Expression {
    const open = this.take();
    const entries: { key: Expression; value: Expression }[] = [];
    while (!this.skip('right-curly')) {
      const key = this.parseExpression();
      this.expect('colon', '":" and a value');
      entries.push({ key, value: this.parseExpression() });
      if (!this.skip('comma') && !this.isNext('right-curly')) this.unexpected('"," or "}"');
    }
    return { kind: 'map', entries, ...this.spanFrom(open.start) };
  }

  #parsePostfix(start: Expression): Expression {
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

  #parseFiltersAndTests(start: Expression): Expression {
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
      const argument = this.#parsePostfix(this.#parsePrimary());
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

function spanOf(token: Token): { start: number; end: number } {
  return { start: token.start, end: token.end };
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
