import type { Column } from '../../sql/column.ts';
import { baseType, columnFamily } from './column-family.ts';

/** How a column stands to JSON: it holds it, its texts may be it, or neither. */
export type JsonHolding = 'json' | 'text' | 'none';

export function jsonHolding(column: Column): JsonHolding {
  const type = baseType(column);
  if (type === 'json' || type === 'jsonb') return 'json';
  const family = columnFamily(column);
  return family === 'text' || family === 'other' ? 'text' : 'none';
}
