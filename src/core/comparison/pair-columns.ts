import type { Column } from '../sql/column.ts';

/** A column that both sides have. */
export interface PairedColumn {
  readonly name: string;
  readonly fromType: string;
  readonly toType: string;
  /** Values of two types are compared as they are written. */
  readonly comparedAs: 'value' | 'text';
}

export interface PairedColumns {
  /** In the order of the key; without those that a side lacks. */
  readonly key: readonly PairedColumn[];
  readonly values: readonly PairedColumn[];
  /** Only the second side has them. */
  readonly added: readonly string[];
  /** Only the first side has them. */
  readonly removed: readonly string[];
}

/** Which columns of two sides are compared with each other, and how; those of `hidden` are not. */
export function pairColumns(
  from: readonly Column[],
  to: readonly Column[],
  { key, hidden }: { readonly key: readonly string[]; readonly hidden: ReadonlySet<string> },
): PairedColumns {
  const isCompared = ({ name }: Column) => !key.includes(name) && !hidden.has(name);
  return {
    key: key.flatMap((name) => paired(from, to, name)),
    values: from.filter(isCompared).flatMap(({ name }) => paired(from, to, name)),
    added: without(to.filter(isCompared), from),
    removed: without(from.filter(isCompared), to),
  };
}

function paired(
  from: readonly Column[],
  to: readonly Column[],
  name: string,
): readonly PairedColumn[] {
  const fromType = typeOf(from, name);
  const toType = typeOf(to, name);
  if (fromType === undefined || toType === undefined) return [];
  const isSame = withoutModifier(fromType) === withoutModifier(toType);
  return [{ name, fromType, toType, comparedAs: isSame ? 'value' : 'text' }];
}

function typeOf(columns: readonly Column[], name: string): string | undefined {
  return columns.find((column) => column.name === name)?.type;
}

function without(columns: readonly Column[], others: readonly Column[]): readonly string[] {
  return columns.flatMap(({ name }) => (typeOf(others, name) === undefined ? [name] : []));
}

/** `numeric(10,2)` and `numeric` are one type, of which one value has one meaning. */
function withoutModifier(type: string): string {
  return type.startsWith('"') ? type : type.replace(/\(\d+(?:,-?\d+)?\)/, '');
}
