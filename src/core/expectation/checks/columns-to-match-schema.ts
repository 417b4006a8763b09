import { isJsonMap } from '../../diagnostics/json.ts';
import type { ArgumentProblem, CatalogCheck, Kwargs } from '../check.ts';
import { countedColumns } from '../shapes/counted-columns.ts';
import { flagOf, namesOf } from '../shapes/kwargs.ts';
import { isOfType } from '../shapes/type-names.ts';

export const columnsToMatchSchema: CatalogCheck = {
  kind: 'catalog',
  name: 'columns_to_match_schema',
  fullName: 'columns_to_match_schema',
  scope: 'table',
  parameters: {
    schema: {
      type: 'map',
      required: true,
      description: 'name: type of each column; a type as of be_of_type, null for any',
    },
    allow_extra: {
      type: 'boolean',
      default: false,
      description: 'whether other columns are well',
    },
    in_order: {
      type: 'boolean',
      default: false,
      description: 'whether they must stand in this order',
    },
    forbidden: {
      type: 'columns',
      description: 'names that no column may have; * stands for any text',
    },
  },
  principal: undefined,
  description: 'the relation has the columns of a schema, each of its type',
  nulls: 'no row is looked at',
  example: `
- model: labels
  table:
    - columns_to_match_schema:
        {schema: {user_id: text, churn_label: boolean}, in_order: true, forbidden: ["*_password"]}`,
  verify: verifySchema,
  judge(kwargs, context) {
    const schema = schemaOf(kwargs);
    const declared = [...schema.keys()];
    const found = countedColumns(context, declared);
    const columns = context.columns.filter(({ name }) => found.includes(name));
    const shared = declared.filter((name) => found.includes(name));
    const standing = found.filter((name) => schema.has(name));
    const forbidden = (namesOf(kwargs, 'forbidden') ?? []).map(wildcard);
    const wrongTypes = columns.filter((column) => {
      const type = schema.get(column.name) ?? undefined;
      return type !== undefined && !isOfType(column, type);
    });
    const problems = [
      ...declared.filter((name) => !found.includes(name)).map((name) => `"${name}" is missing`),
      ...wrongTypes.map(({ name, type }) => `"${name}" is ${type}, expected ${schema.get(name)}`),
      ...(flagOf(kwargs, 'allow_extra')
        ? []
        : found.filter((name) => !schema.has(name)).map((name) => `"${name}" is unexpected`)),
      ...found
        .filter((name) => forbidden.some((pattern) => pattern.test(name)))
        .map((name) => `"${name}" is forbidden`),
      ...(flagOf(kwargs, 'in_order') && shared.join() !== standing.join()
        ? [`they stand as ${standing.join(', ')}, expected ${shared.join(', ')}`]
        : []),
    ];
    const observed = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
    return problems.length === 0
      ? { holds: true, observed }
      : { holds: false, observed, message: problems.join('; ') };
  },
};

function schemaOf(kwargs: Kwargs): ReadonlyMap<string, string | null> {
  const given = kwargs['schema'];
  const entries = isJsonMap(given) ? Object.entries(given) : [];
  return new Map(entries.map(([name, type]) => [name, type === null ? null : String(type)]));
}

function verifySchema(kwargs: Kwargs): readonly ArgumentProblem[] {
  const given = kwargs['schema'];
  const entries = isJsonMap(given) ? Object.entries(given) : [];
  if (entries.length === 0) {
    return [{ parameter: 'schema', message: '"schema" must name a column at least' }];
  }
  return entries.flatMap(([name, type]) =>
    type === null || typeof type === 'string'
      ? []
      : [
          {
            parameter: 'schema',
            message: `the type of "${name}" must be text, not ${JSON.stringify(type)}`,
          },
        ],
  );
}

/** A name in which * stands for any text. */
function wildcard(name: string): RegExp {
  const parts = name.split('*').map((part) => part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
