import type { Json } from '../../diagnostics/json.ts';
import type { ArgumentProblem } from '../check.ts';
import { compileJsonSchema, jsonSchemaProblem } from '../shapes/json-schema.ts';
import { jsonHolding } from '../shapes/json-text.ts';
import { requireFamily } from '../shapes/require-family.ts';
import { valueCheck } from '../shapes/value-check.ts';

export const matchJsonSchema = valueCheck({
  name: 'match_json_schema',
  fullName: 'expect_column_values_to_match_json_schema',
  description:
    'every value is JSON that meets a JSON Schema; in a column of text, needs PostgreSQL 16',
  example: `
- model: users
  columns:
    user_id:
      - match_json_schema:
          json_schema: {type: object, required: [id], properties: {id: {type: integer, minimum: 1}}}
          where: user_id like '{%'`,
  parameters: {
    json_schema: {
      type: 'map',
      required: true,
      description:
        'type, enum, const, properties, required, additionalProperties, minProperties, maxProperties, items, minItems, maxItems, uniqueItems, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, pattern (as PostgreSQL reads it), allOf, anyOf, oneOf, not',
    },
  },
  principal: undefined,
  verify: (kwargs) => problemsOf(kwargs['json_schema'] ?? null),
  unexpected(value, kwargs, { column }) {
    const holding = jsonHolding(column);
    if (holding === 'none') requireFamily(column, ['text']);
    const holds = compileJsonSchema(kwargs['json_schema'] ?? null, '"asof json"."value"');
    // "offset 0" keeps the planner from casting anew at each place that reads it
    const matches = `(select ${holds} from (select ${value}::jsonb as "value" offset 0) as "asof json")`;
    if (holding === 'json') return `${value} is not null and ${matches} is not true`;
    return `case when pg_catalog.pg_input_is_valid(${value}::text, 'jsonb') then ${matches} is not true else ${value} is not null end`;
  },
});

function problemsOf(schema: Json): readonly ArgumentProblem[] {
  const message = jsonSchemaProblem(schema);
  return message === undefined ? [] : [{ parameter: 'json_schema', message }];
}
