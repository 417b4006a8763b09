import type { Column } from '../../sql/column.ts';
import { baseType } from './column-family.ts';

/** Other spellings of PostgreSQL's types: its own short ones, and SQLAlchemy's classes. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  smallint: ['int2', 'smallinteger'],
  integer: ['int', 'int4'],
  bigint: ['int8', 'biginteger'],
  numeric: ['decimal'],
  real: ['float4'],
  'double precision': ['float8', 'float', 'double'],
  text: ['string'],
  'character varying': ['varchar', 'string'],
  character: ['char', 'bpchar'],
  boolean: ['bool'],
  'timestamp without time zone': ['timestamp', 'datetime'],
  // SQLAlchemy's TIMESTAMP is either
  'timestamp with time zone': ['timestamptz', 'timestamp', 'datetime'],
  'time without time zone': ['time'],
  'time with time zone': ['timetz', 'time'],
  bytea: ['largebinary'],
};

/** Whether the column is of the type, by any of its names; `numeric(10,2)` only of that one. */
export function isOfType(column: Column, type: string): boolean {
  const wanted = normalized(type);
  if (wanted.includes('(')) {
    const [, base = '', modifiers = ''] = /^([^(]*)(\(.*\))$/.exec(wanted) ?? [];
    const own = normalized(column.type);
    return own.endsWith(modifiers) && namesOf(column).includes(base.trim());
  }
  return namesOf(column).includes(wanted);
}

function namesOf(column: Column): readonly string[] {
  const base = baseType(column);
  if (base.endsWith('[]')) return [base, 'array'];
  return [base, ...(SPELLINGS[base] ?? [])];
}

/** `DOUBLE_PRECISION` is `double precision`. */
function normalized(type: string): string {
  return type
    .trim()
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/\s*([(),])\s*/g, '$1');
}
