import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lexSql } from '../../../src/core/sql/lex-sql.ts';

function tokens(sql: string): readonly string[] {
  return [...lexSql(sql)].map(({ type, text }) => `${type} ${text}`);
}

test('words, names, strings, numbers and symbols are told apart', () => {
  expect(tokens(`select "a b", t.é_1::numeric(10,2) from x where n >= 1.5e3;`)).toEqual([
    'word select',
    'quoted-identifier "a b"',
    'symbol ,',
    'word t',
    'symbol .',
    'word é_1',
    'symbol ::',
    'word numeric',
    'symbol (',
    'number 10',
    'symbol ,',
    'number 2',
    'symbol )',
    'word from',
    'word x',
    'word where',
    'word n',
    'symbol >=',
    'number 1.5e3',
    'symbol ;',
  ]);
});

const STRINGS = [
  "'it''s; -- no comment'",
  "E'a\\'b;'",
  "e'\\\\'",
  "U&'\\00e9;'",
  "b'01'",
  "N'x'",
  '$$ a; /* b */ $$',
  "$body$ it's $$ inside $body$",
  "'a\nb'",
];

test.each(STRINGS)('%s is one string', (text) => {
  expect(tokens(`(${text})`)).toEqual(['symbol (', `string ${text}`, 'symbol )']);
});

test('a backslash escapes in E strings only', () => {
  expect(tokens("'a\\' b")).toEqual(["string 'a\\'", 'word b']);
});

test('names in quotes may hold quotes, and may be written in Unicode escapes', () => {
  expect(tokens('"a""b" U&"d\\0061t"')).toEqual([
    'quoted-identifier "a""b"',
    'quoted-identifier U&"d\\0061t"',
  ]);
});

test('comments and white space are left out, and block comments nest', () => {
  expect(tokens("a -- b 'c\n/* d /* e */ ; */ f --g")).toEqual(['word a', 'word f']);
  expect(tokens('a /* never closed /* */ b')).toEqual(['word a']);
});

test('a dollar inside a name starts no string', () => {
  expect(tokens('a$b$c')).toEqual(['word a$b$c']);
});

test.each([["'b; c"], ["E'b\\'; c"], ['"b; c'], ['$x$ b; c'], ["'it''s"]])(
  'what %s leaves open runs to the end as one token',
  (text) => {
    expect([...lexSql(`a ${text}`)].map((token) => token.text)).toEqual(['a', text]);
  },
);

test('lexing begins where it is told to', () => {
  expect([...lexSql('a b c', 2)]).toEqual([
    { type: 'word', text: 'b', offset: 2 },
    { type: 'word', text: 'c', offset: 4 },
  ]);
});

test('tokens stand where they say, in order, with only space and comments between them', () => {
  const sql = fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        '$',
        'a',
        'E',
        '1',
        ' ',
        '\n',
        '-',
        '--',
        '/*',
        '*/',
        ';',
        '(',
        '😀',
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(sql, (text) => {
      let end = 0;
      for (const token of lexSql(text)) {
        expect(token.text).not.toBe('');
        expect(text.slice(token.offset, token.offset + token.text.length)).toBe(token.text);
        expect(text.slice(end, token.offset)).toMatch(/^(?:\s|--[^\n]*|\/\*[\s\S]*\*\/)*$/);
        end = token.offset + token.text.length;
      }
    }),
  );
});
