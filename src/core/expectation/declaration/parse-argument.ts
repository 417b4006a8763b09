import type { Json } from '../../diagnostics/json.ts';
import { type LocatedValue, plain } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Parameter } from '../check.ts';
import { isExact } from '../facts/read-exact-json.ts';
import { sqlFragmentProblem } from './sql-fragment-problem.ts';

type Scalar = Extract<LocatedValue, { readonly type: 'scalar' }>;

/** The argument as kwargs hold it; undefined where it is not what the parameter takes. */
export function parseArgument(
  name: string,
  parameter: Parameter,
  value: LocatedValue,
  problems: Problems,
): Json | undefined {
  if (isNull(value) && parameter.nullable) return null;
  switch (parameter.type) {
    case 'map':
      return value.type === 'map'
        ? plain(value)
        : refuse(name, expected(parameter), value, problems);
    case 'lists':
      return parseLists(name, parameter, value, problems);
    case 'list':
    case 'columns':
      return parseList(name, parameter, value, problems);
    default:
      if (value.type === 'scalar' && fits(parameter, value)) {
        return checkText(name, parameter, value, problems);
      }
      return refuse(name, expected(parameter), value, problems);
  }
}

/** Whether the value says nothing: `not_null:` alone, or an explicit null. */
export function isNull(value: LocatedValue): boolean {
  return value.type === 'scalar' && value.value === null;
}

/** The value as a diagnostic quotes it. */
export function describeValue(value: LocatedValue): string {
  if (value.type !== 'scalar') return `a ${value.type}`;
  return typeof value.value === 'string' ? `"${value.value}"` : String(value.value);
}

function fits(parameter: Parameter, { value }: Scalar): boolean {
  switch (parameter.type) {
    case 'scalar':
      return value !== null;
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
    case 'lists':
    case 'map':
    case 'columns':
      return false;
    case 'string':
    case 'column':
    case 'node':
    case 'sql':
    case 'query':
      return typeof value === 'string';
  }
}

function expected(parameter: Parameter): string {
  switch (parameter.type) {
    case 'scalar':
      return 'a number, text or a boolean';
    case 'number':
      return 'a number';
    case 'integer':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    case 'list':
      return 'a list of values';
    case 'lists':
      return 'a list of lists of values';
    case 'map':
      return 'a map';
    case 'columns':
      return 'a list of column names';
    case 'string':
      return parameter.choices === undefined ? 'text' : oneOf(parameter.choices);
    case 'column':
      return 'the name of a column';
    case 'node':
      return 'the name of a model, seed or source';
    case 'sql':
      return 'a condition in SQL';
    case 'query':
      return 'a select in SQL';
  }
}

function checkText(
  name: string,
  parameter: Parameter,
  value: Scalar,
  problems: Problems,
): Json | undefined {
  const json = exactJson(value);
  if (typeof json !== 'string') return json;
  if (parameter.choices !== undefined && !parameter.choices.includes(json)) {
    const hint = didYouMean(json, parameter.choices);
    return refuse(name, oneOf(parameter.choices), value, problems, hint);
  }
  if (parameter.type === 'query') return parseSql(name, json.replace(/;\s*$/, ''), value, problems);
  if (parameter.type === 'sql') return parseSql(name, json, value, problems);
  return json;
}

/** SQL that keeps to its place in a statement; undefined, and a problem, where it would not. */
export function parseSql(
  name: string,
  sql: string,
  value: LocatedValue,
  problems: Problems,
): string | undefined {
  const problem = sqlFragmentProblem(sql);
  if (problem === undefined) return sql.trim();
  return problems.error(
    'expectation-sql',
    `the SQL of "${name}" does not stand alone: ${problem}`,
    { location: value.location },
  );
}

function parseList(
  name: string,
  parameter: Parameter,
  value: LocatedValue,
  problems: Problems,
): Json | undefined {
  if (value.type !== 'list') return refuse(name, expected(parameter), value, problems);
  const items: Json[] = [];
  for (const item of value.items) {
    const isName = item.type === 'scalar' && typeof item.value === 'string';
    if (item.type !== 'scalar' || (parameter.type === 'columns' && !isName)) {
      return refuse(name, expected(parameter), item, problems);
    }
    items.push(exactJson(item));
  }
  return items;
}

function parseLists(
  name: string,
  parameter: Parameter,
  value: LocatedValue,
  problems: Problems,
): Json | undefined {
  if (value.type !== 'list') return refuse(name, expected(parameter), value, problems);
  const lists: Json[] = [];
  for (const item of value.items) {
    const list = parseList(name, parameter, item, problems);
    if (list === undefined) return undefined;
    lists.push(list);
  }
  return lists;
}

/** Numbers that JavaScript would not hold with every digit stay text. */
export function exactJson(value: Scalar): Json {
  const isDecimal = /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(value.text);
  const losesDigits = typeof value.value === 'number' && isDecimal && !isExact(value.text);
  return losesDigits ? value.text : value.value;
}

function refuse(
  name: string,
  wanted: string,
  value: LocatedValue,
  problems: Problems,
  hint?: string,
): undefined {
  const message = `"${name}" must be ${wanted}, not ${describeValue(value)}`;
  return problems.error('expectation-argument', message, { location: value.location, hint });
}

function oneOf(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
