import { fail } from '../../diagnostics/diagnostic.ts';
import type { Column } from '../../sql/column.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { baseType, columnFamily } from './column-family.ts';
import type { Scalar } from './kwargs.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(infinity|inf|nan)$/i;
const HAS_TIME = /\d:\d/;
const HAS_OFFSET = /\d:\d.*([+-]\d|\bz\b|\butc\b)|\d:\d\d(\.\d+)?z$/i;

/**
 * The value as SQL that compares with the column as the column's type. Text is an untyped
 * literal, so that PostgreSQL reads it; what would lose a part of it on the way gets a type.
 */
export function renderScalar(value: Scalar, column: Column, argument: string): string {
  const family = columnFamily(column);
  switch (typeof value) {
    case 'number':
      if (family !== 'number' && family !== 'other') return wrongType(value, column, argument);
      return renderNumber(value);
    case 'boolean':
      if (family !== 'boolean' && family !== 'other') return wrongType(value, column, argument);
      return String(value);
    case 'string':
      if (family === 'number') return numberFromText(value, column, argument);
      return renderText(value, column);
  }
}

/** A number, which may be text where JavaScript would not hold every digit. */
export function renderNumber(value: number | string): string {
  const text = String(value);
  if (NUMBER.test(text)) return text;
  return `${quoteLiteral(text)}::double precision`;
}

function numberFromText(text: string, column: Column, argument: string): string {
  if (NUMBER.test(text) || NOT_FINITE.test(text)) return renderNumber(text);
  return wrongType(text, column, argument);
}

function renderText(text: string, column: Column): string {
  const literal = quoteLiteral(text);
  // as a date the time of day would be cut off, as a timestamp without time zone the offset
  if (baseType(column) === 'timestamp without time zone' && HAS_OFFSET.test(text)) {
    return `timestamptz ${literal}`;
  }
  if (baseType(column) === 'date' && HAS_TIME.test(text)) {
    return `${HAS_OFFSET.test(text) ? 'timestamptz' : 'timestamp'} ${literal}`;
  }
  return literal;
}

function wrongType(value: Scalar, column: Column, argument: string): never {
  const isText = columnFamily(column) === 'text';
  return fail(
    'expectation-error',
    `${argument} must be comparable with "${column.name}", which is ${column.type}, not ${describe(value)}`,
    { hint: isText ? `write it in quotes: "${value}"` : undefined },
  );
}

function describe(value: Scalar): string {
  return typeof value === 'string' ? `the text "${value}"` : `the ${typeof value} ${value}`;
}
