import { expect, test } from 'vitest';
import { fromJson, hostFunction, hostObject } from '../../../src/core/template/value.ts';
import { failure, render } from './rendering.ts';

const globals = {
  ref: hostFunction('ref', () => 'r'),
  this: hostObject('relation', new Map([['schema', 's']]), () => 't'),
  row: fromJson({ a: 1 }),
};

test.each([
  "{{ ''.constructor }}",
  "{{ ref.constructor.constructor('return process')() }}",
  '{{ ref.call }}',
  '{{ ref.__globals__ }}',
  '{{ [].constructor }}',
  '{{ [].__proto__ }}',
  '{{ [].length }}',
  '{{ [].items }}',
  '{{ {}.constructor }}',
  '{{ {}.__proto__ }}',
  "{{ {}['__proto__'] }}",
  "{{ {}['constructor'] }}",
  '{{ {}.entries }}',
  '{{ {}.hasOwnProperty }}',
  '{{ this.constructor }}',
  '{{ this.attribute }}',
  "{{ this['toText'] }}",
  '{{ row.toString }}',
  '{{ (1).constructor }}',
  '{{ true.constructor }}',
  '{{ none.constructor }}',
  '{{ process }}',
  '{{ require }}',
  '{{ globalThis }}',
  '{{ self }}',
  '{{ __proto__ }}',
  '{{ constructor }}',
  "{{ '' | attr('constructor') }}",
  "{{ this | attr('__class__') }}",
  "{{ '{0.__class__}'.format(this) }}",
  "{{ '{0[__proto__]}'.format(row) }}",
  "{{ '{a.constructor}'.format(a=ref) }}",
  "{{ [row] | map(attribute='__proto__') | list }}",
  "{{ [''] | map(attribute='constructor') | list }}",
  "{{ [row] | sum(attribute='constructor') }}",
  "{{ '' | constructor }}",
  "{{ '' is constructor }}",
  "{{ [1] | map('__proto__') | list }}",
  '{% constructor %}',
  '{% set ns = namespace() %}{{ ns.constructor }}',
  '{% for i in [1] %}{{ loop.constructor }}{% endfor %}',
])('%s reaches nothing', (text) => {
  expect(['template-undefined', 'template-syntax']).toContain(failure(text, { globals }).code);
});

test('names of JavaScript are names like any other', () => {
  expect(
    render(
      "{% set d = {'__proto__': 1, 'constructor': 2} %}{{ d['__proto__'] }}{{ d.constructor }}{{ d | tojson }}",
    ).text,
  ).toBe('12{"__proto__": 1, "constructor": 2}');
  expect(
    render('{% set ns = namespace() %}{% set ns.__proto__ = 3 %}{{ ns.__proto__ }}').text,
  ).toBe('3');
  expect(render('{% set toString = 4 %}{{ toString }}').text).toBe('4');
});
