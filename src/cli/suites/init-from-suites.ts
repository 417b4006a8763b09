import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Diagnostic, DiagnosticError, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { diagnosticJson } from '../../core/diagnostics/diagnostic-json.ts';
import { Problems } from '../../core/diagnostics/problems.ts';
import { suiteYaml } from '../../core/expectation/suite/suite-yaml.ts';
import {
  type TranslatedSuite,
  translateSuite,
} from '../../core/expectation/suite/translate-suite.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import { findProject, PROJECT_FILE } from '../../files/find-project.ts';
import { formatDiagnostics } from '../../report/format-diagnostic.ts';
import { diagnosticFormat } from '../diagnostic-format.ts';
import type { Invocation } from '../invocation.ts';
import { writeNewFiles } from '../new-files.ts';
import { projectName } from '../project-name.ts';
import type { Destination } from './destination.ts';
import { existingProject } from './existing-project.ts';
import { newProject } from './new-project.ts';
import { readSuites, type SuiteFile } from './read-suites.ts';
import { suiteProjectFiles } from './suite-project.ts';

/** A suite as it is to stand in the project. */
interface PlacedSuite {
  readonly file: SuiteFile;
  /** Below the project. */
  readonly path: string;
  readonly text: string;
  readonly translated: TranslatedSuite;
}

/**
 * `init --from-gx`: each suite becomes a file of expectations, in the project that is there or in a
 * new one. What has no translation stays in the file as a comment and is reported: exit code 1.
 */
export async function initFromSuites(invocation: Invocation): Promise<RunStatus> {
  const { args, flags, shell } = invocation;
  const suites = await readSuites(flags.fromGx, shell);
  const start = resolve(shell.directory, flags.projectDir ?? '.', args[0] ?? '.');
  const found = await projectAt(start, args[0] === undefined);
  const fresh = found === undefined ? newProject(start, flags.model) : undefined;
  const destination = fresh ?? (await existingProject(found ?? start, invocation));
  const placed = placeSuites(suites, destination);
  const files = Object.fromEntries(placed.map(({ path, text }) => [path, text]));
  const added =
    fresh &&
    suiteProjectFiles({
      name: projectName(start),
      tables: fresh.tables,
      vars: placed.flatMap(({ translated }) => translated.vars),
      parameters: suites.flatMap(({ suite }) => suite.parameters),
    });
  await writeNewFiles(
    destination.directory,
    { ...added, ...files },
    'move it away, or rename the suite in its file',
  );
  return report(placed, Object.keys(added ?? {}), destination.directory, invocation);
}

/** The directory of the project that the suites belong to; undefined: it is to be made. */
async function projectAt(start: string, mayBeAbove: boolean): Promise<string | undefined> {
  if (existsSync(join(start, PROJECT_FILE))) return start;
  if (!mayBeAbove) return undefined;
  try {
    return await findProject(start);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return undefined;
  }
}

function placeSuites(
  suites: readonly SuiteFile[],
  destination: Destination,
): readonly PlacedSuite[] {
  const problems = new Problems();
  const takenIds = new Set(destination.takenIds);
  const places = new Map<string, SuiteFile>();
  const placed = suites.map((file) =>
    problems.attempt((): PlacedSuite => {
      const { suite } = file;
      const about = destination.aboutOf(suite);
      const surroundings = { ...destination, parameters: suite.parameters };
      const translated = translateSuite(suite, about.name, surroundings, takenIds);
      for (const id of translated.ids) takenIds.add(id);
      const path = `${destination.expectationsPath}/${fileName(suite.name)}.yml`;
      const other = places.get(path);
      if (other !== undefined) {
        problems.error('init-file-exists', `"${path}" would be written twice`, {
          location: suite.location,
          notes: [{ message: 'the other suite', location: other.suite.location }],
          hint: 'rename one of the suites in its file',
        });
      }
      places.set(path, file);
      return { file, path, text: suiteYaml(suite, file.path, about, translated), translated };
    }),
  );
  problems.throwIfErrors();
  return placed.filter((each) => each !== undefined);
}

/** The suite's name as one part of a path. */
function fileName(name: string): string {
  const safe = name.replace(/[^\p{L}\p{N}_.-]+/gu, '_').replace(/^[.]+/, '');
  return safe === '' ? 'suite' : safe;
}

function report(
  placed: readonly PlacedSuite[],
  added: readonly string[],
  directory: string,
  { args, flags, shell }: Invocation,
): RunStatus {
  const diagnostics = placed.flatMap(({ translated }) => translated.untranslated.flatMap(untold));
  if (diagnostics.length > 0) {
    shell.progress(formatDiagnostics(diagnostics, diagnosticFormat(shell, shell.directory)));
  }
  const suites = placed.map(({ file, path, translated }) => ({
    suite: file.suite.name,
    from: file.path,
    file: path,
    translated: translated.table.length + translated.columns.flatMap(({ items }) => items).length,
    untranslated: translated.untranslated.length,
  }));
  if (flags.json) {
    const answer = {
      directory,
      files: [...added, ...suites.map(({ file }) => file)],
      suites,
      diagnostics: diagnostics.map(diagnosticJson),
    };
    shell.answer(`${JSON.stringify(answer)}\n`);
  } else {
    const change = args[0] === undefined ? '' : `cd ${args[0]} && `;
    const url = added.length === 0 ? '' : 'DATABASE_URL=postgresql://… ';
    const lines = [
      ...added.map((path) => `made ${path}`),
      ...suites.map(({ file, translated, untranslated }) => {
        const rest = untranslated === 0 ? '' : `, ${untranslated} not translated`;
        return `made ${file}: ${translated} expectation${translated === 1 ? '' : 's'}${rest}`;
      }),
      `next: ${change}${url}npx asof test`,
    ];
    shell.answer(`${lines.join('\n')}\n`);
  }
  return diagnostics.length > 0 ? 'fail' : 'success';
}

function untold({ problems }: TranslatedSuite['untranslated'][number]): readonly Diagnostic[] {
  return problems.map(({ message, location, hint, notes }) =>
    diagnostic('suite-expectation', `not translated: ${message}`, { location, hint, notes }),
  );
}
