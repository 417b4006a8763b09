import { type Relation, renderRelation } from '../core/sql/relation.ts';
import { text } from './row.ts';
import type { Session } from './session.ts';

/** Who but its owner holds which privilege on a relation: roles by privilege, in lower case. */
export async function readGrants(
  session: Session,
  relation: Relation,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { rows } = await session.query({
    sql: `select lower(acl.privilege_type) as privilege, coalesce(role.rolname, 'public')::text as role
from pg_catalog.pg_class as relation
cross join pg_catalog.aclexplode(relation.relacl) as acl
left join pg_catalog.pg_roles as role on role.oid = acl.grantee
where relation.oid = pg_catalog.to_regclass($1) and acl.grantee <> relation.relowner
order by privilege, role`,
    values: [renderRelation(relation)],
  });
  const held: Record<string, string[]> = {};
  for (const row of rows) {
    const roles = held[text(row, 'privilege')] ?? [];
    roles.push(text(row, 'role'));
    held[text(row, 'privilege')] = roles;
  }
  return held;
}
