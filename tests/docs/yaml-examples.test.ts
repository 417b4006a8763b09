import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchemas } from '../../src/core/project/json-schema.ts';

const ROOT = new URL('../../', import.meta.url);

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'docs/from-great-expectations.md',
  ...readdirSync(new URL('docs/reference/', ROOT)).map((name) => `docs/reference/${name}`),
];

/** The blocks of YAML in a page that hold more than a comment. */
function examplesIn(page: string): readonly unknown[] {
  const text = readFileSync(new URL(page, ROOT), 'utf8');
  return [...text.matchAll(/^```ya?ml\n(.*?)^```$/gms)]
    .map(([, block = '']) => parse(block))
    .filter((value) => value !== null);
}

const EXAMPLES = PAGES.flatMap((page) =>
  examplesIn(page).map((value, at) => ({ page, at: at + 1, value })),
);

test('the documents hold examples in YAML', () => {
  expect(EXAMPLES.length).toBeGreaterThan(30);
});

const VALIDATORS = {
  project: validatorOf('project.schema.json'),
  declarations: validatorOf('models.schema.json'),
};

function validatorOf(name: string) {
  const schema = jsonSchemas()[name] ?? {};
  return new Ajv({ strict: false }).addFormat('date', true).compile(schema);
}

test.each(EXAMPLES)('example $at of $page is one that its schema accepts', ({ value }) => {
  const isProject = typeof value === 'object' && value !== null && 'name' in value;
  const validate = VALIDATORS[isProject ? 'project' : 'declarations'];
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
});
