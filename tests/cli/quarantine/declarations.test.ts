import { expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { temporaryProject } from '../temporary-project.ts';
import { ITEMS } from './quarantine-project.ts';

async function problems(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using project = await temporaryProject({ 'project.yml': ITEMS['project.yml'], ...files });
  const { stderr, status } = await runCli(['ls'], {
    directory: project.directory,
    env: { DATABASE_URL: 'postgresql://nowhere' },
  });
  expect(status).toBe('error');
  const said = stderr.split('\n').filter((line) => /^(?:error|hint| -->)/.test(line));
  return said.map((line) => line.trim());
}

test('what holds no rows of its own is told where the rows would have been moved', async () => {
  expect(
    await problems({
      'models/seen.sql': "{{ config(materialized='view') }}\nselect 1 as id",
      'models/inner.sql': "{{ config(materialized='ephemeral') }}\nselect 1 as id",
      'models/sources.yml': 'sources: [{name: app, schema: public, tables: [{name: events}]}]',
      'expectations/all.yml': `expectations:
  - {model: [seen, inner], columns: {id: [{not_null: {on_fail: quarantine}}]}}
  - source: app.events
    columns:
      id:
        - not_null:
            on_fail: quarantine
`,
    }),
  ).toEqual([
    'error[expectation-quarantine]: rows of the view "seen" cannot be quarantined: it holds none of its own',
    '--> expectations/all.yml:2:55',
    'hint: check the model or seed that its rows come from',
    'error[expectation-quarantine]: rows of the ephemeral model "inner" cannot be quarantined: it holds none of its own',
    '--> expectations/all.yml:2:55',
    'hint: check the model or seed that its rows come from',
    'error[expectation-quarantine]: rows of the source "app.events" cannot be quarantined: it holds none of its own',
    '--> expectations/all.yml:7:13',
    'hint: check the model or seed that its rows come from',
  ]);
});

test('what cannot be meant is refused where it stands', async () => {
  expect(
    await problems({
      'models/users.sql': "{{ config(materialized='table') }}\nselect 1 as id",
      'expectations/all.yml': `expectations:
  - model: users
    table: [{row_count_to_be_between: {min_value: 1, on_fail: quarantine}}]
    columns:
      id:
        - not_null: {on_fail: move}
        - be_unique: {on_fail: quarantine, severity: warn}
        - be_between: {min_value: 1, on_fail: quarantine, gate: false}
        - non_negative: {on_fail: quarantine, group_by: id}
`,
    }),
  ).toEqual([
    'error[expectation-argument]: "on_fail" moves rows, and row_count_to_be_between has none',
    '--> expectations/all.yml:3:54',
    'error[expectation-argument]: "on_fail" must be quarantine, not "move"',
    '--> expectations/all.yml:6:31',
    'error[expectation-argument]: "on_fail" keeps rows back that "severity: warn" lets pass',
    '--> expectations/all.yml:7:23',
    'hint: keep one of them',
    'error[expectation-argument]: "on_fail" moves rows before a node is published, and "gate: false" waits for nothing',
    '--> expectations/all.yml:8:38',
    'hint: keep one of them',
    'error[expectation-argument]: "on_fail" counts all rows that it moves together, and "group_by" counts otherwise',
    '--> expectations/all.yml:9:26',
    'hint: keep one of them',
  ]);
});

test('a model that would stand where rows are quarantined is told so', async () => {
  expect(
    await problems({
      'models/users.sql': "{{ config(materialized='table') }}\nselect 1 as id",
      'models/users__quarantine.sql': "{{ config(materialized='table') }}\nselect 1 as id",
      'expectations/all.yml':
        'expectations: [{model: users, columns: {id: [{not_null: {on_fail: quarantine}}]}}]',
    }),
  ).toEqual([
    'error[relation-duplicate]: "users__quarantine" would be "public.users__quarantine", where rows of "users" are quarantined',
    '--> models/users__quarantine.sql:1:1',
    'hint: give one of them another schema or alias',
  ]);
});
