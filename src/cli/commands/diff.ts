import { hasDifferences } from '../../core/comparison/comparison.ts';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { diffJson, formatDiff } from '../../report/format-diff.ts';
import type { KeyRequest } from '../../run/diff/choose-columns.ts';
import { diffRelations } from '../../run/diff/diff-relations.ts';
import { locateValue } from '../command-line-text.ts';
import { connectionSettings } from '../connection-of.ts';
import { diffSides } from '../diff-sides.ts';
import type { Invocation } from '../invocation.ts';
import { openProject } from '../open-project.ts';

const DEFAULT_LIMIT = 5;

/** `diff`: which rows differ between two as_ofs, two relations or two targets, and in what. */
export async function diff(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const key = keyRequest(invocation);
  const project = await openProject(invocation);
  const other = flags.withTarget === undefined ? undefined : await openOther(invocation);
  const { directory } = project;
  const place = await project.place();
  const otherPlace = await other?.place();
  const here = { manifest: project.manifest, target: place.target.name };
  const there =
    other && otherPlace ? { manifest: other.manifest, target: otherPlace.target.name } : here;
  const { from, to } = diffSides(invocation, { here, there });
  const settings = await connectionSettings({ directory, ...place }, shell);
  await using sessions = await openSessions({ settings, size: 1 });
  await using otherSessions =
    otherPlace &&
    (await openSessions({
      settings: await connectionSettings({ directory, ...otherPlace }, shell),
      size: 1,
    }));
  const comparison = await diffRelations({
    from,
    to,
    key,
    limit: flags.limit ?? DEFAULT_LIMIT,
    sessions,
    otherSessions,
    signal: shell.signal,
  });
  shell.answer(flags.json ? `${JSON.stringify(diffJson(comparison))}\n` : formatDiff(comparison));
  return flags.failOnChange && hasDifferences(comparison) ? 'fail' : 'success';
}

/** The same project as the other target has it; what it warns of has been said already. */
function openOther(invocation: Invocation) {
  const { flags } = invocation;
  return openProject({
    ...invocation,
    flags: { ...flags, target: flags.withTarget, quiet: true },
  });
}

function keyRequest({ flags, shell }: Invocation): KeyRequest | undefined {
  if (flags.key === undefined) return undefined;
  const location = locateValue(shell, ['--key'], flags.key);
  const columns = flags.key.split(',').map((name) => name.trim());
  if (columns.every((name) => name !== '')) return { columns: [...new Set(columns)], location };
  return fail('usage-argument', `--key must be columns like a,b, not "${flags.key}"`, {
    location,
    hint: 'name columns that tell the rows apart, with commas between them',
  });
}
