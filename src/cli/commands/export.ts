import { relative } from 'node:path';
import { DiagnosticError, fail } from '../../core/diagnostics/diagnostic.ts';
import { compileBasis } from '../../core/plan/compile-basis.ts';
import { type ExportManifest, exportManifestJson } from '../../core/plan/export.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { readGitCommit } from '../../files/git-commit.ts';
import {
  checkDestination,
  type ExportFile,
  manifestPath,
  openExportFile,
} from '../../files/write-export.ts';
import { hasJournal, migrate } from '../../journal/migrate.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { formatDiagnostics } from '../../report/format-diagnostic.ts';
import { formatExport } from '../../report/format-export.ts';
import { exportNode } from '../../run/export/export-node.ts';
import { locateValue, locateWord } from '../command-line-text.ts';
import { connectionSettings, searchPathOf } from '../connection-of.ts';
import { diagnosticFormat } from '../diagnostic-format.ts';
import type { Invocation } from '../invocation.ts';
import { nodeNamed } from '../node-named.ts';
import { openProject, type Workspace } from '../open-project.ts';
import { asofVersion } from '../package-facts.ts';

/** `export`: the rows of a node at an as_of as a CSV file, the same bytes every time. */
export async function exportRows(invocation: Invocation): Promise<RunStatus> {
  const { args, flags, shell } = invocation;
  const asOf = givenAsOf(invocation);
  const project = await openProject(invocation, asOf === undefined ? {} : { asOf });
  const [name = ''] = args;
  const node = nodeNamed(name, project.manifest, shell);
  const full = await destinationOf(project, invocation);
  const { target, environment } = await project.place();
  const { directory, manifest } = project;
  const settings = await connectionSettings({ directory, target, environment }, shell);
  await using sessions = await openSessions({
    settings,
    size: 1,
    searchPath: searchPathOf(target),
  });
  const schema = `${target.schemaPrefix}asof`;
  await sessions.use(async (session) => {
    if (!(await hasJournal({ session, schema }))) {
      fail('node-not-built', `"${node.name}" is not built yet: this database holds nothing`, {
        location: locateWord(shell, name),
        hint: `build it first: ${shell.program} backfill`,
      });
    }
    await migrate({ session, schema });
  }, shell.signal);
  await using opened = new Opened();
  try {
    const { warnings, ...exported } = await exportNode({
      node,
      asOf: project.asOf,
      manifest,
      sessions,
      schema,
      compile: async () => compileBasis(await project.load())('export'),
      signal: shell.signal,
      openTarget: async () => (await opened.open(full)).target,
    });
    const file = await opened.open(full);
    const described: ExportManifest = {
      node: node.id,
      relation:
        node.kind === 'expectation' || node.relation === undefined
          ? undefined
          : formatRelation(node.relation),
      ...exported,
      ...file.digest(),
      gitCommit: await readGitCommit(directory),
      asofVersion: asofVersion(),
    };
    const json = exportManifestJson(described);
    await file.publish(`${JSON.stringify(json, undefined, 2)}\n`);
    const shown = flags.out ?? relative(directory, full);
    shell.answer(
      flags.json
        ? `${JSON.stringify({ file: shown, manifest_file: manifestPath(shown), ...json })}\n`
        : formatExport(described, shown),
    );
    shell.progress(formatDiagnostics(warnings, diagnosticFormat(shell, directory)));
    return 'success';
  } catch (error) {
    return writingFailed(error, full);
  }
}

/** The file that is written, once; gone with the command unless it was published. */
class Opened implements AsyncDisposable {
  #file: ExportFile | undefined;

  async open(full: string): Promise<ExportFile> {
    this.#file ??= await openExportFile(full);
    return this.#file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.[Symbol.asyncDispose]();
  }
}

function givenAsOf({ flags, shell }: Invocation): string | undefined {
  const [asOf, another] = flags.asOfs;
  if (another === undefined) return asOf;
  return fail('usage-argument', 'an export is of one as_of', {
    location: locateWord(shell, '--as-of'),
    hint: 'export each to a file of its own',
  });
}

async function destinationOf(project: Workspace, { flags, shell }: Invocation): Promise<string> {
  const { out } = flags;
  if (out === undefined) {
    return fail('usage-argument', 'an export needs a file to write to', {
      hint: 'add --out training_set.csv, or .csv.gz',
    });
  }
  const { paths } = (await project.load()).files;
  return checkDestination({
    path: out,
    from: shell.directory,
    directory: project.directory,
    projectPaths: [...Object.values<string>({ ...paths }), '.asof', '.git'],
    isForced: flags.force,
    location: locateValue(shell, ['--out', '-o'], out),
  });
}

/** What the disk refuses is the user's to mend; anything else is not about the file. */
function writingFailed(error: unknown, full: string): never {
  const isSystem = error instanceof Error && 'syscall' in error && 'code' in error;
  if (error instanceof DiagnosticError || !isSystem) throw error;
  return fail('export-file', `"${full}" cannot be written: ${error.message}`, {
    hint: 'nothing was replaced; make room or choose another place, and export again',
  });
}
