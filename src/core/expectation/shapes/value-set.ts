import type { Column } from '../../sql/column.ts';
import { columnFamily } from './column-family.ts';
import type { Scalar } from './kwargs.ts';
import { renderScalar } from './render-scalar.ts';

/** `1, 2, 3`: members as the column's type. */
export function renderSet(members: readonly Scalar[], column: Column): string {
  return members.map((member) => renderMember(member, column)).join(', ');
}

/** SQL that is true where the value is a member; of an empty set none is, of no set any. */
export function isMember(
  value: string,
  members: readonly Scalar[] | undefined,
  column: Column,
): string {
  if (members === undefined) return 'true';
  return members.length === 0 ? 'false' : `${value} in (${renderSet(members, column)})`;
}

/** A member of a set as the column's type; in a set for text, YAML's `1` and `true` are text. */
export function renderMember(member: Scalar, column: Column): string {
  const isText = columnFamily(column) === 'text';
  return renderScalar(isText ? String(member) : member, column, 'a member of the set');
}
