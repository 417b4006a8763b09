import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase } from '../support/database.ts';
import { temporaryProject } from './temporary-project.ts';

const FILES = {
  'project.yml': `name: shop
vars: {most: {type: integer, default: 9}}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'seeds/items.csv': 'id,day\n1,2024-01-31\n',
  'models/users.sql':
    "{{ config(materialized='table') }}\nselect id, day from {{ ref('items') }}\n",
};

const TIMES = ['2024-02-01T12:00:00Z', '2024-02-01T12:00:00Z', '2024-02-05T12:00:00Z'];

/** What `build` says of nodes and expectations, once for each time at which it is run. */
async function builds(
  files: Readonly<Record<string, string>>,
  changes: readonly Readonly<Record<string, string>>[] = [],
): Promise<readonly string[]> {
  await using project = await temporaryProject({ ...FILES, ...files });
  await using database = await createDatabase();
  const told: string[] = [];
  for (const [at, now] of TIMES.entries()) {
    for (const [path, text] of Object.entries(changes[at] ?? {})) await project.write(path, text);
    const { stdout } = await runCli(['build', '--json'], {
      directory: project.directory,
      env: { DATABASE_URL: database.url },
      now: () => new Date(now),
    });
    const { nodes, expectations } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
    const all = [...nodes, ...expectations].map(
      (each: { node: string; id?: string; status: string }) =>
        `${each.id ?? each.node.split('.').at(-1)} ${each.status}`,
    );
    told.push(all.join(', '));
  }
  return told;
}

test('a test of macros that asks when the run began is asked anew of a model that is as it was', async () => {
  const told = await builds({
    'macros/recent.sql': `{% macro too_old() %}day < timestamp '{{ run_started_at }}' - interval '2 days'{% endmacro %}
{% test recent(model) %}select * from {{ model }} where {{ too_old() }}{% endtest %}`,
    'models/users.yml': 'models: [{name: users, tests: [recent]}]',
  });
  expect(told).toEqual([
    'items success, users success, users.recent pass',
    'items unchanged, users unchanged',
    'items unchanged, users fail, users.recent fail',
  ]);
});

test('so is one of a seed, and a file that is about it alone', async () => {
  const told = await builds({
    'macros/recent.sql':
      "{% test recent(model) %}select * from {{ model }} where day < timestamp '{{ run_started_at }}' - interval '2 days'{% endtest %}",
    'seeds/items.yml': 'seeds: [{name: items, tests: [{recent: {severity: warn}}]}]',
    'expectations/is_recent.sql':
      "{{ config(severity='warn') }} select * from {{ ref('items') }} where day < timestamp '{{ run_started_at }}' - interval '2 days'",
  });
  expect(told).toEqual([
    'items success, users success, items.recent pass, is_recent pass',
    'items unchanged, users unchanged',
    'items unchanged, users unchanged, items.recent warn, is_recent warn',
  ]);
});

test('a file that says something else, by itself, its macros or its vars, is asked again', async () => {
  const gate = (macro: string) => ({
    'macros/m.sql': `{% macro bad() %}${macro}{% endmacro %}`,
    'expectations/few.sql': "select * from {{ ref('users') }} where {{ bad() }}",
    'expectations/items_are_few.sql': "select * from {{ ref('items') }} where {{ bad() }}",
  });
  const told = await builds(gate('id > 5'), [
    {},
    gate("id > {{ var('most') }}"),
    {
      'project.yml': FILES['project.yml'].replace('default: 9', 'default: 8'),
    },
  ]);
  expect(told).toEqual([
    'items success, users success, items_are_few pass, few pass',
    'items unchanged, users unchanged, items_are_few pass, few pass',
    'items unchanged, users unchanged, items_are_few pass, few pass',
  ]);
});
