import { resolve } from 'node:path';
import { type Diagnostic, fail } from '../core/diagnostics/diagnostic.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { RunResult } from '../core/plan/run-result.ts';
import { maskSecrets } from '../core/project/secrets.ts';
import { whyUnwritable } from '../files/check-writable.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import { locateValue } from './command-line-text.ts';
import type { Invocation } from './invocation.ts';

/** Refuses a file for `--junit` that cannot be written, before anything is done. */
export async function checkJUnitFile({ flags, shell }: Invocation): Promise<void> {
  const { junit } = flags;
  if (junit === undefined) return;
  const location = locateValue(shell, ['--junit'], junit);
  if (!isXmlName(junit)) {
    fail('report-file', `"${junit}" is no name of an XML file`, {
      location,
      hint: 'let it end in .xml: --junit target/junit.xml',
    });
  }
  const why = await whyUnwritable(resolve(shell.directory, junit));
  if (why === undefined) return;
  fail('report-file', `"${junit}" cannot be written: ${why}`, {
    location,
    hint: 'name a file that can: --junit target/junit.xml',
  });
}

/** Writes what runs came to where `--junit` says. */
export async function writeJUnit(
  runs: readonly RunResult[],
  manifest: Manifest,
  { flags, shell }: Invocation,
): Promise<void> {
  if (flags.junit === undefined) return;
  const { formatJUnit } = await import('../report/format-junit.ts');
  const text = formatJUnit({
    runs,
    declared: new Map(manifest.expectations.map((each) => [each.id, each])),
    projectName: manifest.projectName,
    mask: (each) => maskSecrets(each, shell.secrets),
  });
  await writeAtomically(resolve(shell.directory, flags.junit), text);
}

/**
 * Writes there that the command could not run, so that no file of an earlier one is taken for its
 * result. Where that fails as well, the diagnostics are on the terminal.
 */
export async function writeJUnitError(
  diagnostics: readonly Diagnostic[],
  { flags, shell }: Pick<Invocation, 'flags' | 'shell'>,
): Promise<void> {
  const { junit } = flags;
  if (junit === undefined || !isXmlName(junit)) return;
  const { formatJUnitError } = await import('../report/format-junit.ts');
  const text = formatJUnitError(diagnostics, {
    startedAt: shell.now().toISOString(),
    mask: (each) => maskSecrets(each, shell.secrets),
  });
  await writeAtomically(resolve(shell.directory, junit), text).catch(() => {});
}

/** Nothing else is written to: what a project is made of ends otherwise. */
function isXmlName(path: string): boolean {
  return /[^/\\]\.xml$/i.test(path);
}
