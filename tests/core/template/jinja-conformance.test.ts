import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jinjaContext } from './jinja-context.ts';
import { failure, render } from './rendering.ts';

interface Case {
  readonly title: string;
  readonly template: string;
  readonly output?: string;
  readonly error?: string;
}

const CASES: readonly Case[] = readFileSync(new URL('jinja-cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** What Jinja prints as nothing, because it is undefined, is an error here. */
const REFUSED = new Map([
  ['for recursive', 'template-undefined'],
  ['macro missing arg prints empty', 'template-undefined'],
  ['undefined var prints empty', 'template-undefined'],
  ['undefined attr prints empty', 'template-undefined'],
  ['block set inside macro + caller scope', 'template-undefined'],
]);

/** dbt's `return()`, which plain Jinja does not have. */
const ADDED = new Map([['return() from macro (dbt)', '2']]);

for (const { title, template, output, error } of CASES) {
  const refusal = REFUSED.get(title);
  if (refusal !== undefined || (error !== undefined && !ADDED.has(title))) {
    test(`refused with a place: ${title}`, () => {
      const { code, location } = failure(template, jinjaContext());
      if (refusal !== undefined) expect(code).toBe(refusal);
      expect(location?.file).toBe('models/a.sql');
    });
  } else {
    test(`as Jinja: ${title}`, () => {
      expect(render(template, jinjaContext()).text).toBe(ADDED.get(title) ?? output);
    });
  }
}

test('at least 90 of the 99 cases print exactly what Jinja prints', () => {
  const same = CASES.filter(({ template, output }) => {
    try {
      return output !== undefined && render(template, jinjaContext()).text === output;
    } catch {
      return false;
    }
  });
  expect(CASES).toHaveLength(99);
  expect(same.length).toBeGreaterThanOrEqual(90);
});
