import * as z from 'zod';
import type { Json } from '../diagnostics/json.ts';
import { checkSchemas } from './check-schemas.ts';
import { expectation, model, seed, source } from './definitions/declarations.ts';
import { modelSettings } from './definitions/model-settings.ts';
import { projectFile, target, varDeclaration } from './definitions/project-file.ts';
import { seedSettings } from './definitions/seed-settings.ts';

type JsonMap = { readonly [key: string]: Json };

/** The JSON Schemas of a project's YAML files, by file name: from the definitions that validate them. */
export function jsonSchemas(): Readonly<Record<string, JsonMap>> {
  return {
    'project.schema.json': projectSchema(),
    'seeds.schema.json': declarationsSchema('Seeds of an asof project'),
    'models.schema.json': declarationsSchema('Models and sources of an asof project'),
    'expectations.schema.json': declarationsSchema('Expectations of an asof project'),
  };
}

function projectSchema(): JsonMap {
  const definition = projectFile.extend({
    vars: z
      .record(z.string(), varDeclaration)
      .optional()
      .describe(descriptionOf(projectFile.shape.vars)),
    targets: z
      .record(z.string(), z.union([target, z.null()]))
      .optional()
      .describe(descriptionOf(projectFile.shape.targets)),
    models: folderOf(modelSettings, 'modelFolder')
      .optional()
      .describe(descriptionOf(projectFile.shape.models)),
    seeds: folderOf(seedSettings, 'seedFolder')
      .optional()
      .describe(descriptionOf(projectFile.shape.seeds)),
  });
  return schemaOf(definition, 'project.yml of an asof project');
}

/** Any YAML file may declare any of them, whatever folder it is in. */
function declarationsSchema(title: string): JsonMap {
  const definition = z.strictObject({
    version: z.unknown().optional().describe('As in dbt; without a meaning here'),
    anchors: z.unknown().optional().describe('A place for what aliases repeat'),
    models: z.array(model).nullable().optional().describe('Models, each with a file of its own'),
    seeds: z.array(seed).nullable().optional().describe('Seeds: tables loaded from CSV files'),
    sources: z.array(source).nullable().optional().describe('Tables that others fill'),
    expectations: z.array(expectation).nullable().optional().describe('What must hold of the data'),
  });
  return schemaOf(definition, title);
}

/** A folder of settings: `+key` and, where no folder can be meant, `key`; all else is a folder. */
function folderOf(settings: z.ZodObject, id: string): z.ZodType {
  const shape = Object.entries(settings.shape).flatMap(([key, field]) => {
    const isMap = ['meta', 'grants', 'contract', 'column_types'].includes(key);
    return isMap
      ? [[`+${key}`, field]]
      : [
          [`+${key}`, field],
          [key, field],
        ];
  });
  const folder: z.ZodType = z
    .object(Object.fromEntries(shape))
    .catchall(z.lazy(() => folder))
    .meta({ id });
  return folder;
}

function descriptionOf(definition: z.ZodType): string {
  return definition.description ?? '';
}

function schemaOf(definition: z.ZodType, title: string): JsonMap {
  const text = JSON.stringify(z.toJSONSchema(definition, { target: 'draft-7', io: 'input' }));
  const schema: JsonMap = JSON.parse(text);
  const { $schema = null, definitions = {}, ...rest } = schema;
  return {
    $schema,
    title,
    ...mapOf(allowTemplates(rest)),
    definitions: {
      ...mapOf(allowTemplates(withoutChecks(mapOf(definitions)))),
      ...(refersToChecks(text) ? checkSchemas() : {}),
      template: {
        type: 'string',
        pattern: '\\{\\{',
        description: "A template: {{ env_var('NAME', 'default') }}",
      },
    },
  };
}

function refersToChecks(text: string): boolean {
  return text.includes('columnChecks');
}

function withoutChecks(definitions: JsonMap): JsonMap {
  return Object.fromEntries(
    Object.entries(definitions).filter(([name]) => !name.endsWith('Checks')),
  );
}

/** Where something else than any text is expected, a text with a template in it is right too. */
function allowTemplates(schema: Json): Json {
  if (isList(schema)) return schema.map(allowTemplates);
  if (typeof schema !== 'object' || schema === null) return schema;
  const isStrictText = schema['type'] === 'string' && ('enum' in schema || 'pattern' in schema);
  const isOther = ['boolean', 'integer', 'number'].some((type) => type === schema['type']);
  const isScalar = isStrictText || isOther;
  if (isScalar) {
    const { description, ...rest } = schema;
    const either = { anyOf: [rest, { $ref: '#/definitions/template' }] };
    return description === undefined ? either : { description, ...either };
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, allowTemplates(value)]),
  );
}

function mapOf(value: Json): JsonMap {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
