import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { plain, valueAt } from '../../../src/core/diagnostics/located-value.ts';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { parseYaml } from '../../../src/core/project/parse-yaml.ts';
import { lines } from '../../support/project.ts';

function parse(text: string) {
  const problems = new Problems();
  const value = parseYaml({ path: 'a.yml', text }, problems);
  return { value, lines: lines(problems) };
}

function parsed(text: string) {
  const { value, lines: found } = parse(text);
  expect(found).toEqual([]);
  if (value === undefined) throw new Error('nothing was parsed');
  return value;
}

test('every key and every value knows its place', () => {
  const value = parsed('models:\n  - name: "users"\n    tags: [a, bc]\n');
  expect(valueAt(value, ['models', 0, 'name']).location).toEqual({
    file: 'a.yml',
    line: 2,
    column: 11,
    length: 7,
  });
  expect(valueAt(value, ['models', 0, 'tags', 1]).location).toEqual({
    file: 'a.yml',
    line: 3,
    column: 15,
    length: 2,
  });
});

test('an empty file is an empty map', () => {
  expect(plain(parsed(''))).toEqual({});
  expect(plain(parsed('# nothing yet\n'))).toEqual({});
});

test('a number keeps its text, a date and YAML 1.1 truth values are text', () => {
  const value = parsed('n: 1.10\nbig: 12345678901234567890\nd: 2024-01-31\ny: yes\nz: 007');
  expect(valueAt(value, ['n'])).toMatchObject({ value: 1.1, text: '1.10' });
  expect(valueAt(value, ['big'])).toMatchObject({ text: '12345678901234567890' });
  expect(valueAt(value, ['d'])).toMatchObject({ value: '2024-01-31' });
  expect(valueAt(value, ['y'])).toMatchObject({ value: 'yes' });
  expect(valueAt(value, ['z'])).toMatchObject({ text: '007' });
});

test('anchors, aliases and merge keys give the value of what they name', () => {
  const value = parsed('a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: {<<: [*a, {z: 4}]}');
  expect(plain(value)).toEqual({
    a: { x: 1, y: 2 },
    b: { x: 1, y: 2 },
    c: { x: 1, y: 3 },
    d: { x: 1, y: 2, z: 4 },
  });
});

test('a key named __proto__ is a key like any other', () => {
  expect(Object.keys(plain(parsed('__proto__: {a: 1}')) ?? {})).toEqual(['__proto__']);
});

const MISTAKES: readonly (readonly [name: string, text: string, line: string])[] = [
  [
    'a duplicate key',
    'a: 1\nb: 2\na: 3\n',
    'a.yml:3:1: error[yaml-syntax]: the key "a" stands twice in one map (remove one of them)',
  ],
  [
    'a tab',
    'a:\n\tb: 1\n',
    'a.yml:2:1: error[yaml-syntax]: a tab cannot indent YAML (indent with spaces)',
  ],
  [
    'an indentation between two',
    'a:\n    b: 1\n  c: 2\n',
    'a.yml:3:3: error[yaml-syntax]: the line is indented like no line above it (align it with the keys that it belongs to)',
  ],
  [
    'a key below a value',
    'a: 1\n  b: 2\n',
    'a.yml:2:3: error[yaml-syntax]: a key is indented below a line that has a value already (align the two keys, or remove the value of the first)',
  ],
  [
    'items out of line',
    'a:\n  - x\n - y\n',
    'a.yml:3:2: error[yaml-syntax]: the items of a list do not stand in one column (align them)',
  ],
  [
    'a colon in a value',
    'a: b: c\n',
    'a.yml:1:4: error[yaml-syntax]: a value holds ": " and is not quoted (quote the value, or begin its keys on a line of their own)',
  ],
  [
    'an open quote',
    'b: 1\na: "x\nc: 1\n',
    'a.yml:2:4: error[yaml-syntax]: a quote is not closed (close it, or double it where it is part of the text)',
  ],
  [
    'an open brace',
    'a: {b: 1\nc: 2\n',
    'a.yml:2:1: error[yaml-syntax]: a "}" is missing here (close the "{", or indent its lines deeper than its key)',
  ],
  [
    'a key without a colon',
    'a: 1\nb\n',
    'a.yml:2:1: error[yaml-syntax]: a key has no ": " after it (write "key: value", with a space)',
  ],
  [
    'a key that is indented too far for its list item',
    'a:\n  - b: 1\n    c:\n      - d: 2\n       e: 3\n',
    'a.yml:5:8: error[yaml-syntax]: the line is indented like no line above it (align it with the keys that it belongs to)',
  ],
  [
    'a key that is not indented far enough for its list item',
    'a:\n  - b: 1\n   c: 2\n',
    'a.yml:3:4: error[yaml-syntax]: the line is indented like no line above it (align it with the keys that it belongs to)',
  ],
  [
    'an open quote above other quotes',
    'a: "x\nb: {c: "y"}\n',
    'a.yml:1:4: error[yaml-syntax]: a quote is not closed (close it, or double it where it is part of the text)',
  ],
  [
    'text behind a quoted value',
    "a: 'it's'\n",
    'a.yml:1:8: error[yaml-syntax]: text follows a quote that ends the value (double a quote that is part of the text, or quote with the other kind)',
  ],
  [
    'a template without quotes',
    'as_of: {{ month_end(a) }}\n',
    'a.yml:1:9: error[yaml-syntax]: a template is not quoted (write it in quotes: "{{ … }}")',
  ],
  [
    'two documents',
    'a: 1\n---\nb: 2\n',
    'a.yml:2:1: error[yaml-syntax]: the file holds more than one YAML document (remove the "---", or put each document in a file of its own)',
  ],
  ['an unknown alias', 'a: *x\n', 'a.yml:1:4: error[yaml-syntax]: there is no anchor "&x" above'],
  [
    'an alias within its anchor',
    'a: &x [*x]\n',
    'a.yml:1:8: error[yaml-syntax]: "*x" stands within what it names',
  ],
  [
    'a tag',
    'a: !env X\n',
    'a.yml:1:4: error[yaml-syntax]: the tag "!env" has no meaning here (remove the tag)',
  ],
  [
    'a reserved character',
    'a: @x\n',
    'a.yml:1:4: error[yaml-syntax]: a value cannot start with "@" unless it is quoted (quote the value)',
  ],
  [
    'an unknown escape',
    'a: "\\d"\n',
    'a.yml:1:5: error[yaml-syntax]: a text in double quotes knows no escape "\\d" (write the text in single quotes, or each backslash twice)',
  ],
];

test.each(MISTAKES)('%s is said in the words of its author, at its place', (_, text, line) => {
  expect(parse(text)).toEqual({ value: undefined, lines: [line] });
});

test('aliases of aliases cannot make a small file enormous', () => {
  const text = Array.from({ length: 30 }, (_, at) =>
    at === 0 ? 'a0: &a0 [x, x]' : `a${at}: &a${at} [*a${at - 1}, *a${at - 1}]`,
  ).join('\n');
  expect(parse(text).lines).toEqual([
    'a.yml:15:18: error[yaml-syntax]: aliases repeat more than 100000 values',
  ]);
});

test('nesting without an end is refused, not a crash', () => {
  const { value, lines: found } = parse(`a: ${'['.repeat(5000)}`);
  expect(value).toBeUndefined();
  expect(found).toHaveLength(1);
});

test('what the library writes is read back the same', () => {
  const json = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(json.value, (value) => {
      const map = { top: value };
      expect(plain(parsed(stringify(map)))).toEqual(map);
    }),
  );
});
