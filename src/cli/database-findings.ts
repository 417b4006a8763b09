import type { Manifest } from '../core/manifest/manifest.ts';
import type { Node } from '../core/manifest/node.ts';
import type { Target } from '../core/project/target.ts';
import type { Session, Sessions } from '../postgres/session.ts';

/** One thing that a build needs. */
export interface Finding {
  readonly name: string;
  readonly isOk: boolean;
  readonly detail: string;
  /** What to do when it is not there. */
  readonly hint?: string | undefined;
}

const OLDEST_SERVER = 150_000;

/** What a connected server says about itself, our rights in it, and the journal. */
export async function databaseFindings(
  sessions: Sessions,
  target: Target,
  manifest: Manifest,
): Promise<readonly Finding[]> {
  const schemas = schemasOf(manifest);
  const journal = `${target.schemaPrefix}asof`;
  const isDirect = await hasSessionsOfItsOwn(sessions);
  const query = {
    sql: `select current_setting('server_version') as version,
  current_setting('server_version_num')::int >= ${OLDEST_SERVER} as is_new_enough,
  pg_catalog.has_database_privilege(current_database(), 'create') as may_create_schemas,
  array(
    select name from unnest($1::text[]) as name
    where not exists (select from pg_catalog.pg_namespace where nspname = name)
  ) as absent_schemas,
  array(
    select nspname::text from pg_catalog.pg_namespace
    where nspname = any ($1) and not pg_catalog.has_schema_privilege(oid, 'create')
    order by 1
  ) as closed_schemas,
  pg_catalog.to_regclass(pg_catalog.quote_ident($2) || '.runs') is not null as has_journal`,
    values: [schemas, journal],
  };
  const { rows } = await sessions.use((session) => session.query(query));
  const row = rows[0] ?? {};
  const closed = names(row['closed_schemas']);
  const absent = names(row['absent_schemas']);
  const mayCreate = row['may_create_schemas'] === true;
  return [
    {
      name: 'server',
      isOk: row['is_new_enough'] === true,
      detail: `PostgreSQL ${String(row['version'])}`,
      hint: 'use PostgreSQL 15 or later',
    },
    {
      name: 'proxy',
      isOk: isDirect,
      detail: isDirect ? 'none' : 'something between here and the server shares its connections',
      hint: 'connect to the server itself, or to a proxy in session mode: locks belong to sessions',
    },
    {
      name: 'rights',
      isOk: closed.length === 0 && (mayCreate || absent.length === 0),
      detail: rightsDetail(closed, mayCreate ? [] : absent),
      hint: 'grant create on the schemas, or on the database, to the user of the target',
    },
    {
      name: 'journal',
      isOk: true,
      detail:
        row['has_journal'] === true
          ? `schema ${journal}`
          : `schema ${journal}, made by the first run`,
    },
  ];
}

/**
 * A proxy that gives a connection another backend for each transaction shows itself when a second
 * connection holds a transaction open: it has our backend, or we get another.
 */
async function hasSessionsOfItsOwn(sessions: Sessions): Promise<boolean> {
  await using ours = await sessions.open();
  await using other = await sessions.open();
  const before = await backendOf(ours);
  await other.query('begin');
  const others = await backendOf(other);
  const after = await backendOf(ours);
  await other.query('rollback');
  return before === after && others !== before;
}

async function backendOf(session: Session): Promise<unknown> {
  const { rows } = await session.query('select pg_catalog.pg_backend_pid() as process_id');
  return rows[0]?.['process_id'];
}

function rightsDetail(closed: readonly string[], absent: readonly string[]): string {
  const lacks = [
    ...closed.map((schema) => `may not create tables in "${schema}"`),
    ...absent.map((schema) => `may not create the schema "${schema}"`),
  ];
  return lacks.length === 0 ? 'may create what the project needs' : lacks.join('; ');
}

/** The schemas that a build writes to. */
function schemasOf(manifest: Manifest): readonly string[] {
  const schemas = Object.values<Node>(manifest.nodes).flatMap((node) => {
    if (node.kind === 'expectation' || node.kind === 'source') return [];
    return node.relation === undefined ? [] : [node.relation.schema];
  });
  return [...new Set(schemas)].sort();
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
