import { comparedTerm } from '../sql/compared-value.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { type ComparedRows, renderRows } from './compared-rows.ts';
import { keyOrder, keyText, orderTerm } from './key-text.ts';
import type { PairedColumn, PairedColumns } from './pair-columns.ts';

export interface RowComparison {
  readonly from: ComparedRows;
  readonly to: ComparedRows;
  /** The key is neither NULL nor repeated on either side. */
  readonly columns: Pick<PairedColumns, 'key' | 'values'>;
  /** How many of the rows that differ are shown. */
  readonly limit: number;
}

/**
 * Joins two sides of one database once, and answers one row: `from_rows`, `added`, `removed`,
 * `changed`, the changes by column, and the first rows that differ, each a list of whether it is
 * before and after, its key, which columns differ, and both sides' values. Only rows that differ
 * are kept on the way.
 */
export function compareRows({ from, to, columns, limit }: RowComparison): string {
  const { key, values } = columns;
  const [before, after] = ['before', 'after'].map(
    (side) => `${side}.${quoteIdentifier(key[0]?.name ?? '')}`,
  );
  const outputs = [
    `${before} is not null as is_before`,
    `${after} is not null as is_after`,
    ...key.map((column, index) => `${eitherKey(column)} as k${index}`),
    ...values.map(({ name }, index) => `before.${quoteIdentifier(name)} as b${index}`),
    ...values.map(({ name }, index) => `after.${quoteIdentifier(name)} as a${index}`),
  ];
  const isChanged = values.map((column, index) => {
    const [old, now] = comparedPair(column, [`b${index}`, `a${index}`]);
    return `${old} is distinct from ${now}`;
  });
  const order = key
    .map((column, index) => orderTerm(keyOrder(column), `k${index}`, keyType(column)))
    .join(', ');
  return [
    'with difference as materialized (',
    `  select ${outputs.join(',\n    ')}`,
    `  from ${renderRows(from)} as before`,
    `  full join ${renderRows(to)} as after on ${key.map(isSameKey).join(' and ')}`,
    `  where ${[`${before} is null`, `${after} is null`, ...differs(values)].join('\n    or ')}`,
    ')',
    `select (select count(*) from ${renderRows(from)} as before) as from_rows,`,
    '  count(*) filter (where not is_before) as added,',
    '  count(*) filter (where not is_after) as removed,',
    '  count(*) filter (where is_before and is_after) as changed,',
    `  ${list(
      isChanged.map((each) => `count(*) filter (where is_before and is_after and ${each})`),
      'bigint',
    )} as changes,`,
    '  (',
    `    select json_agg(json_build_array(is_before, is_after, ${[
      list(
        key.map((column, index) => keyText(`k${index}`, keyType(column))),
        'text',
      ),
      list(isChanged, 'boolean'),
      list(
        values.map((_, index) => `b${index}::text`),
        'text',
      ),
      list(
        values.map((_, index) => `a${index}::text`),
        'text',
      ),
    ].join(', ')}) order by ${order})`,
    `    from (select * from difference order by ${order} limit ${limit}) as first`,
    '  ) as first_rows',
    'from difference',
  ].join('\n');
}

function differs(values: readonly PairedColumn[]): readonly string[] {
  if (values.length === 0) return [];
  const pairs = values.map((column) => {
    const name = quoteIdentifier(column.name);
    return comparedPair(column, [`before.${name}`, `after.${name}`]);
  });
  const row = (side: 0 | 1) => `(${pairs.map((pair) => pair[side]).join(', ')})`;
  return [`${row(0)} is distinct from ${row(1)}`];
}

/** Both sides of a column as they are compared. */
function comparedPair(
  { fromType, toType, comparedAs }: PairedColumn,
  [from, to]: readonly [string, string],
): readonly [string, string] {
  if (comparedAs === 'text') return [`${from}::text`, `${to}::text`];
  return [comparedTerm(from, fromType), comparedTerm(to, toType)];
}

function isSameKey(column: PairedColumn): string {
  const [before, after] = keyPair(column);
  if (isKeyText(column)) return `${before} = ${after}`;
  return `${comparedTerm(before, column.fromType)} = ${comparedTerm(after, column.toType)}`;
}

function eitherKey(column: PairedColumn): string {
  return `coalesce(${keyPair(column).join(', ')})`;
}

function keyPair(column: PairedColumn): readonly [string, string] {
  const name = quoteIdentifier(column.name);
  if (!isKeyText(column)) return [`before.${name}`, `after.${name}`];
  return [keyText(`before.${name}`, column.fromType), keyText(`after.${name}`, column.toType)];
}

/** Whole numbers are the same in whichever of their types. */
function isKeyText(column: PairedColumn): boolean {
  return column.comparedAs === 'text' && keyOrder(column) === 'text';
}

function keyType(column: PairedColumn): string {
  return isKeyText(column) ? 'text' : column.fromType;
}

function list(items: readonly string[], type: string): string {
  return `array[${items.join(', ')}]::${type}[]`;
}
