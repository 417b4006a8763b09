import { isJsonList, isJsonMap, type Json } from '../../diagnostics/json.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { quoteLiteral } from '../../sql/quote.ts';

type JsonMap = { readonly [key: string]: Json };

/** Compiles one keyword to SQL that is true where the value holds it; `at` is jsonb. */
type Keyword = (given: Json, at: string, schema: JsonMap, depth: number) => string;

const TYPES = ['object', 'array', 'string', 'number', 'boolean', 'null'];

/** They describe, and hold nothing. */
const WITHOUT_MEANING = [
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'format',
  'deprecated',
  'readOnly',
  'writeOnly',
];

/**
 * SQL that is true where the value (an expression of type jsonb) meets the schema, of JSON Schema
 * draft 2020-12 without references; false or NULL where it does not.
 */
export function compileJsonSchema(schema: Json, at: string, depth = 0): string {
  if (schema === true) return 'true';
  if (!isJsonMap(schema)) return 'false';
  const parts = Object.entries(schema).flatMap(([name, given]) => {
    const keyword = KEYWORDS[name];
    return keyword === undefined ? [] : [keyword(given, at, schema, depth)];
  });
  return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
}

/** Why the schema cannot be checked; undefined where it can. */
export function jsonSchemaProblem(schema: Json): string | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (!isJsonMap(schema)) return `a JSON Schema must be a map, not ${JSON.stringify(schema)}`;
  for (const [name, given] of Object.entries(schema)) {
    if (WITHOUT_MEANING.includes(name)) continue;
    if (!Object.hasOwn(KEYWORDS, name)) {
      const hint = didYouMean(name, Object.keys(KEYWORDS));
      return `the keyword "${name}" of JSON Schema is not taken${hint === undefined ? '' : `; ${hint}`}`;
    }
    const problem = keywordProblem(name, given);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function keywordProblem(name: string, given: Json): string | undefined {
  const wrong = (wanted: string): string =>
    `"${name}" of JSON Schema must be ${wanted}, not ${JSON.stringify(given)}`;
  switch (name) {
    case 'type': {
      const types = isJsonList(given) ? given : [given];
      const unknown = types.find((each) => ![...TYPES, 'integer'].includes(String(each)));
      return unknown === undefined ? undefined : wrong('the name of a type of JSON');
    }
    case 'enum':
      return isJsonList(given) ? undefined : wrong('a list of values');
    case 'required':
      return isJsonList(given) && given.every((each) => typeof each === 'string')
        ? undefined
        : wrong('a list of names');
    case 'properties':
      if (!isJsonMap(given)) return wrong('a map of schemas');
      return firstProblem(Object.values(given));
    case 'items':
    case 'not':
    case 'additionalProperties':
      return jsonSchemaProblem(given);
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return isJsonList(given) && given.length > 0
        ? firstProblem(given)
        : wrong('a list of schemas');
    case 'uniqueItems':
      return typeof given === 'boolean' ? undefined : wrong('true or false');
    case 'pattern':
      return typeof given === 'string' ? undefined : wrong('a regular expression');
    case 'const':
      return undefined;
    default:
      return typeof given === 'number' ? undefined : wrong('a number');
  }
}

function firstProblem(schemas: readonly Json[]): string | undefined {
  return schemas.map(jsonSchemaProblem).find((each) => each !== undefined);
}

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (given, at) =>
    `(${(isJsonList(given) ? given : [given]).map((type) => isOfType(String(type), at)).join(' or ')})`,
  enum: (given, at) => {
    const values = isJsonList(given) ? given.map((each) => `${at} = ${jsonLiteral(each)}`) : [];
    return `(${['false', ...values].join(' or ')})`;
  },
  const: (given, at) => `${at} = ${jsonLiteral(given)}`,
  required: (given, at) =>
    whereType('object', at, has((isJsonList(given) ? given : []).map(String), at)),
  properties(given, at, _schema, depth) {
    const each = Object.entries(isJsonMap(given) ? given : {}).map(([name, schema]) => {
      const value = `(${at} -> ${quoteLiteral(name)})`;
      return `(not ${at} ? ${quoteLiteral(name)} or ${compileJsonSchema(schema, value, depth)})`;
    });
    return whereType('object', at, each.length === 0 ? 'true' : each.join(' and '));
  },
  additionalProperties(given, at, schema, depth) {
    const known = Object.keys(isJsonMap(schema['properties']) ? schema['properties'] : {});
    const names = `array[${known.map((name) => quoteLiteral(name)).join(', ')}]::text[]`;
    const entry = `"asof entry ${depth}"`;
    const holds = compileJsonSchema(given, `${entry}."value"`, depth + 1);
    const entries = `jsonb_each(case when ${isOfType('object', at)} then ${at} else '{}' end)`;
    return `not exists (select from ${entries} as ${entry} where ${entry}."key" <> all (${names}) and (${holds}) is not true)`;
  },
  minProperties: (given, at) => whereType('object', at, `${sizeOf(at)} >= ${Number(given)}`),
  maxProperties: (given, at) => whereType('object', at, `${sizeOf(at)} <= ${Number(given)}`),
  items(given, at, _schema, depth) {
    const item = `"asof item ${depth}"`;
    const holds = compileJsonSchema(given, `${item}."value"`, depth + 1);
    return `not exists (select from ${itemsOf(at)} as ${item}("value") where (${holds}) is not true)`;
  },
  minItems: (given, at) => whereType('array', at, `jsonb_array_length(${at}) >= ${Number(given)}`),
  maxItems: (given, at) => whereType('array', at, `jsonb_array_length(${at}) <= ${Number(given)}`),
  uniqueItems: (given, at) =>
    given === true
      ? `(select count(*) = count(distinct "value") from ${itemsOf(at)} as "asof item"("value"))`
      : 'true',
  minimum: (given, at) => whereNumber(at, `>= ${Number(given)}`),
  maximum: (given, at) => whereNumber(at, `<= ${Number(given)}`),
  exclusiveMinimum: (given, at) => whereNumber(at, `> ${Number(given)}`),
  exclusiveMaximum: (given, at) => whereNumber(at, `< ${Number(given)}`),
  multipleOf: (given, at) => whereNumber(at, `% ${Number(given)} = 0`),
  minLength: (given, at) => whereType('string', at, `length(${textOf(at)}) >= ${Number(given)}`),
  maxLength: (given, at) => whereType('string', at, `length(${textOf(at)}) <= ${Number(given)}`),
  pattern: (given, at) => whereType('string', at, `${textOf(at)} ~ ${quoteLiteral(String(given))}`),
  allOf: (given, at, _schema, depth) => joined(given, at, depth, ' and '),
  anyOf: (given, at, _schema, depth) => joined(given, at, depth, ' or '),
  oneOf(given, at, _schema, depth) {
    const counted = (isJsonList(given) ? given : []).map(
      (schema) => `(${compileJsonSchema(schema, at, depth)} is true)::integer`,
    );
    return `${counted.join(' + ')} = 1`;
  },
  not: (given, at, _schema, depth) => `${compileJsonSchema(given, at, depth)} is not true`,
};

/** A keyword says nothing about values of other types than its own. */
function whereType(type: string, at: string, holds: string): string {
  return `case when ${isOfType(type, at)} then ${holds} else true end`;
}

function whereNumber(at: string, comparison: string): string {
  return whereType('number', at, `(${at})::numeric ${comparison}`);
}

function isOfType(type: string, at: string): string {
  if (type === 'integer') {
    return `case when jsonb_typeof(${at}) = 'number' then (${at})::numeric % 1 = 0 else false end`;
  }
  return `jsonb_typeof(${at}) = ${quoteLiteral(type)}`;
}

function has(names: readonly string[], at: string): string {
  return names.length === 0
    ? 'true'
    : names.map((name) => `${at} ? ${quoteLiteral(name)}`).join(' and ');
}

function sizeOf(at: string): string {
  return `(select count(*) from jsonb_object_keys(${at}))`;
}

function itemsOf(at: string): string {
  return `jsonb_array_elements(case when ${isOfType('array', at)} then ${at} else '[]' end)`;
}

function textOf(at: string): string {
  return `(${at} #>> '{}')`;
}

function joined(given: Json, at: string, depth: number, word: ' and ' | ' or '): string {
  const parts = (isJsonList(given) ? given : []).map((each) => compileJsonSchema(each, at, depth));
  return `(${parts.join(word)})`;
}

function jsonLiteral(value: Json): string {
  return `${quoteLiteral(JSON.stringify(value))}::jsonb`;
}
