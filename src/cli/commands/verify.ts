import type { RunStatus } from '../../core/plan/run-result.ts';
import type { Verification } from '../../core/plan/verification.ts';
import { hasJournal, migrate } from '../../journal/migrate.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { formatDiagnostics } from '../../report/format-diagnostic.ts';
import { formatVerification, verificationJson } from '../../report/format-verification.ts';
import { verifyNodes } from '../../run/verify/verify-nodes.ts';
import { connectionSettings } from '../connection-of.ts';
import { diagnosticFormat } from '../diagnostic-format.ts';
import type { Invocation } from '../invocation.ts';
import { openProject } from '../open-project.ts';
import { selectNodes } from '../select-nodes.ts';

/** `verify`: recomputes the seals, and compares what else the journal says with the tables. */
export async function verify(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const { directory, manifest, place } = await openProject(invocation);
  const selection = selectNodes(manifest, invocation);
  const { target, environment } = await place();
  const settings = await connectionSettings({ directory, target, environment }, shell);
  await using sessions = await openSessions({ settings, size: target.connections });
  const schema = `${target.schemaPrefix}asof`;
  const isKnown = await sessions.use(async (session) => {
    const isThere = await hasJournal({ session, schema });
    if (isThere) await migrate({ session, schema });
    return isThere;
  }, shell.signal);
  const startedMs = performance.now();
  const { asOfs } = flags;
  const found: Verification = isKnown
    ? await verifyNodes({ manifest, selection, asOfs, sessions, schema, signal: shell.signal })
    : { nodes: [], stale: [] };
  const durationMs = performance.now() - startedMs;
  const findings = [...found.nodes.flatMap((node) => node.findings), ...found.stale];
  shell.answer(
    flags.json
      ? `${JSON.stringify(verificationJson(found))}\n`
      : formatVerification(found, durationMs),
  );
  shell.progress(formatDiagnostics(findings, diagnosticFormat(shell, directory)));
  return findings.some((each) => each.severity === 'error') ? 'fail' : 'success';
}
