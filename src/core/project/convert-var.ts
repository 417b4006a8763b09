import type { Json } from '../diagnostics/json.ts';
import { type LocatedValue, plain } from '../diagnostics/located-value.ts';
import { isDate } from '../time/month-end.ts';
import type { VarType } from './vars.ts';

export type ConvertedVar =
  | { readonly type: 'value'; readonly value: Json }
  | { readonly type: 'wrong'; readonly message: string; readonly hint: string };

const EXPECTED: Readonly<Record<VarType, string>> = {
  string: 'text',
  date: 'a date of the calendar like 2024-01-31',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  map: 'a map',
};

const EXAMPLE: Readonly<Record<VarType, string>> = {
  string: 'text',
  date: '2024-01-31',
  integer: '3',
  number: '0.5',
  boolean: 'true',
  list: '[1, 2]',
  map: '{"key": "value"}',
};

/** A value of YAML for a var of that type. */
export function convertVar(name: string, type: VarType, value: LocatedValue): ConvertedVar {
  if (value.type === 'list')
    return type === 'list' ? ok(plain(value)) : wrong(name, type, 'a list');
  if (value.type === 'map') return type === 'map' ? ok(plain(value)) : wrong(name, type, 'a map');
  if (value.value === null) return wrong(name, type, 'nothing');
  if (type === 'list' || type === 'map') return wrong(name, type, `"${value.text}"`);
  return convertVarText(name, type, value.text);
}

/** The text of `--vars name=text`, for what the var's type makes of it. Never YAML. */
export function convertVarText(name: string, type: VarType, text: string): ConvertedVar {
  switch (type) {
    case 'string':
      return ok(text);
    case 'date':
      return isDate(text) ? ok(text) : wrong(name, type, `"${text}"`);
    case 'integer':
      return convertInteger(name, text);
    case 'number':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) &&
        Number.isFinite(Number(text))
        ? ok(Number(text))
        : wrong(name, type, `"${text}"`);
    case 'boolean':
      return /^(?:true|false)$/i.test(text)
        ? ok(text.toLowerCase() === 'true')
        : wrong(name, type, `"${text}"`);
    case 'list':
    case 'map':
      return convertJson(name, type, text);
  }
}

function convertInteger(name: string, text: string): ConvertedVar {
  if (!/^[+-]?\d+$/.test(text)) return wrong(name, 'integer', `"${text}"`);
  if (Number.isSafeInteger(Number(text))) return ok(Number(text));
  return {
    type: 'wrong',
    message: `the var "${name}" must be a whole number of at most 15 digits, not ${text}`,
    hint: 'declare it as a string to keep every digit',
  };
}

function convertJson(name: string, type: 'list' | 'map', text: string): ConvertedVar {
  const value = parseJson(text);
  const isOfType = type === 'list' ? Array.isArray(value) : isMap(value);
  if (value !== undefined && isOfType) return ok(value);
  return {
    ...wrong(name, type, `"${text}"`),
    hint: `write it as JSON: --vars '${name}=${EXAMPLE[type]}'`,
  };
}

function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function isMap(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ok(value: Json): ConvertedVar {
  return { type: 'value', value };
}

function wrong(name: string, type: VarType, found: string): ConvertedVar & { type: 'wrong' } {
  return {
    type: 'wrong',
    message: `the var "${name}" must be ${EXPECTED[type]}, not ${found}`,
    hint:
      name === 'as_of'
        ? `write a value such as ${EXAMPLE[type]}`
        : `write a value such as ${EXAMPLE[type]}, or declare the var with another type`,
  };
}
