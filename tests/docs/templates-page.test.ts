import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGlobals } from '../../src/core/manifest/template-globals.ts';
import { FILTERS } from '../../src/core/template/builtins/filters.ts';
import { standardGlobals } from '../../src/core/template/evaluate/standard-globals.ts';
import { createBudget } from '../../src/core/template/limits.ts';
import { temporaryProject } from '../cli/temporary-project.ts';
import { runCli } from '../support/cli.ts';
import { FILTER_EXAMPLES, FUNCTIONS, GLOBALS, templatesPage } from './templates-page.ts';

const ENGINE = {
  attribute: () => null,
  item: () => null,
  budget: createBudget(1),
  applyFilter: () => null,
  applyTest: () => false,
};

test('every filter has an example', () => {
  expect(Object.keys(FILTER_EXAMPLES).sort()).toEqual(Object.keys(FILTERS).sort());
});

test('every name that a model sees has an example', () => {
  const facts = {
    vars: { declarations: {}, given: {} },
    environment: {},
    target: { name: 'dev', schema: 'public' },
    runStartedAt: '',
    invocationId: '',
  };
  const globals = createGlobals(facts, {
    asOf: undefined,
    self: { schema: 'public', name: 'orders' },
    isIncremental: false,
    ref: () => '',
    source: () => '',
    config: () => {},
  });
  expect(Object.keys(GLOBALS).sort()).toEqual([...globals.keys()].sort());
});

test('every function of Jinja that a template has has an example', () => {
  expect(Object.keys(FUNCTIONS).sort()).toEqual([...standardGlobals(ENGINE).keys()].sort());
});

test('docs/reference/templates.md says what templates see, and prints it', async () => {
  await using project = await temporaryProject({
    'project.yml': `name: shop
vars:
  as_of: {type: date}
  minimum: {type: integer, default: 5}
  region: {type: string, default: "Côte d'Or"}
`,
    'seeds/seeds.yml': `seeds:
  - {name: raw_orders, files: "orders_{day}.csv", as_of: "{{ day }}", columns: {order_id: integer}}
`,
    'seeds/orders_2024-02-29.csv': 'order_id\n1\n',
    'models/sources.yml': 'sources: [{name: crm, tables: [{name: customers}]}]\n',
    ...Object.fromEntries(
      Object.entries(GLOBALS).map(([name, { example }]) => [`models/${name}.sql`, example]),
    ),
  });
  const { status, stderr } = await runCli(['compile', '--vars', 'as_of=2024-02-29'], {
    directory: project.directory,
  });
  expect(status, stderr).toBe('success');
  const compiled = new Map<string, string>();
  for (const name of Object.keys(GLOBALS)) {
    const path = join(project.directory, 'target/compiled/models', `${name}.sql`);
    compiled.set(name, await readFile(path, 'utf8'));
  }
  await expect(templatesPage(compiled)).toMatchFileSnapshot('../../docs/reference/templates.md');
});
