import { bug } from '../core/diagnostics/bug.ts';
import type { Column } from '../core/sql/column.ts';
import type { Statement } from '../core/sql/statement.ts';
import type { ResultField, Session } from './session.ts';

/** The columns of a select, found without running it. Fails as the select would fail to be planned. */
export async function describeQuery(session: Session, select: Statement): Promise<Column[]> {
  const { fields = [] } = await session.query(asSubselect(select));
  if (fields.length === 0) return [];
  const types = await formatTypes(session, fields);
  return fields.map((field) => ({
    name: field.name,
    type: types.get(typeKey(field)) ?? unnamed(field),
  }));
}

/** A type that PostgreSQL itself brings has one spelling for ever: these need not be asked for again. */
const FIRST_USER_OID = 16_384;
const builtIn = new Map<string, string>();

async function formatTypes(
  session: Session,
  fields: readonly ResultField[],
): Promise<ReadonlyMap<string, string>> {
  if (fields.every((field) => builtIn.has(typeKey(field)))) return builtIn;
  const { rows } = await session.query({
    sql: `select pg_catalog.format_type(type_oid, type_modifier) as type
from unnest((select $1::oid[]), (select $2::integer[])) with ordinality as field (type_oid, type_modifier, position)
order by position`,
    isRepeated: true,
    values: [fields.map((each) => each.typeOid), fields.map((each) => each.typeModifier)],
  });
  const found = new Map<string, string>();
  for (const [index, field] of fields.entries()) {
    const type = String(rows[index]?.['type']);
    found.set(typeKey(field), type);
    if (field.typeOid < FIRST_USER_OID) builtIn.set(typeKey(field), type);
  }
  return found;
}

function typeKey({ typeOid, typeModifier }: ResultField): string {
  return `${typeOid} ${typeModifier}`;
}

function unnamed({ name }: ResultField): never {
  return bug(`the type of "${name}" was not asked for`);
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
