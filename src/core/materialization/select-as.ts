import type { Column } from '../sql/column.ts';
import type { CompiledSql } from '../sql/compiled-sql.ts';
import { columnList, quoteIdentifier } from '../sql/quote.ts';
import { around, type Statement } from '../sql/statement.ts';

/**
 * The model's select with its columns cast to the relation's types, between two texts.
 * `extra` are further outputs, such as the as_of of a snapshot.
 */
export function selectAs(
  before: string,
  select: CompiledSql,
  columns: readonly Column[],
  { extra = [], after = '' }: { readonly extra?: readonly string[]; readonly after?: string } = {},
): Statement {
  const outputs = [
    ...columns.map(
      ({ name, type }) => `${quoteIdentifier(name)}::${type} as ${quoteIdentifier(name)}`,
    ),
    ...extra,
  ];
  return around(`${before}select ${outputs.join(', ')}\nfrom (\n`, select, `\n) as model${after}`);
}

/** Rows whose key is NULL or stands more than once: at most 20, NULL first, in a stable order. */
export function refusedKeys(from: string, key: readonly string[]): string {
  const keys = columnList(key);
  const isNull = key.map((name) => `${quoteIdentifier(name)} is null`).join(' or ');
  return [
    `select ${keys}, count(*) as row_count`,
    `from ${from}`,
    `group by ${keys}`,
    `having count(*) > 1 or ${isNull}`,
    `order by ${key.map((name) => `${quoteIdentifier(name)}::text collate "C" nulls first`).join(', ')}`,
    'limit 20',
  ].join('\n');
}
