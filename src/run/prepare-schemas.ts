import { quoteIdentifier } from '../core/sql/quote.ts';
import { lockKey, withAdvisoryLock } from '../postgres/advisory-lock.ts';
import type { RunContext } from './run-context.ts';

/** Makes the schemas that the plan's nodes go to: once, since two at once would collide. */
export async function prepareSchemas({
  plan,
  manifest,
  sessions,
  signal,
}: RunContext): Promise<void> {
  const schemas = new Set<string>();
  for (const task of Object.values(plan.tasks)) {
    const node = manifest.nodes[task.node];
    if (task.type !== 'seed' && task.type !== 'model') continue;
    if (node === undefined || node.kind === 'expectation' || node.relation === undefined) continue;
    schemas.add(node.relation.schema);
  }
  if (schemas.size === 0) return;
  await sessions.use(async (session) => {
    const { rows } = await session.query({
      sql: 'select nspname::text as name from pg_catalog.pg_namespace where nspname = any ($1)',
      values: [[...schemas]],
    });
    const missing = [...schemas].filter((name) => !rows.some((row) => row['name'] === name));
    if (missing.length === 0) return;
    await withAdvisoryLock(session, lockKey('asof schemas'), async () => {
      for (const name of missing)
        await session.query(`create schema if not exists ${quoteIdentifier(name)}`);
    });
  }, signal);
}
