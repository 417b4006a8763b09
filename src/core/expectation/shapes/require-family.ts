import { fail } from '../../diagnostics/diagnostic.ts';
import type { Column } from '../../sql/column.ts';
import { type ColumnFamily, columnFamily } from './column-family.ts';

/** Refuses a column whose type the check cannot be about; types of others' making may pass. */
export function requireFamily(column: Column, families: readonly ColumnFamily[]): void {
  const family = columnFamily(column);
  if (family === 'other' || families.includes(family)) return;
  fail(
    'expectation-error',
    `column "${column.name}" must hold ${families.map(plural).join(' or ')}, but is ${column.type}`,
  );
}

function plural(family: ColumnFamily): string {
  return family === 'text' ? 'text' : `${family}s`;
}
