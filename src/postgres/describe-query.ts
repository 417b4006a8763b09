import type { Column } from '../core/sql/column.ts';
import type { Statement } from '../core/sql/statement.ts';
import type { Session } from './session.ts';

/** The columns of a select, found without running it. Fails as the select would fail to be planned. */
export async function describeQuery(session: Session, select: Statement): Promise<Column[]> {
  const { fields = [] } = await session.query(asSubselect(select));
  if (fields.length === 0) return [];
  const { rows } = await session.query({
    sql: `select pg_catalog.format_type(type_oid, type_modifier) as type
from unnest($1::oid[], $2::integer[]) with ordinality as field (type_oid, type_modifier, position)
order by position`,
    values: [fields.map((each) => each.typeOid), fields.map((each) => each.typeModifier)],
  });
  return fields.map((field, index) => ({ name: field.name, type: String(rows[index]?.['type']) }));
}

/** On lines of its own: the select may end in a comment. */
function asSubselect(select: Statement): Statement {
  const before = 'select * from (\n';
  const { origin } = select;
  return {
    ...select,
    sql: `${before}${select.sql}\n) as q limit 0`,
    ...(origin && { origin: { ...origin, offset: origin.offset + before.length } }),
  };
}
