import type { RunStatus } from '../../core/plan/run-result.ts';
import { hasJournal, migrate } from '../../journal/migrate.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { formatStatus, statusJson } from '../../report/format-status.ts';
import { readStatus } from '../../run/status/read-status.ts';
import { connectionSettings } from '../connection-of.ts';
import type { Invocation } from '../invocation.ts';
import { openProject } from '../open-project.ts';
import { selectNodes } from '../select-nodes.ts';

/** `status`: what the database holds of each node, what is sealed, what is stale, its last result. */
export async function status(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const { directory, manifest, place } = await openProject(invocation);
  const selection = selectNodes(manifest, invocation);
  const { target, environment } = await place();
  const settings = await connectionSettings({ directory, target, environment }, shell);
  await using sessions = await openSessions({ settings, size: 1 });
  const held = await sessions.use(async (session) => {
    const journal = { session, schema: `${target.schemaPrefix}asof` };
    // a database that asof never worked on is left as it is
    if (!(await hasJournal(journal))) return undefined;
    await migrate(journal);
    return readStatus(journal, manifest);
  }, shell.signal);
  const nodes = (held ?? []).filter(({ node }) => selection.has(node));
  if (flags.json) shell.answer(`${JSON.stringify(statusJson(target.name, nodes))}\n`);
  else if (held === undefined) shell.answer(`nothing is built on target "${target.name}" yet\n`);
  else shell.answer(formatStatus(nodes));
  return 'success';
}
