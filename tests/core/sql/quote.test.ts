import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  columnList,
  dateLiteral,
  quoteIdentifier,
  quoteLiteral,
} from '../../../src/core/sql/quote.ts';

test('identifiers and literals double the quotes inside', () => {
  expect(quoteIdentifier('order "id"')).toBe('"order ""id"""');
  expect(quoteLiteral("it's")).toBe("'it''s'");
  expect(quoteLiteral("c:\\it's")).toBe("E'c:\\\\it''s'");
  expect(dateLiteral('2024-01-31')).toBe("date '2024-01-31'");
  expect(columnList(['id', 'a"b'])).toBe('"id", "a""b"');
  expect(columnList(['id', 'n'], 'live')).toBe('live."id", live."n"');
});

/** Text in which what could end a literal is frequent. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom("'", '"', '\\', '$', ';', '-', '\n', 'E', 'é', '😀'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
  maxLength: 30,
});

test('an identifier reads back as the name it was made of, and ends nowhere before', () => {
  fc.assert(
    fc.property(text, text, (name, after) => {
      expect(readQuoted(`${quoteIdentifier(name)} ${after}`, '"')).toEqual({
        value: name,
        rest: ` ${after}`,
      });
    }),
  );
});

test('a literal reads back as the text it was made of, whatever the server takes a backslash for', () => {
  fc.assert(
    fc.property(text, text, fc.boolean(), (value, after, isStandard) => {
      expect(readLiteral(`${quoteLiteral(value)} ${after}`, isStandard)).toEqual({
        value,
        rest: ` ${after}`,
      });
    }),
  );
});

interface Read {
  readonly value: string;
  readonly rest: string;
}

/** As PostgreSQL's lexer reads it; `isStandard` is standard_conforming_strings. */
function readLiteral(sql: string, isStandard: boolean): Read {
  const isEscaped = sql.startsWith('E');
  return readQuoted(isEscaped ? sql.slice(1) : sql, "'", isEscaped || !isStandard);
}

function readQuoted(sql: string, quote: string, hasEscapes = false): Read {
  if (!sql.startsWith(quote)) throw new Error(`no ${quote} at the start of ${sql}`);
  let value = '';
  for (let at = 1; at < sql.length; at += 1) {
    const character = sql.charAt(at);
    if (hasEscapes && character === '\\') {
      at += 1;
      if (sql.charAt(at) !== '\\') throw new Error(`an escape of its own in ${sql}`);
      value += '\\';
    } else if (character !== quote) {
      value += character;
    } else if (sql.charAt(at + 1) === quote) {
      at += 1;
      value += quote;
    } else {
      return { value, rest: sql.slice(at + 1) };
    }
  }
  throw new Error(`${sql} does not end`);
}
