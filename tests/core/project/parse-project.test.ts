import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { parseProject } from '../../../src/core/project/parse-project.ts';
import { lines, project } from '../../support/project.ts';

function problemsOf(text: string, environment: Record<string, string> = {}): readonly string[] {
  const problems = new Problems();
  const texts = { 'project.yml': text, 'models/a.sql': '', 'models/live/b.sql': '' };
  parseProject(project(texts, environment), problems);
  return lines(problems);
}

test('a project needs a name as dbt has it', () => {
  expect(problemsOf('')).toEqual([
    'project.yml:1:1: error[config-missing-key]: project.yml needs "name" (add name: …)',
  ]);
  expect(problemsOf('name: 1shop\n')).toEqual([
    'project.yml:1:7: error[config-value]: "name" must be letters, digits and "_", not beginning with a digit, not "1shop"',
  ]);
});

test('keys of dbt_project.yml are told their place here', () => {
  expect(problemsOf('name: shop\nprofile: x\nmodel-paths: [m]\n')).toEqual([
    'project.yml:2:1: error[config-unknown-key]: "profile" is not a key of project.yml (declare the databases under targets:)',
    'project.yml:3:1: error[config-unknown-key]: "model-paths" is not a key of project.yml (write paths: {models: …})',
  ]);
});

test('a mistake in project.yml hides none in the other files', () => {
  const problems = new Problems();
  const texts = {
    'project.yml': 'name: shop\nmodles: {}\nmodels: 3\nseeds: [x]\n',
    'models/a.sql': '',
    'models/a.yml': 'models: [{name: b}]\n',
    'expectations/a.yml': 'expectation: []\n',
  };
  parseProject(project(texts, {}), problems);
  expect(lines(problems)).toEqual([
    'project.yml:2:1: error[config-unknown-key]: "modles" is not a key of project.yml (did you mean "models"?)',
    'project.yml:3:9: error[config-value]: "models" must be a map, not 3',
    'project.yml:4:8: error[config-value]: "seeds" must be a map, not a list',
    'expectations/a.yml:1:1: error[config-unknown-key]: "expectation" is not a key of a YAML file of the project (did you mean "expectations"?)',
    'models/a.yml:1:17: error[config-unused]: there is no file "b.sql" for the model "b" (did you mean "a"?)',
  ]);
});

test('every mistake in the declarations of vars is reported at once', () => {
  const text = `name: shop
vars:
  a: 1
  b: {type: strin}
  c: {type: integer, default: x}
  as_of: {type: string}
  d:
  e: {type: string, pattern: "["}
  f: {type: date, default: 2024-02-30}
  g: {type: integer, default: 12345678901234567890}
`;
  expect(problemsOf(text)).toEqual([
    'project.yml:3:6: error[config-value]: the var "a" must be declared by a map (write a: {type: integer, default: …})',
    'project.yml:4:13: error[config-value]: "type" must be string, date, integer, number, boolean, list or map, not "strin" (did you mean "string"?)',
    'project.yml:5:31: error[var-type]: the var "c" must be a whole number, not "x" (write a value such as 3, or declare the var with another type)',
    'project.yml:6:17: error[config-value]: the var "as_of" must be a date, not string (it names the as_of that a run builds)',
    'project.yml:7:3: error[config-value]: the var "d" must be declared by a map (write d: {type: string})',
    'project.yml:8:30: error[config-value]: "pattern" must be a regular expression',
    'project.yml:9:28: error[var-type]: the var "f" must be a date of the calendar like 2024-01-31, not "2024-02-30" (write a value such as 2024-01-31, or declare the var with another type)',
    'project.yml:10:31: error[var-type]: the var "g" must be a whole number of at most 15 digits, not 12345678901234567890 (declare it as a string to keep every digit)',
  ]);
});

test('targets are checked, but a text with a template waits until its target is chosen', () => {
  const text = `name: shop
target: prod
targets:
  dev:
  w: {url: "{{ env_var('NOT_SET') }}", connections: "{{ env_var('NOT_SET') }}"}
  x: {ulr: "{{ y }}", connections: 0, schema: pg_x}
`;
  expect(problemsOf(text)).toEqual([
    'project.yml:6:7: error[config-unknown-key]: "ulr" is not a key of the target "x" (did you mean "url"?)',
    'project.yml:6:36: error[config-value]: "connections" must be at least 1, not 0',
    'project.yml:6:47: error[config-value]: "schema" must be a schema name of at most 63 characters, and not asof, asof_failures, information_schema or pg_…, not "pg_x"',
    'project.yml:2:9: error[config-unknown-target]: there is no target named "prod" (there are "dev", "w", "x")',
  ]);
});

test('settings by folder are checked where they are written', () => {
  const text = `name: shop
models:
  +materialised: view
  lvie: {+tags: [x]}
  meta: {a: 1}
  live: {+enabled: sometimes, b: {+tags: y}}
`;
  expect(problemsOf(text)).toEqual([
    'project.yml:4:3: warning[config-unused]: no file is below "lvie", so its settings have no use (did you mean "live"?)',
    'project.yml:5:3: error[config-unknown-key]: "meta" is read as a folder, and there is none (write "+meta" for the setting)',
    'project.yml:6:20: error[config-value]: "enabled" must be true or false, not "sometimes"',
    'project.yml:3:3: error[config-unknown-key]: "materialised" is not a setting of a model (did you mean "materialized"?)',
  ]);
});

test('a template that cannot be rendered is reported at its place in the YAML, and only once', () => {
  const text = `name: shop
models:
  +enabled: "{{ env_var('E') }}"
  +schema: x_{{ env_var('DB_PASSWORD') }}
  +alias: '{{ nope }}'
  +tags: ["{{ var('nope') }}"]
`;
  expect(problemsOf(text, { DB_PASSWORD: 'x' })).toEqual([
    `project.yml:3:26: error[env-var-missing]: the environment variable "E" is not set (set E, in .env for example, or give a default: env_var('E', '…'))`,
    'project.yml:4:26: error[env-var-secret]: "DB_PASSWORD" is named like a secret, and only "targets" of project.yml may use secrets (rename the variable if it is no secret)',
    'project.yml:5:15: error[template-undefined]: "nope" is not defined',
    'project.yml:6:20: error[var-undeclared]: there is no var named "nope" (declare it under vars: in project.yml)',
  ]);
});

test('the project is a value that JSON holds', () => {
  const problems = new Problems();
  const found = parseProject(
    project({
      'project.yml':
        'name: shop\nvars: {n: {type: number, default: 0.5}}\ntargets: {dev: {schema: x}}\nmodels: {+tags: [a]}\n',
      'models/a.sql': '',
      'models/a.yml': 'models: [{name: a, columns: {x: text}, data_tests: [unique]}]\n',
    }),
    problems,
  );
  expect(lines(problems)).toEqual([]);
  expect(JSON.parse(JSON.stringify(found))).toEqual(
    JSON.parse(JSON.stringify(structuredClone(found))),
  );
  expect(JSON.stringify(found)).toBe(JSON.stringify(JSON.parse(JSON.stringify(found))));
});
