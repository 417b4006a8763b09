import {
  type ComparedColumn,
  type ComparedSide,
  type Comparison,
  type DifferingCell,
  type DifferingRow,
  hasDifferences,
} from '../core/comparison/comparison.ts';
import { exactJson } from '../core/diagnostics/exact-json.ts';
import type { Json } from '../core/diagnostics/json.ts';
import { truncate } from './display-width.ts';
import { formatTable } from './format-table.ts';
import { formatCount, plural } from './plural.ts';
import { printable } from './printable.ts';

const COUNTED = [
  { name: '', align: 'left' },
  { name: 'rows', align: 'right' },
] as const;
const CHANGED = [
  { name: 'column', align: 'left' },
  { name: 'changed', align: 'right' },
] as const;
const MAX_VALUE_WIDTH = 60;

/** Two sides, how many rows differ and in which columns, and the first of them with both values. */
export function formatDiff(comparison: Comparison): string {
  const { from, to, key, counts, rows } = comparison;
  const total = counts.added + counts.removed + counts.changed;
  const kinds = (['added', 'removed', 'changed', 'unchanged'] as const).map((kind) => [
    kind,
    formatCount(counts[kind]),
  ]);
  const changed = comparison.columns.filter((column) => column.changed > 0);
  const paragraphs = [
    [`${sideText(from, to)} -> ${sideText(to, from)}, by ${key.join(', ')}`],
    formatTable(COUNTED, kinds),
    changed.length === 0
      ? []
      : formatTable(
          CHANGED,
          changed.map(({ name, changed: count }) => [name, formatCount(count)]),
        ),
    columnLines(comparison),
    rows.flatMap((row) => rowLines(row, key)),
    total > rows.length ? [`and ${plural(total - rows.length, 'row')} more`] : [],
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** `public.totals of 2024-01-31`, with its target where the other side has another one. */
function sideText({ relation, asOf, target }: ComparedSide, other: ComparedSide): string {
  const of = asOf === undefined ? '' : ` of ${asOf}`;
  return printable(`${relation}${of}${target === other.target ? '' : ` in ${target}`}`);
}

function columnLines(comparison: Comparison): readonly string[] {
  const { addedColumns, removedColumns, uncomparedColumns } = comparison;
  return [
    ...named('columns added', addedColumns),
    ...named('columns removed', removedColumns),
    ...named('columns not compared', uncomparedColumns),
    ...comparison.columns.filter(isRetyped).map(retypedLine),
  ].map(printable);
}

function named(title: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${title}: ${names.join(', ')}`];
}

function isRetyped({ fromType, toType }: ComparedColumn): boolean {
  return fromType !== toType;
}

function retypedLine({ name, fromType, toType, comparedAs }: ComparedColumn): string {
  const how = comparedAs === 'text' ? ', compared as text' : '';
  return `type of ${name}: ${fromType} -> ${toType}${how}`;
}

function rowLines({ kind, key, cells }: DifferingRow, names: readonly string[]): readonly string[] {
  const keys = names.map((name, index) => `${name} = ${valueText(key[index])}`);
  return [
    printable(`${kind} ${keys.join(', ')}`),
    ...cells.map((cell) => `  ${cellText(cell, kind)}`),
  ];
}

/** `amount: 7.00 -> 9.00`, or the one value that there is. */
function cellText({ column, from, to }: DifferingCell, kind: DifferingRow['kind']): string {
  const values = { added: [to], removed: [from], changed: [from, to] }[kind];
  return `${printable(column)}: ${values.map(valueText).join(' -> ')}`;
}

/** On one line; a text that could be taken for none, or for NULL, is in quotes. */
function valueText(value: string | undefined): string {
  if (value === undefined) return 'NULL';
  if (value === '' || value === 'NULL' || value.trim() !== value) return JSON.stringify(value);
  const line = printable(value).replaceAll('\n', '⏎').replaceAll('\t', ' ');
  return truncate(line, MAX_VALUE_WIDTH);
}

/** The object that `diff --json` prints. */
export function diffJson(comparison: Comparison): Json {
  const { key, counts } = comparison;
  return exactJson({
    from: sideJson(comparison.from),
    to: sideJson(comparison.to),
    key,
    is_different: hasDifferences(comparison),
    rows: { ...counts },
    columns: comparison.columns.map((column) => ({
      column: column.name,
      from_type: column.fromType,
      to_type: column.toType,
      compared_as: column.comparedAs,
      changed: column.changed,
    })),
    added_columns: comparison.addedColumns,
    removed_columns: comparison.removedColumns,
    uncompared_columns: comparison.uncomparedColumns,
    first_rows: comparison.rows.map((row) => ({
      kind: row.kind,
      key: Object.fromEntries(key.map((name, index) => [name, row.key[index] ?? null])),
      cells: row.cells.map(({ column, from, to }) => ({
        column,
        from: from ?? null,
        to: to ?? null,
      })),
    })),
  });
}

function sideJson({ node, relation, asOf, target }: ComparedSide): Json {
  return { node: node ?? null, relation, as_of: asOf ?? null, target };
}
