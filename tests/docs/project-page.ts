import { z } from 'zod';
import type { Json } from '../../src/core/diagnostics/json.ts';
import { listedColumn } from '../../src/core/project/definitions/columns.ts';
import { tableConstraint } from '../../src/core/project/definitions/constraints.ts';
import {
  expectation,
  model,
  seed,
  source,
} from '../../src/core/project/definitions/declarations.ts';
import { modelSettings } from '../../src/core/project/definitions/model-settings.ts';
import {
  projectFile,
  target,
  varDeclaration,
} from '../../src/core/project/definitions/project-file.ts';
import { seedSettings } from '../../src/core/project/definitions/seed-settings.ts';
import { code, fence, table } from './markdown.ts';

type JsonMap = { readonly [key: string]: Json };

/** docs/reference/project.md: every key of the YAML files, as the definitions that validate them. */
export function projectPage(): string {
  return [
    ...INTRODUCTION,
    ...section('project.yml', projectFile, PROJECT_EXAMPLE),
    ...section('vars', varDeclaration, VARS_TEXT),
    ...section('targets', target, TARGETS_TEXT),
    ...section('Settings of a model', modelSettings, MODEL_SETTINGS_TEXT),
    ...section('Settings of a seed', seedSettings, SEED_SETTINGS_TEXT),
    ...section('models', model, MODELS_EXAMPLE),
    ...section('seeds', ownKeysOfSeed(), SEEDS_EXAMPLE),
    ...section('sources', source, SOURCES_EXAMPLE),
    ...section('columns', listedColumn, COLUMNS_TEXT),
    ...constraintsSection(),
    ...section('expectations', expectation, EXPECTATIONS_TEXT),
  ].join('\n');
}

const INTRODUCTION = [
  '# The files of a project',
  '',
  '`project.yml` names the project, its vars and its databases. `seeds/*.yml`, `models/*.yml` and',
  '`expectations/*.yml`, in any folder below, say what the files beside them are; each may hold `models:`,',
  '`seeds:`, `sources:` and `expectations:`. An unknown key is an error with its place, as is a value of the',
  'wrong kind. Editors check the files while you type, where the first line names the schema:',
  '',
  ...fence(
    'yaml',
    '# yaml-language-server: $schema=./node_modules/asof/schemas/project.schema.json',
  ),
  '',
  "A text may hold `{{ env_var('NAME', 'default') }}` and `{{ var('name') }}`; a secret-named variable",
  '(ending in `_PASSWORD`, `_SECRET`, `_TOKEN` or `_KEY`) only under `targets:`. A `.env` beside `project.yml`',
  'is read; what is really set in the environment wins.',
  '',
];

const PROJECT_EXAMPLE = fence(
  'yaml',
  `name: shop
vars:
  as_of: {type: date, description: "The day to build"}
target: dev
targets:
  dev: {}                                    # no url: a PostgreSQL server of its own
  warehouse: {url: "{{ env_var('DATABASE_URL') }}", connections: 8}
seeds:
  +schema: raw
models:
  live: {+materialized: upsert, +unique_key: id}
  snapshots: {+materialized: snapshot, +unique_key: id}`,
);

const VARS_TEXT = [
  'Each var by its name. The command gives values with `--vars name=value`, or several as one map; an',
  'undeclared name and a value of another type are errors. A var is demanded when a node that uses it is',
  'compiled. `as_of` is the one that asof itself knows: it must be a date.',
];

const TARGETS_TEXT = [
  'Each target by its name, or nothing after it for an embedded server. Only the chosen one is rendered. A',
  'project without targets works on an embedded server named `dev`.',
];

const MODEL_SETTINGS_TEXT = [
  'In `project.yml` under `models:`, by folder of `models/`, with `+` before a setting; under `config:` of a',
  "model in YAML; in the SQL itself as `{{ config(materialized='table') }}`. The nearer one replaces the",
  'other, in this order; `tags`, `pre_hook` and `post_hook` add up, `meta` is merged.',
  '[Materializations](materializations.md) says which of them uses what.',
];

const SEED_SETTINGS_TEXT = [
  'In `project.yml` under `seeds:`, by folder of `seeds/`, with `+` before a setting; or beside the name of the',
  'seed in YAML, or under its `config:`. The nearer one replaces the other; `tags` add up, `meta` is merged.',
];

const MODELS_EXAMPLE = fence(
  'yaml',
  `models:
  - name: orders
    description: One row an order
    columns:
      order_id: integer
      amount: {type: numeric, description: In euros, expectations: [non_negative]}`,
);

const SEEDS_EXAMPLE = [
  'Beside these keys, every [setting of a seed](#settings-of-a-seed). A CSV file that no declaration claims',
  'is a seed of its own name, its columns inferred from all of its rows.',
  '',
  ...fence(
    'yaml',
    `seeds:
  - name: raw_orders
    files: "{year:int}/orders_{day}.csv"   # {x} is a part of the path, and a column; {x:int} a whole number
    as_of: "{{ day }}"                     # which as_of a file holds: adds the column as_of
    unique_key: order_id
    columns:
      order_id: integer
      amount: numeric`,
  ),
];

const SOURCES_EXAMPLE = fence(
  'yaml',
  `sources:
  - name: crm
    tables:
      - {name: customers, description: Filled by the CRM, as_of_column: valid_on}`,
);

const COLUMNS_TEXT = [
  'A map of names, each with its type or with a map of these keys (but `name`); or a list of maps, as in dbt.',
];

const EXPECTATIONS_TEXT = [
  'Each about one or several nodes; [Expectations](expectations.md) says what the checks are.',
];

function section(
  title: string,
  definition: z.ZodObject,
  text: readonly string[],
): readonly string[] {
  return [`## ${title}`, '', ...text, '', ...keyTable(schemaOf(definition)), ''];
}

function constraintsSection(): readonly string[] {
  const options = tableConstraint.options.map(schemaOf);
  const kinds = options.map((option) => {
    const { type = null, ...others } = propertiesOf(option);
    const needed = requiredOf(option);
    const keys = Object.keys(others).map((key) =>
      needed.includes(key) ? code(key) : `${code(key)} (may be left out)`,
    );
    return [code(String(mapOf(type)['const'])), keys.join(', ')];
  });
  const meanings = Object.assign({}, ...options.map(propertiesOf));
  const rows = Object.entries<Json>(meanings).map(([key, field]) => [
    code(key),
    String(mapOf(field)['description']),
  ]);
  return [
    '## constraints',
    '',
    'Of a model, under `constraints:` or `config:`; or of one column, where `columns` is left out.',
    '',
    ...table(['type', 'takes'], kinds),
    '',
    ...table(['key', 'meaning'], rows),
    '',
  ];
}

function keyTable(schema: JsonMap): readonly string[] {
  return table(['key', 'type', 'default', 'meaning'], rowsOf(schema, ''));
}

/** A row for each key, and after it one for each key of the map, or the maps, that it takes. */
function rowsOf(schema: JsonMap, above: string): readonly (readonly string[])[] {
  const required = requiredOf(schema);
  return Object.entries(propertiesOf(schema)).flatMap(([key, value]) => {
    const field = mapOf(value);
    const { inner, path } = innerOf(field, `${above}${key}`);
    return [
      [
        code(`${above}${key}`),
        typeOf(field),
        required.includes(key) ? 'required' : defaultOf(field['default']),
        String(field['description'] ?? ''),
      ],
      ...(inner === undefined ? [] : rowsOf(inner, path)),
    ];
  });
}

/** Those that have a section of their own, or whose keys say themselves what they are. */
const APART = /(?:^|[.\]])(?:config|columns|constraints|grants)$/;

function innerOf(
  field: JsonMap,
  key: string,
): { readonly inner: JsonMap | undefined; readonly path: string } {
  const items = mapOf(field['items']);
  if (APART.test(key)) return { inner: undefined, path: key };
  if ('properties' in field) return { inner: field, path: `${key}.` };
  return 'properties' in items
    ? { inner: items, path: `${key}[].` }
    : { inner: undefined, path: key };
}

function defaultOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return value === '' ? 'the empty text' : code(String(value));
}

/** The type in words. */
function typeOf(field: JsonMap): string {
  const { anyOf, oneOf, type, items, enum: choices, format, $ref: reference } = field;
  const referred = JSON.stringify(reference ?? field['allOf'] ?? '');
  if (referred.includes('Checks')) return 'checks';
  if (choices !== undefined)
    return listOf(choices)
      .map((each) => code(String(each)))
      .join(', ');
  const options = [...listOf(anyOf), ...listOf(oneOf)];
  if (options.length > 0) {
    const kinds = [...new Set(options.map((option) => typeOf(mapOf(option))))];
    return kinds.join(' or ');
  }
  if (format === 'date') return 'date';
  switch (type) {
    case 'string':
      return 'text';
    case 'integer':
      return 'whole number';
    case 'array':
      return `list of ${pluralOf(typeOf(mapOf(items)))}`;
    case 'object':
      return 'map';
    case undefined:
      return 'anything';
    default:
      return String(type);
  }
}

function pluralOf(kind: string): string {
  return kind === 'text' || kind === 'map' ? `${kind}s` : kind;
}

function schemaOf(definition: z.ZodType): JsonMap {
  const text = JSON.stringify(z.toJSONSchema(definition, { target: 'draft-7', io: 'input' }));
  const schema = mapOf(JSON.parse(text));
  return mapOf(withReferred(schema, mapOf(schema['definitions'])));
}

/** With what named definitions say in their places; checks and any JSON at all stay references. */
function withReferred(value: Json, definitions: JsonMap): Json {
  if (isList(value)) return value.map((each) => withReferred(each, definitions));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref: reference, allOf, ...others } = value;
  const referring = reference ?? mapOf(listOf(allOf)[0])['$ref'];
  const name = String(referring).split('/').at(-1) ?? '';
  if (referring !== undefined && !/^__|Checks$/.test(name)) {
    return { ...mapOf(definitions[name]), ...others };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withReferred(each, definitions)]),
  );
}

function propertiesOf(schema: JsonMap): JsonMap {
  return mapOf(schema['properties']);
}

function requiredOf(schema: JsonMap): readonly string[] {
  return listOf(schema['required']).map(String);
}

/** Without the settings, which have a section of their own. */
function ownKeysOfSeed(): z.ZodObject {
  return z.object(
    Object.fromEntries(
      Object.entries(seed.shape).filter(([key]) => !Object.hasOwn(seedSettings.shape, key)),
    ),
  );
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

function mapOf(value: Json | undefined): JsonMap {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
