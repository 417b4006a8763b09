import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fail } from '../../../src/core/diagnostics/diagnostic.ts';
import { hostFunction, hostObject, toText } from '../../../src/core/template/value.ts';
import { failure, render, summary, template } from './rendering.ts';

/** A list of two lists, each of two lists, and so on: small, and endless to go through. */
const DOUBLED =
  '{% set ns = namespace(l=[1]) %}{% for i in range(90) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}';

const ref = hostFunction('ref', ({ positional: [name = null] }) =>
  name === 'orders'
    ? 'public.orders'
    : fail('ref-not-found', `there is no model or seed named "${toText(name)}"`),
);

test('text without tags renders to itself, as one literal segment', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!/\{[{%#]/.test(text) && !/[\r\n]$/.test(text));
      const { text: rendered, segments } = render(text);
      expect(rendered).toBe(text);
      const whole = { text, offset: 0, isLiteral: true };
      expect(segments).toMatchObject(text === '' ? [] : [whole]);
    }),
  );
});

test('segments concatenate to the text, and literal ones stand in their source', () => {
  const piece = fc.constantFrom(
    'select ',
    '😀\r\n',
    '{{ x }}',
    ' {{- x -}} ',
    '{# c -#} ',
    '{% if x %} a {%- endif %}',
    '{% for i in [1, 2] %}{{ i }}, {% endfor %}',
    '{% raw %} {{ }} {% endraw %}',
    '{{ shout("b") }}',
    '{% call wrap() %} c {{ x }}{% endcall %}',
    '{% filter upper %}d{% endfilter %}',
    '{% set y %}e{% endset %}{{ y }}',
  );
  const macros = {
    'macros/m.sql':
      '{% macro shout(a) %}!{{ a }}!{% endmacro %}\n{% macro wrap() %}({{ caller() }}){% endmacro %}',
  };
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { text, segments } = render(pieces.join(''), { globals: { x: 1n }, macros });
      expect(segments.map((segment) => segment.text).join('')).toBe(text);
      for (const { text: part, source, offset, isLiteral } of segments) {
        if (isLiteral) expect(source.text.slice(offset, offset + part.length)).toBe(part);
      }
    }),
  );
});

test('a segment says where its text was written, also inside a macro and its caller', () => {
  const { segments } = render('a {{ x }}{% call m() %}c{% endcall %}', {
    globals: { x: 1n },
    macros: { 'macros/m.sql': '{% macro m() %}<{{ caller() }}{{ 2 }}{% endmacro %}' },
  });
  expect(
    segments.map(({ text, source, offset, isLiteral }) => [text, source.path, offset, isLiteral]),
  ).toEqual([
    ['a ', 'models/a.sql', 0, true],
    ['1', 'models/a.sql', 5, false],
    ['<', 'macros/m.sql', 15, true],
    ['c', 'models/a.sql', 23, true],
    ['2', 'macros/m.sql', 33, false],
  ]);
});

test.each([
  ['{{ nope }}', '1:4 template-undefined: "nope" is not defined'],
  ['{% if nope %}{% endif %}', '1:7 template-undefined: "nope" is not defined'],
  ['{% for x in nope %}{% endfor %}', '1:13 template-undefined: "nope" is not defined'],
  ['{{ [nope] }}', '1:5 template-undefined: "nope" is not defined'],
  ["{{ 'a' ~ nope }}", '1:10 template-undefined: "nope" is not defined'],
  ['{{ nope == 1 }}', '1:4 template-undefined: "nope" is not defined'],
  ['{% set a = nope %}', '1:12 template-undefined: "nope" is not defined'],
  ['{{ range(nope) }}', '1:10 template-undefined: "nope" is not defined'],
  ['{{ nope is none }}', '1:4 template-undefined: "nope" is not defined'],
  ['{{ nope | upper }}', '1:4 template-undefined: "nope" is not defined'],
  ['{{ nope.a is defined }}', '1:4 template-undefined: "nope" is not defined'],
  ["{{ {'a': 1}.b }}", '1:13 template-undefined: the map has no key "b"'],
  ["{{ {'a': 1}['b'] }}", '1:4 template-undefined: the map has no key "b"'],
  ['{{ [1][3] }}', '1:4 template-undefined: a list of 1 item has no item 3'],
  ["{{ 'a'.uper() }}", '1:8 template-undefined: a string has no attribute "uper"'],
  ["{{ 'a' | uper }}", '1:10 template-undefined: there is no filter "uper"'],
  ["{{ 'a' is strin }}", '1:11 template-undefined: there is no test "strin"'],
  ['{{ [] | first }}', '1:4 template-undefined: a list is empty, so it has no first item'],
  [
    '{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}',
    '1:20 template-undefined: "m" was called without its parameter "a"',
  ],
])('%s is an error with a place', (text, expected) => {
  expect(summary(failure(text))).toBe(expected);
});

test('what is not defined may be asked for and given a default', () => {
  expect(render("{{ nope is defined }} {{ nope | default('d') }} {{ {}.a | d(1) }}").text).toBe(
    'False d 1',
  );
});

test('a name that is nearly right is answered with the right one', () => {
  expect(failure('{{ customers }}', { globals: { customer: 1n } }).hint).toBe(
    'did you mean "customer"?',
  );
  expect(failure("{{ 'a' | uper }}").hint).toBe('did you mean "upper"?');
  expect(failure('{{ null }}').hint).toBe('write none');
});

test('an inline if without else, and the neighbours that a loop lacks, print nothing', () => {
  expect(render("[{{ 'a' if false }}]").text).toBe('[]');
  expect(render('{% for i in [1, 2] %}<{{ loop.previtem }}>{% endfor %}').text).toBe('<><1>');
  expect(summary(failure("{{ ['a' if false] }}"))).toBe(
    '1:5 template-undefined: this inline if has no else, and its condition does not hold',
  );
});

test('an error of a host function stands at its literal argument, else at its name', () => {
  expect(summary(failure('select *\nfrom {{ ref("order") }}', { globals: { ref } }))).toBe(
    '2:14 ref-not-found: there is no model or seed named "order"',
  );
  expect(summary(failure('{% set t = "o" %}{{ ref(t) }}', { globals: { ref } }))).toBe(
    '1:21 ref-not-found: there is no model or seed named "o"',
  );
});

test('an error inside macros stands in the file of the macro, with the calls that led there', () => {
  const problem = failure('select 1\n  {{ outer() }}', {
    globals: { ref },
    macros: {
      'macros/outer.sql': '{% macro outer() %}\n{{ inner("x") }}{% endmacro %}',
      'macros/inner.sql': '{% macro inner(t) %}\n\n {{ ref(t) }}{% endmacro %}',
    },
  });
  expect(problem.location).toEqual({ file: 'macros/inner.sql', line: 3, column: 5, length: 3 });
  expect(problem.notes).toEqual([
    {
      message: '"inner" is called here',
      location: { file: 'macros/outer.sql', line: 2, column: 4, length: 5 },
    },
    {
      message: '"outer" is called here',
      location: { file: 'models/a.sql', line: 2, column: 6, length: 5 },
    },
  ]);
});

test('a macro of the library sees the globals and other macros, but not what its caller sets', () => {
  const macros = { 'macros/m.sql': '{% macro m() %}{{ g }}{{ local }}{% endmacro %}' };
  const problem = failure('{% set local = 1 %}{{ m() }}', { globals: { g: 1n }, macros });
  expect(problem.message).toBe('"local" is not defined');
});

test('return() gives the value of a macro, and is not defined outside of macros', () => {
  const macros = { 'macros/m.sql': '{% macro m() %}text{% do return([1, 2]) %}{% endmacro %}' };
  expect(render('{{ m() }} {{ m() | sum }} {{ m()[0] }}', { macros }).text).toBe('[1, 2] 3 1');
  expect(summary(failure('{{ return(1) }}'))).toBe(
    '1:4 template-undefined: "return" is defined inside a macro only',
  );
});

test('a macro refuses arguments that it does not take', () => {
  const macro = '{% macro m(a) %}{{ a }}{% endmacro %}';
  expect(failure(`${macro}{{ m(1, 2) }}`).message).toBe('"m" takes 1 argument at most, not 2');
  expect(failure(`${macro}{{ m(b=1) }}`).message).toBe('"m" has no parameter "b"');
  expect(failure(`${macro}{{ m(1, a=1) }}`).message).toBe('"m" is given "a" twice');
  expect(failure(`${macro}{% call m(1) %}{% endcall %}`).message).toBe(
    '"m" does not use its caller',
  );
});

test.each([
  ["{{ 'a' + 1 }}", '1:4 template-type: "+" has no meaning between a string and an integer'],
  ['{{ 1 / 0 }}', '1:4 template-type: division by zero'],
  ["{{ 1 < 'a' }}", '1:4 template-type: an integer and a string have no order'],
  ['{% for x in 5 %}{% endfor %}', '1:13 template-type: an integer cannot be gone through'],
  ['{% set a, b = [1] %}', '1:8 template-type: 2 names cannot take 1 value'],
  ['{{ 1() }}', '1:4 template-type: an integer cannot be called'],
  ['{{ range }}', '1:4 template-type: "range" is a function, which cannot be printed'],
  ["{{ ['a'] | map('upper') }}", '1:4 template-type: the lazy result of "map" cannot be printed'],
  [
    "{% if ['a'] | select %}{% endif %}",
    '1:7 template-type: the lazy result of "select" is true even when it is empty',
  ],
  [
    "{% set l = [1, 2] | map('string') %}{{ l | join }}{{ l | join }}",
    '1:58 template-type: the lazy result of "map" was gone through before, so it is empty now',
  ],
  [
    '{% set l = [1] %}{% for x in l %}{% do l.append(x) %}{% endfor %}',
    '1:30 template-type: the loop changes what it goes through',
  ],
  ['{{ {[1]: 2} }}', '1:4 template-type: a list cannot be the key of a map'],
  ["{{ '%d' % 'a' }}", '1:4 template-type: a number is needed to format, not a string'],
  ["{{ 'x' | replace('a') }}", '1:10 template-type: "replace" needs "new"'],
])('%s is refused with its place', (text, expected) => {
  expect(summary(failure(text))).toBe(expected);
});

test.each([
  ['{% for a in range(100000) %}{% for b in range(100000) %}{{ b }}{% endfor %}{% endfor %}'],
  [
    '{% set ns = namespace(s="a") %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}',
  ],
  [
    '{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}',
  ],
  ['{% set ns = namespace(n=9) %}{% for i in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor %}'],
  ["{{ 'a' * 1000000000 }}"],
  ['{{ [1] * 1000000000 }}'],
  ['{{ 2 ** 1000000000 }}'],
  ['{{ range(1000000000) }}'],
  ["{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}"],
  ["{{ 'a'.ljust(1000000000) }}"],
  ["{{ 'a' | center(1000000000) }}"],
  ["{{ ['a'] | batch(100000000, 'b') | list }}"],
  ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
  ['{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}'],
  ['{% set l = [] %}{% do l.append(l) %}{{ l }}'],
  [`${DOUBLED}{{ ns.l }}`],
  [`${DOUBLED}{{ ns.l | tojson }}`],
  [`${DOUBLED}{{ ns.l | string | length }}`],
  [`${DOUBLED}{% set m = namespace(l=[1]) %}${DOUBLED.replaceAll('ns', 'm')}{{ ns.l == m.l }}`],
  [`${DOUBLED.replace('[1]', '1').replace('[ns.l, ns.l]', '(ns.l, ns.l)')}{{ {ns.l: 1} }}`],
  ["{{ ('{0}' * 100000).format('a' * 1000000) }}"],
  ["{{ ['a' * 1000000] * 100000 }}"],
])('%s ends at a limit', (text) => {
  const problem = failure(text);
  expect(problem.code).toBe('template-step-limit');
  expect(problem.location?.file).toBe('models/a.sql');
});

test('the step limit is the one that is given', () => {
  const loop = '{% for i in range(100) %}{{ i }}{% endfor %}';
  expect(render(loop, { stepLimit: 1000 }).text).toHaveLength(190);
  expect(failure(loop, { stepLimit: 100 }).message).toBe('the template takes more than 100 steps');
});

test('host objects show their attributes, print their text and tell a wrong attribute', () => {
  const self = hostObject('relation', new Map([['schema', 's']]), () => 's.t');
  expect(
    render("{{ this }} {{ this.schema }} {{ this['schema'] }}", { globals: { this: self } }).text,
  ).toBe('s.t s s');
  const { message, hint } = failure('{{ this.shema }}', { globals: { this: self } });
  expect([message, hint]).toEqual([
    'a relation has no attribute "shema"',
    'did you mean "schema"?',
  ]);
});

test('templates can include, import and extend one another where they can be loaded', () => {
  const files = new Map([
    ['base', '<{% block a %}A{% endblock %}|{% block b %}B{{ v }}{% endblock %}>'],
    ['middle', "{% extends 'base' %}{% block a %}M{{ super() }}{% endblock %}"],
    ['loop', "{% include 'loop' %}"],
  ]);
  const load = (name: string) => {
    const text = files.get(name);
    return text === undefined ? undefined : template(text, name);
  };
  const child =
    "{% extends 'middle' %}{% set v = 1 %}ignored{% block a %}C{{ super() }}{% endblock %}";
  expect(render(child, { load }).text).toBe('<CMA|B1>');
  expect(render("{% include 'no' ignore missing %}x", { load }).text).toBe('x');
  expect(failure("{% include 'no' %}", { load }).message).toBe('there is no template "no"');
  expect(failure("{% include 'loop' %}", { load }).code).toBe('template-step-limit');
});

test('a name of dbt that asof does not have says what to write instead', () => {
  expect(failure("{{ run_query('select 1') }}").hint).toBe(
    'a template never asks the database: write it in SQL, or declare a var',
  );
  expect(failure('{{ adapter.dispatch("x")() }}').hint).toBe(
    'call the macro by its name: there is one database to write it for',
  );
});
