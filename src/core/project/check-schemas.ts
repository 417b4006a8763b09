import type { Json } from '../diagnostics/json.ts';
import type { Check, Parameter } from '../expectation/check.ts';
import { CENTRES, COUNTED_VALUES, SEASONS } from '../expectation/history/history-rule.ts';
import {
  CHECK_ALIASES,
  CHECKS,
  type CheckPlace,
  findCheck,
  namesAt,
} from '../expectation/registry.ts';

type JsonMap = { readonly [key: string]: Json };

const TEXT: JsonMap = { type: 'string' };
const LIST_OR_SCALAR: JsonMap = { type: ['string', 'number', 'boolean', 'null', 'array'] };

const AMOUNT: JsonMap = {
  type: ['number', 'string', 'array'],
  items: { type: ['number', 'string'] },
};

/** What stands under `history:`. */
export const HISTORY_SETTINGS: JsonMap = {
  last: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 1,
    description: 'So many values are looked at, the latest before the one that is tested',
  },
  of: {
    type: 'string',
    enum: [...CENTRES],
    default: 'median',
    description: 'What they come to',
  },
  within: {
    ...AMOUNT,
    description:
      'So far the value may be from that, either way: 100 (in its own unit), 20%, 3 sd (standard deviations), or a list, of which the widest counts',
  },
  max_rise: { ...AMOUNT, description: 'So far it may be above; any distance when left out' },
  max_fall: { ...AMOUNT, description: 'So far it may be below; any distance when left out' },
  same: {
    type: 'string',
    enum: [...SEASONS],
    description: 'Only as_ofs of the same weekday, or of the same month of the year, are looked at',
  },
  at_least: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description: 'With fewer values nothing is compared: 1 when left out, 2 with sd',
  },
  values: {
    type: 'string',
    enum: [...COUNTED_VALUES],
    default: 'published',
    description: 'Which are looked at: all of rows that were published, or those that passed',
  },
};

/** The settings that every check takes beside its own arguments. */
export const CHECK_SETTINGS: JsonMap = {
  name: { ...TEXT, description: 'Its id in results; needed where two would share one' },
  where: { ...TEXT, description: 'Only rows for which this SQL condition is true are looked at' },
  group_by: {
    type: ['string', 'array'],
    items: TEXT,
    description: 'Columns that divide the rows into groups, each of which is checked by itself',
  },
  row_condition: {
    type: ['string', 'object'],
    description: 'The same as Great Expectations writes it; with where, both must be true',
  },
  condition_parser: {
    type: 'string',
    enum: ['great_expectations', 'great_expectations__experimental__', 'pandas', 'spark'],
    description: 'Who reads row_condition: in pandas `!=` is true of NULL',
  },
  mostly: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    default: 1,
    description: 'The share of rows that must hold',
  },
  severity: {
    type: 'string',
    enum: ['error', 'warn'],
    default: 'error',
    description: 'What failing means',
  },
  warn_if: { ...TEXT, description: 'Warn when so many rows are unexpected: "> 10" or "> 1%"' },
  error_if: { ...TEXT, description: 'Fail when so many rows are unexpected: "> 10" or "> 1%"' },
  history: {
    type: 'object',
    properties: HISTORY_SETTINGS,
    additionalProperties: false,
    description: 'How far the value may be from those of earlier as_ofs',
  },
  gate: {
    type: 'boolean',
    default: true,
    description: 'false: the node is published whatever comes of it',
  },
  on_fail: {
    type: 'string',
    enum: ['quarantine'],
    description: 'quarantine: unexpected rows are set aside before the node is published',
  },
  store_failures: {
    type: 'boolean',
    default: false,
    description:
      'Keep all rows that it finds in asof_failures, in the place of those it found before',
  },
  store_failures_as: {
    type: 'string',
    enum: ['table', 'ephemeral'],
    description: 'The same as dbt says it: table keeps them, ephemeral does not',
  },
  sample: {
    type: 'integer',
    minimum: 0,
    maximum: 1000,
    default: 20,
    description: 'At most so many unexpected rows or values are shown',
  },
  context_columns: {
    type: ['string', 'array'],
    items: TEXT,
    description: 'Columns that are shown with the key of an unexpected row',
  },
  description: { ...TEXT, description: 'What it is for' },
  tags: { type: ['string', 'array'], items: TEXT, description: 'Words to select by' },
  owner: { ...TEXT, description: 'Who looks after it' },
  enabled: { type: 'boolean', default: true, description: 'false: the check is left out' },
  limit: {
    type: 'integer',
    minimum: 0,
    description:
      'So many rows are counted and shown at most: of tests of macros/, and under data_tests:',
  },
  fail_calc: {
    ...TEXT,
    description:
      'SQL over the rows that a test of macros/ returns, in place of their number: "max(n)"',
  },
};

/** What may be written as checks, by place, from the registry of checks: definitions by name. */
export function checkSchemas(): JsonMap {
  const settings = Object.entries(CHECK_SETTINGS).map(([key, schema]) => [
    `setting.${key}`,
    schema,
  ]);
  return {
    suiteParameter: SUITE_PARAMETER,
    columnChecks: oneOrMore('columnCheck'),
    tableChecks: oneOrMore('tableCheck'),
    rowChecks: { type: 'array', items: { anyOf: [TEXT, rowCheck()] } },
    nodeChecks: { anyOf: [refer('tableChecks'), checkBlock()] },
    columnCheck: checkAt('columns'),
    tableCheck: checkAt('table'),
    ...Object.fromEntries(CHECKS.map((check) => [`check.${check.name}`, checkSchema(check)])),
    ...Object.fromEntries(settings),
  };
}

function refer(name: string): JsonMap {
  return { $ref: `#/definitions/${name}` };
}

/** Beside a bare reference, draft 7 reads nothing. */
function described(name: string, description: string): JsonMap {
  return { description, allOf: [refer(name)] };
}

function oneOrMore(name: string): JsonMap {
  return { anyOf: [refer(name), { type: 'array', items: refer(name) }] };
}

function checkBlock(): JsonMap {
  return {
    type: 'object',
    properties: {
      table: described('tableChecks', 'Checks of the table as a whole'),
      columns: {
        type: 'object',
        additionalProperties: refer('columnChecks'),
        description: 'Checks by column',
      },
      rows: described('rowChecks', 'Conditions in SQL that every row meets'),
    },
    additionalProperties: false,
  };
}

/** A name alone, or a map of names with what is given to each. */
function checkAt(place: CheckPlace): JsonMap {
  const names = namesAt(place);
  const properties = names.map((name) => [
    name,
    refer(`check.${findCheck(name, place)?.check.name}`),
  ]);
  return {
    anyOf: [
      { type: 'string', enum: [...names] },
      { ...TEXT, description: 'A test that a macro of the project defines' },
      { type: 'object', properties: Object.fromEntries(properties) },
    ],
  };
}

/** A check's one principal argument bare, or a map of its arguments and settings. */
function checkSchema(check: Check): JsonMap {
  const parameters = Object.entries(check.parameters).flatMap(([key, parameter]) => {
    const schema = parameterSchema(parameter);
    return [key, ...namesInDbt(check, key)].map((name) => [name, schema]);
  });
  const full = {
    type: 'object',
    properties: { ...Object.fromEntries(parameters), ...settingReferences() },
  };
  return { description: `${check.description}; ${check.nulls}`, anyOf: [full, bareForm(check)] };
}

function namesInDbt(check: Check, parameter: string): readonly string[] {
  return CHECK_ALIASES.filter((alias) => alias.check === check.name).flatMap(({ renamed }) =>
    Object.entries(renamed).flatMap(([theirs, ours]) => (ours === parameter ? [theirs] : [])),
  );
}

function settingReferences(): JsonMap {
  return Object.fromEntries(
    Object.keys(CHECK_SETTINGS).map((key) => [key, refer(`setting.${key}`)]),
  );
}

function bareForm({ principal }: Check): JsonMap {
  return principal === undefined ? { type: 'null' } : LIST_OR_SCALAR;
}

function parameterSchema(parameter: Parameter): JsonMap {
  const { type, choices, description } = parameter;
  const value = { ...KINDS[type], ...(choices === undefined ? {} : { enum: [...choices] }) };
  return {
    anyOf: [value, refer('suiteParameter')],
    ...(parameter.default === undefined ? {} : { default: parameter.default }),
    description,
  };
}

const SUITE_PARAMETER: JsonMap = {
  type: 'object',
  properties: { $PARAMETER: { ...TEXT, description: 'The name of a var, or what is computed' } },
  required: ['$PARAMETER'],
};

const KINDS: Readonly<Record<Parameter['type'], JsonMap>> = {
  scalar: { type: ['string', 'number', 'boolean', 'null'] },
  number: { type: ['number', 'null'] },
  integer: { type: ['integer', 'null'] },
  boolean: { type: 'boolean' },
  string: TEXT,
  list: { type: ['array', 'null'] },
  lists: { type: 'array', items: { type: 'array' } },
  map: { type: ['object', 'null'] },
  column: TEXT,
  columns: { type: 'array', items: TEXT },
  node: TEXT,
  sql: TEXT,
  query: TEXT,
};

function rowCheck(): JsonMap {
  return {
    type: 'object',
    properties: {
      sql: { ...TEXT, description: 'A condition that every row meets' },
      ...settingReferences(),
    },
    required: ['sql'],
  };
}
