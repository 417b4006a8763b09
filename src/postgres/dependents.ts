import { type Relation, renderRelation } from '../core/sql/relation.ts';
import { oneOf, optionalText, text } from './row.ts';
import type { Session } from './session.ts';

export const DEPENDENT_KINDS = [
  'view',
  'materialized view',
  'rule',
  'function',
  'column',
  'foreign key',
  'trigger',
  'policy',
  'row level security',
  'publication',
  'child table',
  'parent table',
  'extended statistics',
  'sequence',
  'grant',
  'column grant',
  'comment',
  'column comment',
] as const;
export type DependentKind = (typeof DEPENDENT_KINDS)[number];

/** Something that hangs on a table, and that dropping or replacing the table would lose. */
export interface Dependent {
  readonly kind: DependentKind;
  /** As people read it: `reports.daily`, `orders.user_fk`, `select to analyst`. */
  readonly name: string;
  /** The SQL that made it, or the text of a comment, where there is one. */
  readonly definition: string | undefined;
}

/** What hangs on a relation, views upon views included, by kind and name. */
export async function readDependents(
  session: Session,
  relation: Relation,
): Promise<readonly Dependent[]> {
  const { rows } = await session.query({
    sql: READ_DEPENDENTS,
    isRepeated: true,
    values: [renderRelation(relation)],
  });
  return rows.map((row) => ({
    kind: oneOf(row, 'kind', DEPENDENT_KINDS),
    name: text(row, 'name'),
    definition: optionalText(row, 'definition'),
  }));
}

const READ_DEPENDENTS = `with recursive self as (
  select c.oid, c.reltype, c.relacl, c.relowner, c.relrowsecurity, c.relforcerowsecurity
  from pg_catalog.pg_class as c
  where c.oid = pg_catalog.to_regclass($1)
),
-- the relation and every view that reads it, directly or through others
reached (oid, depth) as (
  select oid, 0 from self
  union
  select r.ev_class, reached.depth + 1
  from reached
  join pg_catalog.pg_depend as d
    on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = reached.oid
    and d.classid = 'pg_catalog.pg_rewrite'::regclass
  join pg_catalog.pg_rewrite as r on r.oid = d.objid
  where r.ev_class <> reached.oid and r.rulename = '_RETURN'
),
reached_types as (
  select c.reltype as oid from pg_catalog.pg_class as c join reached using (oid) where c.reltype <> 0
  union
  select t.typarray from pg_catalog.pg_class as c
  join reached using (oid)
  join pg_catalog.pg_type as t on t.oid = c.reltype
  where t.typarray <> 0
),
found (kind, name, definition) as (
  select case c.relkind when 'm' then 'materialized view' else 'view' end,
    c.oid::regclass::text, pg_catalog.pg_get_viewdef(c.oid)
  from reached
  join pg_catalog.pg_class as c using (oid)
  where reached.depth > 0
  union
  select 'rule', r.ev_class::regclass || '.' || r.rulename, pg_catalog.pg_get_ruledef(r.oid)
  from pg_catalog.pg_rewrite as r
  where r.rulename <> '_RETURN' and (
    r.ev_class in (select oid from self)
    or r.oid in (
      select d.objid from pg_catalog.pg_depend as d
      join self on d.refobjid = self.oid
      where d.classid = 'pg_catalog.pg_rewrite'::regclass
        and d.refclassid = 'pg_catalog.pg_class'::regclass
    )
  )
  union
  -- arguments and results of its row type, and bodies that the server has parsed
  select 'function', p.oid::regprocedure::text,
    case when p.prokind in ('f', 'p') then pg_catalog.pg_get_functiondef(p.oid) end
  from pg_catalog.pg_depend as d
  join pg_catalog.pg_proc as p on p.oid = d.objid
  where d.classid = 'pg_catalog.pg_proc'::regclass and (
    d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid in (select oid from reached)
    or d.refclassid = 'pg_catalog.pg_type'::regclass and d.refobjid in (select oid from reached_types)
  )
  union
  select 'column', a.attrelid::regclass || '.' || a.attname,
    pg_catalog.format_type(a.atttypid, a.atttypmod)
  from pg_catalog.pg_depend as d
  join pg_catalog.pg_attribute as a on a.attrelid = d.objid and a.attnum = d.objsubid
  where d.classid = 'pg_catalog.pg_class'::regclass
    and d.refclassid = 'pg_catalog.pg_type'::regclass
    and d.refobjid in (select oid from reached_types)
    and not a.attisdropped
    and a.attrelid not in (select oid from reached)
  union
  select 'foreign key', k.conrelid::regclass || '.' || k.conname,
    pg_catalog.pg_get_constraintdef(k.oid)
  from pg_catalog.pg_constraint as k
  join self on k.confrelid = self.oid
  where k.contype = 'f' and k.conrelid <> self.oid and k.conparentid = 0
  union
  select 'trigger', t.tgname::text, pg_catalog.pg_get_triggerdef(t.oid)
  from pg_catalog.pg_trigger as t
  join self on t.tgrelid = self.oid
  where not t.tgisinternal and t.tgparentid = 0
  union
  select 'policy', p.polname::text,
    concat_ws(' ', 'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
      'with check ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
  from pg_catalog.pg_policy as p
  join self on p.polrelid = self.oid
  union
  select 'row level security', case when relforcerowsecurity then 'forced' else 'enabled' end, null
  from self
  where relrowsecurity
  union
  select 'publication', p.pubname::text, null
  from pg_catalog.pg_publication_rel as r
  join pg_catalog.pg_publication as p on p.oid = r.prpubid
  join self on r.prrelid = self.oid
  union
  select 'child table', i.inhrelid::regclass::text, null
  from pg_catalog.pg_inherits as i
  join self on i.inhparent = self.oid
  union
  select 'parent table', i.inhparent::regclass::text, null
  from pg_catalog.pg_inherits as i
  join self on i.inhrelid = self.oid
  union
  select 'extended statistics', s.stxnamespace::regnamespace || '.' || s.stxname,
    pg_catalog.pg_get_statisticsobjdef(s.oid)
  from pg_catalog.pg_statistic_ext as s
  join self on s.stxrelid = self.oid
  union
  -- of serial columns; those of identities are part of the column
  select 'sequence', d.objid::regclass::text, null
  from pg_catalog.pg_depend as d
  join self on d.refobjid = self.oid
  join pg_catalog.pg_class as c on c.oid = d.objid and c.relkind = 'S'
  where d.classid = 'pg_catalog.pg_class'::regclass
    and d.refclassid = 'pg_catalog.pg_class'::regclass and d.deptype = 'a'
  union
  select 'grant', lower(g.privilege_type) || ' to '
      || coalesce(quote_ident(nullif(pg_catalog.pg_get_userbyid(g.grantee), 'unknown (OID=0)')), 'public'),
    case when g.is_grantable then 'with grant option' end
  from self
  cross join pg_catalog.aclexplode(self.relacl) as g
  where g.grantee <> self.relowner
  union
  select 'column grant', lower(g.privilege_type) || ' (' || a.attname || ') to '
      || coalesce(quote_ident(nullif(pg_catalog.pg_get_userbyid(g.grantee), 'unknown (OID=0)')), 'public'),
    case when g.is_grantable then 'with grant option' end
  from self
  join pg_catalog.pg_attribute as a on a.attrelid = self.oid and not a.attisdropped
  cross join pg_catalog.aclexplode(a.attacl) as g
  where g.grantee <> self.relowner
  union
  select case when d.objsubid = 0 then 'comment' else 'column comment' end,
    coalesce(a.attname::text, 'on the relation'), d.description
  from self
  join pg_catalog.pg_description as d
    on d.classoid = 'pg_catalog.pg_class'::regclass and d.objoid = self.oid
  left join pg_catalog.pg_attribute as a
    on a.attrelid = self.oid and a.attnum = d.objsubid and d.objsubid > 0
)
select kind, name, definition from found order by kind, name, definition`;
