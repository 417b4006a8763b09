import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchemas } from '../../../src/core/project/json-schema.ts';

const ROOT = new URL('../../../', import.meta.url);

const SCHEMAS = Object.entries(jsonSchemas());

test.each(SCHEMAS)('schemas/%s is what the definitions say', (name, schema) => {
  const file = new URL(`schemas/${name}`, ROOT);
  const text = `${JSON.stringify(schema, undefined, 1)}\n`;
  // UPDATE_SCHEMAS=1 npx vitest run tests/core/project/json-schema.test.ts
  if (process.env['UPDATE_SCHEMAS'] === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8') === text).toBe(true);
});

function validatorOf(name: string) {
  const schema = jsonSchemas()[name];
  if (schema === undefined) throw new Error(`no schema ${name}`);
  return new Ajv({ strict: false, allErrors: true }).addFormat('date', true).compile(schema);
}

/** Every `properties` of the schema: its keys with what each is. */
function* fieldsOf(schema: unknown): Generator<readonly [key: string, field: object]> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') yield* Object.entries<object>(value);
    yield* fieldsOf(value);
  }
}

test.each(SCHEMAS)('every key in schemas/%s is described', (_, schema) => {
  const definitions = new Map(Object.entries(schema['definitions'] ?? {}));
  const isDescribed = (field: object): boolean => {
    if ('description' in field) return true;
    const reference = '$ref' in field ? String(field.$ref).split('/').at(-1) : undefined;
    const referred: unknown = reference === undefined ? undefined : definitions.get(reference);
    return typeof referred === 'object' && referred !== null && isDescribed(referred);
  };
  const fields = [...fieldsOf(schema)];
  expect(fields.length).toBeGreaterThan(50);
  expect(fields.filter(([, field]) => !isDescribed(field)).map(([key]) => key)).toEqual([]);
});

test('the schema of project.yml accepts what is right and refuses what is not', () => {
  const validate = validatorOf('project.schema.json');
  const right = `
name: shop
vars: {as_of: {type: date, description: when}}
targets: {dev: , w: {url: "{{ env_var('URL') }}", connections: "{{ env_var('N', '4') }}"}}
models: {+materialized: table, live: {+tags: [a], enabled: false, deep: {+meta: {a: 1}}}}
seeds: {+as_of: "{{ month_end('2024-01-31', month) }}"}
`;
  expect(validate(parse(right)), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ name: 'shop', profile: 'x' })).toBe(false);
  expect(validate({ name: 'shop', models: { live: { '+materialized': 'tabel' } } })).toBe(false);
  expect(validate({ name: 'shop', targets: { dev: { connections: 0 } } })).toBe(false);
});

test('the schema of declarations accepts both spellings and knows the checks', () => {
  const validate = validatorOf('models.schema.json');
  const right = `
version: 2
models:
  - name: a
    config: {materialized: upsert, unique_key: [x, y], enabled: "{{ var('on') }}"}
    columns:
      x: text
      y: {type: int, expectations: [not_null, {be_between: {min_value: 0, severity: warn}}]}
      z:
    data_tests: [{row_count_to_equal: 5}]
  - name: b
    columns:
      - {name: x, data_type: text, data_tests: [unique]}
    expectations: {rows: [{sql: x > 0}]}
seeds:
  - {name: s, files: "{m:int}.csv", on_bad_row: reject, max_rejects: 1%}
sources: [{name: r, tables: [{name: t}]}]
expectations:
  - {model: [a, b], columns: {x: not_null}}
`;
  expect(validate(parse(right)), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ models: [{ nme: 'a' }] })).toBe(false);
  const columns = (check: unknown) => ({ expectations: [{ model: 'a', columns: { x: [check] } }] });
  expect(validate(columns({ be_between: { severity: 'wrn' } }))).toBe(false);
  // a name that it does not know may be that of a test in macros/
  expect(validate(columns('is_positive'))).toBe(true);
});
