import type { Column } from '../../sql/column.ts';

/** What values of a type can be compared with; `other` where only the database knows. */
export type ColumnFamily = 'text' | 'number' | 'boolean' | 'date' | 'timestamp' | 'other';

const FAMILIES: Readonly<Record<string, ColumnFamily>> = {
  text: 'text',
  'character varying': 'text',
  character: 'text',
  bpchar: 'text',
  name: 'text',
  citext: 'text',
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  numeric: 'number',
  real: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  date: 'date',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamp',
};

/** The family of a type as `format_type` spells it. */
export function columnFamily(column: Column): ColumnFamily {
  return FAMILIES[baseType(column)] ?? 'other';
}

/** The type without its modifiers: `numeric` for `numeric(10,2)`. */
export function baseType(column: Column): string {
  return column.type.replace(/\(\d+(,-?\d+)?\)/, '');
}
