import type { Expression, Span } from './syntax-tree.ts';
import { TokenParser } from './token-parser.ts';
import type { Token } from './token-stream.ts';

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** Reads what stands for a value by itself: names, literals, and what brackets hold. */
export abstract class PrimaryParser extends TokenParser {
  abstract parseExpression(): Expression;

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

  protected parsePrimary(): Expression {
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
}

export function spanOf(token: Token): Span {
  return { start: token.start, end: token.end };
}
