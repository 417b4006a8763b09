import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { certainMistakes } from '../../../src/core/template/certain-mistakes.ts';
import { parseTemplate, type Template } from '../../../src/core/template/parse-template.ts';
import { renderTemplate } from '../../../src/core/template/render-template.ts';
import type { Value } from '../../../src/core/template/value.ts';

const GLOBALS = new Map<string, Value>([
  ['known', 'x'],
  ['empty', ''],
]);
const NAMES = new Set([...GLOBALS.keys(), 'range']);

function parsed(text: string): Template {
  const problems = new Problems();
  const template = parseTemplate({ path: 'a.sql', text }, problems);
  if (template === undefined) throw new Error(`${text}: ${problems.all[0]?.message}`);
  return template;
}

const mistakesIn = (text: string) =>
  certainMistakes(parsed(text), NAMES).map(
    ({ location, message }) => `${location?.line}:${location?.column} ${message}`,
  );

test.each<[string, readonly string[]]>([
  ['{{ known | upper }} {{ range(3) }}', []],
  ['{{ nope }}', ['1:4 "nope" is not defined']],
  ['{{ known | uper }}', ['1:12 there is no filter "uper"']],
  ['{{ known is evn }}', ['1:13 there is no test "evn"']],
  ['{{ known | safe }}', ['1:12 the filter "safe" is not supported']],
  ['{% set a = nope %}{{ a }}', ['1:12 "nope" is not defined']],
  ['{% if nope %}{% endif %}', ['1:7 "nope" is not defined']],
  ['{% for x in nope %}{% endfor %}', ['1:13 "nope" is not defined']],
  ['{{ f(nope) }}', ['1:4 "f" is not defined', '1:6 "nope" is not defined']],
  ['{% filter uper %}x{% endfilter %}', ['1:11 there is no filter "uper"']],
  // what another render may not come by
  ['{% if known %}{{ nope }}{% endif %}', []],
  ['{% for x in [] %}{{ nope | uper }}{% endfor %}', []],
  ['{% macro m() %}{{ nope }}{% endmacro %}', []],
  ['{{ known or nope }} {{ known if known else nope }}', []],
  ["{{ nope | default('x') }} {{ nope is defined }}", []],
  // what is set somewhere may be there
  ['{% if known %}{% set a = 1 %}{% endif %}{{ a }}', []],
  ["{{ 'upper' is filter }} {{ 'even' is test }}", []],
])('%s', (text, mistakes) => {
  expect(mistakesIn(text)).toEqual(mistakes);
});

const name = fc.constantFrom('known', 'empty', 'nope', 'late');
const expression: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    name,
    fc
      .tuple(tie('expression'), fc.constantFrom('upper', 'uper', "default('d')"))
      .map(([inner, filter]) => `(${inner}) | ${filter}`),
    fc
      .tuple(tie('expression'), fc.constantFrom('defined', 'string', 'strng'))
      .map(([inner, check]) => `(${inner}) is ${check}`),
    fc
      .tuple(tie('expression'), fc.constantFrom('and', 'or', '==', '~'), tie('expression'))
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([value, condition, otherwise]) => `(${value}) if (${condition}) else (${otherwise})`),
  ),
})).expression;
const template: fc.Arbitrary<string> = fc.letrec<{ statements: string }>((tie) => ({
  statements: fc
    .array(
      fc.oneof(
        { depthSize: 'small' },
        expression.map((each) => `{{ (${each}) }}`),
        expression.map((each) => `{% set late = (${each}) %}`),
        fc
          .tuple(expression, tie('statements'))
          .map(([condition, body]) => `{% if (${condition}) %}${body}{% endif %}`),
        fc
          .tuple(expression, tie('statements'))
          .map(([each, body]) => `{% for x in [${each}] %}${body}{% endfor %}`),
      ),
      { maxLength: 3 },
    )
    .map((parts) => parts.join('')),
})).statements;

test('whatever is found is what a render throws, with its place', () => {
  let found = 0;
  fc.assert(
    fc.property(template, (text) => {
      const mistakes = certainMistakes(parsed(text), NAMES);
      if (mistakes.length === 0) return;
      found += 1;
      let thrown: unknown;
      try {
        renderTemplate(parsed(text), {
          globals: GLOBALS,
          macros: { macros: new Map(), tests: new Map() },
        });
      } catch (error) {
        thrown = error;
      }
      if (!(thrown instanceof DiagnosticError)) throw new Error(`nothing is thrown by ${text}`);
      const [first] = thrown.diagnostics;
      const same = mistakes.filter(
        ({ code, message, location }) =>
          code === first?.code &&
          message === first.message &&
          JSON.stringify(location) === JSON.stringify(first.location),
      );
      // a branch before it may throw of its own accord
      const isBefore =
        (first?.location?.column ?? 0) <
        Math.min(...mistakes.map(({ location }) => location?.column ?? 0));
      expect(same.length > 0 || isBefore, `${text}: ${first?.message}`).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(found).toBeGreaterThan(50);
});
