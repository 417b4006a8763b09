import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { temporaryProject } from './temporary-project.ts';

test('init makes a project that can be listed at once', async () => {
  await using parent = await temporaryProject();
  const made = await runCli(['init', 'my-shop'], parent);
  expect(made).toEqual({
    status: 'success',
    stderr: '',
    stdout: `made project.yml
made seeds/seeds.yml
made seeds/orders_2024-01-31.csv
made seeds/orders_2024-02-29.csv
made models/orders.sql
made models/customer_totals.sql
made expectations/orders.yml
made README.md
made .gitignore
next: cd my-shop && npx asof backfill
`,
  });
  expect(await runCli(['ls'], { directory: join(parent.directory, 'my-shop') })).toEqual({
    status: 'success',
    stderr: '',
    stdout: `name             kind   materialized  relation
---------------  -----  ------------  ----------------------
raw_orders       seed                 raw.raw_orders
customer_totals  model  snapshot      public.customer_totals
orders           model  upsert        public.orders
`,
  });
});

test('init overwrites nothing, and makes nothing where it would', async () => {
  await using project = await temporaryProject({
    'README.md': 'mine',
    'models/orders.sql': 'mine',
  });
  expect(await runCli(['init'], project)).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[init-file-exists]: "models/orders.sql" is already there
hint: give another directory: init <directory>

error[init-file-exists]: "README.md" is already there
hint: give another directory: init <directory>

2 errors
`,
  });
  expect(await readFile(join(project.directory, 'README.md'), 'utf8')).toBe('mine');
  expect((await readdir(project.directory)).sort()).toEqual(['README.md', 'models']);
});
