import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import { findNativePackage } from '../../embedded/native/platform-package.ts';
import { formatConnection } from '../../postgres/connection-settings.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { padEnd } from '../../report/display-width.ts';
import { formatDiagnostics } from '../../report/format-diagnostic.ts';
import { plural } from '../../report/plural.ts';
import { connectionSettings } from '../connection-of.ts';
import { databaseFindings, type Finding } from '../database-findings.ts';
import { diagnosticFormat, paintOf } from '../diagnostic-format.ts';
import type { Invocation } from '../invocation.ts';
import { openProject } from '../open-project.ts';
import { asofVersion } from '../package-facts.ts';
import { projectDirectory } from '../project-directory.ts';

const OLDEST_NODE = [20, 19] as const;

/** `debug`: each thing that a build needs, whether it is there, and what to do when it is not. */
export async function debug(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const findings: Finding[] = [];
  const found = (finding: Finding) => {
    findings.push(finding);
    if (!flags.json) shell.answer(findingText(finding, invocation));
  };
  found(nodeFinding());
  try {
    const { directory, manifest, asOf, load } = await openProject(invocation);
    const loaded = await load();
    const { project, target } = loaded;
    const count = plural(Object.keys(manifest.nodes).length, 'node');
    found({ name: 'project', isOk: true, detail: `${project.name}, ${count}, ${directory}` });
    found({ name: 'target', isOk: true, detail: `${target.name}, ${target.connection.type}` });
    if (asOf !== undefined) found({ name: 'as_of', isOk: true, detail: asOf });
    if (target.connection.type === 'embedded') {
      found({ name: 'package', isOk: true, detail: `PostgreSQL ${findNativePackage().version}` });
    }
    const settings = await connectionSettings({ directory, ...loaded }, shell);
    await using sessions = await openSessions({ settings, size: 1 });
    found({ name: 'connection', isOk: true, detail: formatConnection(settings) });
    for (const each of await databaseFindings(sessions, target, manifest)) found(each);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const { code, message, hint } of error.diagnostics) {
      findings.push({ name: code, isOk: false, detail: message, hint });
    }
    const directory = await projectDirectory(flags.projectDir, shell).catch(() => undefined);
    const format = diagnosticFormat(shell, directory);
    if (!flags.json) shell.answer(formatDiagnostics(error.diagnostics, format));
  }
  if (flags.json) shell.answer(`${JSON.stringify({ findings: findings.map(findingJson) })}\n`);
  return findings.every(({ isOk }) => isOk) ? 'success' : 'fail';
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldest, oldestMinor] = OLDEST_NODE;
  return {
    name: 'asof',
    isOk: major > oldest || (major === oldest && minor >= oldestMinor),
    detail: `${asofVersion()} on node ${process.versions.node}, ${process.platform} ${process.arch}`,
    hint: `use node ${OLDEST_NODE.join('.')} or later`,
  };
}

function findingText({ name, isOk, detail, hint }: Finding, { shell }: Invocation): string {
  const paint = paintOf(shell);
  const word = isOk ? paint('green', 'ok  ') : paint('red', 'FAIL');
  const advice = isOk || hint === undefined ? '' : `      hint: ${hint}\n`;
  return `${word}  ${padEnd(name, 12)}${detail}\n${advice}`;
}

function findingJson({ name, isOk, detail, hint }: Finding) {
  return { name, ok: isOk, detail, hint: isOk ? null : (hint ?? null) };
}
