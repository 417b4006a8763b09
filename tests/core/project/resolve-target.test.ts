import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { parseProject } from '../../../src/core/project/parse-project.ts';
import { resolveTarget } from '../../../src/core/project/resolve-target.ts';
import { maskSecrets, Secrets } from '../../../src/core/project/secrets.ts';
import { lines, project } from '../../support/project.ts';

const TARGETS = `target: dev
targets:
  dev: {}
  warehouse:
    url: "{{ env_var('DATABASE_URL') }}"
    schema: analytics
    schema_prefix: "{{ env_var('USER', 'ci') }}_"
    connections: "{{ env_var('CONNECTIONS', '8') }}"
`;

function resolve(
  targets: string,
  targetName: string | undefined,
  environment: Readonly<Record<string, string>> = {},
) {
  const problems = new Problems();
  const secrets = new Secrets();
  const parsed = parseProject(project({ 'project.yml': `name: shop\n${targets}` }), problems);
  if (parsed === undefined) throw new Error(lines(problems).join('\n'));
  const target = resolveTarget(parsed, { targetName, environment, secrets }, problems);
  return { target, lines: lines(problems), secrets };
}

test('a target without a url is embedded, and the others need nothing of the environment', () => {
  expect(resolve(TARGETS, undefined)).toMatchObject({
    target: {
      name: 'dev',
      schema: 'public',
      schemaPrefix: '',
      connections: 4,
      connection: { type: 'embedded' },
    },
    lines: [],
  });
});

test('the chosen target is rendered with the environment', () => {
  const environment = { DATABASE_URL: 'postgresql://me@db/x', CONNECTIONS: '2' };
  expect(resolve(TARGETS, 'warehouse', environment).target).toEqual({
    name: 'warehouse',
    schema: 'analytics',
    schemaPrefix: 'ci_',
    connections: 2,
    connection: {
      type: 'url',
      url: 'postgresql://me@db/x',
      location: { file: 'project.yml', line: 6, column: 10, length: 31 },
    },
  });
});

test('--target comes before ASOF_TARGET, and that before project.yml', () => {
  const environment = { DATABASE_URL: 'postgresql://', ASOF_TARGET: 'warehouse' };
  expect(resolve(TARGETS, undefined, environment).target?.name).toBe('warehouse');
  expect(resolve(TARGETS, 'dev', environment).target?.name).toBe('dev');
});

test('a project without targets works on an embedded server', () => {
  expect(resolve('', undefined).target).toMatchObject({
    name: 'dev',
    connection: { type: 'embedded' },
  });
});

test('what the chosen target lacks is reported at its place', () => {
  expect(resolve(TARGETS, 'warehouse').lines).toEqual([
    `project.yml:6:10: error[env-var-missing]: the environment variable "DATABASE_URL" is not set (set DATABASE_URL, in .env for example, or give a default: env_var('DATABASE_URL', '…'))`,
  ]);
  const environment = { DATABASE_URL: 'mysql://db', CONNECTIONS: 'many' };
  expect(resolve(TARGETS, 'warehouse', environment)).toMatchObject({
    target: undefined,
    lines: [
      'project.yml:9:18: error[config-value]: "connections" must be a whole number from 1 to 100, not "many"',
      'project.yml:6:10: error[config-value]: "url" must be a URL that begins with postgresql:// (write postgresql://user@host:5432/database)',
    ],
  });
});

test('an unknown target is reported with the one that was meant', () => {
  expect(resolve(TARGETS, 'warehose').lines).toEqual([
    'error[config-unknown-target]: there is no target named "warehose" (did you mean "warehouse"?)',
  ]);
  expect(resolve(TARGETS, undefined, { ASOF_TARGET: 'x' }).lines).toEqual([
    'error[config-unknown-target]: there is no target named "x" (from ASOF_TARGET) (there are "dev", "warehouse")',
  ]);
  expect(resolve('targets: {a: {}, b: {}}\n', undefined).lines).toEqual([
    'error[config-unknown-target]: no target is chosen (name one with --target, or as "target:" in project.yml: a, b)',
  ]);
});

test('only env_var() can stand in the templates of a target', () => {
  expect(resolve('targets: {dev: {schema: "{{ var(\'x\') }}"}}\n', undefined).lines).toEqual([
    `project.yml:2:25: error[config-value]: only env_var() can stand in "{{ }}" here (write {{ env_var('NAME') }} or {{ env_var('NAME', 'default') }})`,
  ]);
});

test('secrets are allowed in targets, and then never printed', () => {
  const targets = `targets: {w: {url: "postgresql://me:{{ env_var('DB_PASSWORD') }}@db/x"}}\n`;
  const { target, secrets } = resolve(targets, undefined, { DB_PASSWORD: 'p%40ssword' });
  expect(target?.connection).toMatchObject({
    type: 'url',
    url: 'postgresql://me:p%40ssword@db/x',
  });
  expect(maskSecrets('p%40ssword, p@ssword and postgresql://me:zz@db', secrets)).toBe(
    '*****, ***** and postgresql://me:*****@db',
  );
});
