import { PostfixParser } from './postfix-parser.ts';
import type { BinaryOperator, ComparisonOperator, Expression } from './syntax-tree.ts';

const SUM_OPERATORS = { '+': '+', '-': '-' } as const;
const PRODUCT_OPERATORS = { '*': '*', '/': '/', '//': '//', '%': '%' } as const;
const POWER_OPERATORS = { '**': '**' } as const;
const COMPARISONS = { '==': '==', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;

/** Reads expressions by Jinja's grammar and precedences, which differ from nunjucks' in many places. */
export abstract class ExpressionParser extends PostfixParser {
  override parseExpression(): Expression {
    return this.nested(this.upcoming(), () => this.#parseConditional());
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
    if (sign === undefined) expression = this.parsePrimary();
    else {
      const operand = this.nested(token, () => this.#parseUnary(false));
      const operator = sign === '-' ? '-' : '+';
      expression = { kind: 'unary', operator, operand, ...this.spanFrom(token.start) };
    }
    expression = this.parsePostfix(expression);
    return withFilters ? this.parseFiltersAndTests(expression) : expression;
  }
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
