import { CommanderError } from 'commander';
import { type Diagnostic, DiagnosticError } from '../core/diagnostics/diagnostic.ts';
import { diagnosticJson } from '../core/diagnostics/diagnostic-json.ts';
import type { RunStatus } from '../core/plan/run-result.ts';
import { maskSecrets } from '../core/project/secrets.ts';
import { formatDiagnostics } from '../report/format-diagnostic.ts';
import { maskedJson } from '../report/json-reporter.ts';
import { annotationFormat, isAnnotating } from './annotations.ts';
import { formatBug } from './bug-report.ts';
import { locateValue } from './command-line-text.ts';
import { diagnosticFormat } from './diagnostic-format.ts';
import type { Flags } from './flags.ts';
import { writeJUnitError } from './junit-file.ts';
import { asofVersion } from './package-facts.ts';
import { createProgram } from './program.ts';
import { projectDirectory } from './project-directory.ts';
import type { Shell } from './shell.ts';
import { usageDiagnostic } from './usage-error.ts';

/** Finds the command, runs its body, and shows whatever goes wrong on the way. */
export async function runCommandLine(outer: Shell): Promise<RunStatus> {
  let lastAnswer = '';
  const shell: Shell = {
    ...outer,
    answer: (text) => {
      lastAnswer = text;
      outer.answer(text);
    },
  };
  let status: RunStatus = 'success';
  let given: Flags | undefined;
  const program = createProgram(shell.program, {
    write: shell.answer,
    writeError: shell.progress,
    version: asofVersion,
    locate: (option, value) => locateValue(shell, [option], value),
    execute: async (loadBody, flags, args) => {
      given = flags;
      const body = await loadBody();
      status = await body({ flags, args, shell });
    },
  });
  try {
    await program.parseAsync([...shell.words], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 'success';
    // No command at all: the help that was printed says it.
    if (error instanceof CommanderError && error.code === 'commander.help') return 'error';
    if (shell.signal.aborted && !(error instanceof DiagnosticError)) {
      finishJson(shell, lastAnswer, { status: 'interrupted', message: 'interrupted' });
      return 'interrupted';
    }
    const diagnostics = diagnosticsOf(error);
    if (diagnostics === undefined) shell.progress(formatBug(error, shell, asofVersion()));
    else {
      const directory = await projectDirectory(given?.projectDir, shell).catch(() => undefined);
      shell.progress(formatDiagnostics(diagnostics, diagnosticFormat(shell, directory)));
      if (isAnnotating(shell)) {
        const { formatDiagnosticAnnotations } = await import('../report/format-annotation.ts');
        const format = annotationFormat(shell, directory);
        shell.progress(formatDiagnosticAnnotations(diagnostics, format));
      }
      if (given !== undefined) await writeJUnitError(diagnostics, { flags: given, shell });
    }
    const message = diagnostics === undefined ? String(error) : undefined;
    finishJson(shell, lastAnswer, { status: 'error', message, diagnostics });
    return 'error';
  }

  function diagnosticsOf(error: unknown): readonly Diagnostic[] | undefined {
    if (error instanceof DiagnosticError) return error.diagnostics;
    if (error instanceof CommanderError) return [usageDiagnostic(error, program, shell.words)];
    return undefined;
  }
}

interface Ending {
  readonly status: RunStatus;
  /** What diagnostics do not say: of a bug, the error. */
  readonly message: string | undefined;
  readonly diagnostics?: readonly Diagnostic[] | undefined;
}

/** With `--json`, the last line says how it ended, even where no run was ever started. */
function finishJson(shell: Shell, lastAnswer: string, ending: Ending): void {
  if (!shell.words.includes('--json') || lastAnswer.startsWith('{"type":"run-finished"')) return;
  const event = {
    type: 'run-finished',
    at: shell.now().toISOString(),
    run_id: null,
    status: ending.status,
    message: ending.message ?? null,
    nodes: [],
    expectations: [],
    diagnostics: (ending.diagnostics ?? []).map(diagnosticJson),
  };
  shell.answer(`${maskedJson(event, (text) => maskSecrets(text, shell.secrets))}\n`);
}
