import { expect, test } from 'vitest';
import { failure, render, summary } from './rendering.ts';

function mistake(text: string): string {
  return summary(failure(text));
}

test('a block that is never closed is reported at its opening tag', () => {
  expect(mistake('select 1\n  {% for x in [1] %}\n{{ x }}')).toBe(
    '2:3 template-syntax: "for" is never closed',
  );
  expect(mistake('{% if true %}{% for x in [1] %}{% endfor %}')).toBe(
    '1:1 template-syntax: "if" is never closed',
  );
  expect(mistake('{% if true %}a{% else %}b')).toBe('1:1 template-syntax: "if" is never closed');
});

test('a tag, comment, raw block or string that is never closed is reported where it opens', () => {
  expect(mistake('a\n {{ 1 + 2')).toBe('2:2 template-syntax: "{{" is never closed');
  expect(mistake('a\n {% set x = 1')).toBe('2:2 template-syntax: "{%" is never closed');
  expect(mistake('a {# b')).toBe('1:3 template-syntax: a comment is never closed');
  expect(mistake('a {% raw %} b')).toBe('1:3 template-syntax: "raw" is never closed');
  expect(mistake("{{ 'a }}")).toBe('1:4 template-syntax: a string is never closed');
});

test('columns are exact after lines, tabs, CRLF and characters outside the BMP', () => {
  expect(mistake('a\n\tb {{ nope }}')).toBe('2:7 template-undefined: "nope" is not defined');
  expect(mistake('a\r\nb\r\n {{ nope }}')).toBe('3:5 template-undefined: "nope" is not defined');
  expect(mistake('😀 {{ "😀" ~ nope }}')).toBe('1:14 template-undefined: "nope" is not defined');
  expect(mistake('{# a\nb #}{%- set a = 1 -%}\n\n {{ nope }}')).toBe(
    '4:5 template-undefined: "nope" is not defined',
  );
  expect(mistake('{% raw %}\n{{{% endraw %}{{ nope }}')).toBe(
    '2:18 template-undefined: "nope" is not defined',
  );
});

test('the length of a place is that of what it points at', () => {
  expect(failure('{{ nope }}').location).toEqual({
    file: 'models/a.sql',
    line: 1,
    column: 4,
    length: 4,
  });
});

test('a closing tag that closes nothing, or the wrong block, is reported', () => {
  expect(mistake('a {% endif %}')).toBe(
    '1:6 template-syntax: "endif" closes nothing: no block is open here',
  );
  const { message, hint } = failure('{% for x in [1] %}{% if x %}{% endfor %}');
  expect(message).toBe('"endfor" stands where the open block "if" ends first');
  expect(hint).toBe('write {% elif %} or {% else %} or {% endif %}');
});

test('an unknown tag is reported with the one it may have been', () => {
  const { code, hint } = failure('{% fro x in [1] %}{% endfor %}');
  expect([code, hint]).toEqual(['template-syntax', 'did you mean "for"?']);
});

test.each([
  ['{% break %}', 'filter the loop instead: {% for x in items if condition %}'],
  ['{% test t(model) %}{% endtest %}', 'move it into a file of macros/'],
  [
    '{% materialization m %}{% endmaterialization %}',
    'choose one with {{ config(materialized=…) }}',
  ],
  [
    '{% snapshot s %}{% endsnapshot %}',
    "write a model with {{ config(materialized='snapshot', unique_key='id') }}",
  ],
  ["{% include 'a' %}", 'write a macro in macros/ and call it'],
  ["{% import 'a' as b %}", 'leave it out: every macro in macros/ can be called by its name'],
  ["{{ 'a' | safe }}", 'leave it out: nothing is escaped in SQL'],
])('%s is refused with what to write instead', (text, hint) => {
  const problem = failure(text);
  expect([problem.code, problem.hint]).toEqual(['template-unsupported', hint]);
});

test.each([
  ['{{ 1 + }}', '1:8 template-syntax: expected an expression, not the end of the tag'],
  ['{{ a === 1 }}', '1:6 template-syntax: expected "}}", not "==="'],
  ['{{ f(a=1, 2) }}', '1:11 template-syntax: a positional argument stands after a named one'],
  ['{{ [1 2] }}', '1:7 template-syntax: expected "," or "]", not "2"'],
  ['{% set true = 1 %}', '1:8 template-syntax: "true" cannot be set'],
  ['{{ 1 ? 2 }}', '1:6 template-syntax: "?" has no meaning in a template expression'],
  [
    '{% macro m(a=1, b) %}{% endmacro %}',
    '1:17 template-syntax: "b" has no default, but one before it has',
  ],
  ['{{ 1 is odd is even }}', '1:13 template-syntax: two tests stand one after the other'],
  ['{{ 1 %}', '1:6 template-syntax: expected "}}", not the end of the tag'],
])('%s is refused', (text, expected) => {
  expect(mistake(text)).toBe(expected);
});

test('expressions inside each other without end are refused, not a crash', () => {
  const deep = `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`;
  expect(failure(deep).code).toBe('template-unsupported');
  expect(failure(`{{ ${'not '.repeat(5000)}1 }}`).code).toBe('template-unsupported');
  expect(failure('{% if 1 %}'.repeat(5000)).code).toBe('template-unsupported');
});

test.each([
  ['{{ 2 * 7 % 4 }} {{ 7 * 3 // 2 }} {{ -2 ** 2 }} {{ 2 ** 3 ** 2 }}', '2 10 4 64'],
  ["{{ 1 ~ 2 * 3 }} {{ not 1 in [2] }} {{ 'a' if 0 else 'b' if 0 else 'c' }}", '16 True c'],
  ['{{ -1 | abs }} {{ 3 - -1 }} {{ (1, 2) }} {{ 1, }}', '1 4 (1, 2) (1,)'],
  ["{{ {'a': {'b': 1}}['a']['b']}} {{ {'a': {'b': 1}} }}", "1 {'a': {'b': 1}}"],
  ["{{ 'a' 'b' }} {{ '\\d' }} {{ '\\x41\\u0042' }}", 'ab \\d AB'],
  [
    '{{ 1_000 }} {{ 0x1F }} {{ 12345678901234567890123 }} {{ 1.0 }} {{ 1e3 }}',
    '1000 31 12345678901234567890123 1.0 1000.0',
  ],
  ['{% set r = 6 %}{{ r/2 }}', '3.0'],
  ["{{ [1, 2,] }} {{ {'a': 1,} }} {{ dict(a=1,) }}", "[1, 2] {'a': 1} {'a': 1}"],
  ['{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}', '123'],
  ["{{ 'abc'.1 }} {{ [[1, 2]].0.1 }}", 'b 2'],
])('%s is read by the grammar of Jinja', (text, expected) => {
  expect(render(text).text).toBe(expected);
});

test('text passes as it is, whatever braces, signs and line ends it has', () => {
  const sql = "select '{\"a\": 1}'::jsonb #>> '{a}', 10 % 3, 'a%'\r\n-- #} %} }} { {\n";
  expect(render(`${sql}\n`).text).toBe(sql);
});

test('one line end at the end of a template is not printed', () => {
  expect(render('a\n\n').text).toBe('a\n');
  expect(render('a\r\n').text).toBe('a');
  expect(render('a').text).toBe('a');
});

test('signs at a tag trim the space beside it, comments and raw blocks too', () => {
  expect(render('a \n {%- if true -%} \n b {# c -#}  d {%- endif +%} e').text).toBe('ab d e');
  expect(render('a {%- raw -%} {{ x }} {%- endraw -%} b').text).toBe('a{{ x }}b');
  expect(render('a {#- c #} b').text).toBe('a b');
});
