import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jinjaContext } from './jinja-context.ts';
import { render } from './rendering.ts';

/** Expressions over every filter, test, method and operator, with what Jinja 3.1.6 prints for them. */
const ANSWERS: readonly { readonly template: string; readonly output: string }[] = readFileSync(
  new URL('jinja-answers.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

test('filters, tests, methods and operators print what Jinja prints', () => {
  expect(ANSWERS).toHaveLength(1000);
  const printed = ANSWERS.map(({ template }) => ({
    template,
    output: render(template, jinjaContext()).text,
  }));
  expect(printed).toEqual(ANSWERS);
});
