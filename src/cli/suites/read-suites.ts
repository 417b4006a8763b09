import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { Problems } from '../../core/diagnostics/problems.ts';
import { readSuite } from '../../core/expectation/suite/read-suite.ts';
import type { Suite } from '../../core/expectation/suite/suite.ts';
import { parseYaml } from '../../core/project/parse-yaml.ts';
import { locateWord } from '../command-line-text.ts';
import type { Shell } from '../shell.ts';

export interface SuiteFile {
  /** As it was named. */
  readonly path: string;
  readonly suite: Suite;
}

/** The suites in the files; what is none is a DiagnosticError that says so of each. */
export async function readSuites(
  paths: readonly string[],
  shell: Shell,
): Promise<readonly SuiteFile[]> {
  const problems = new Problems();
  const suites: SuiteFile[] = [];
  for (const path of paths) {
    const text = await readText(path, shell, problems);
    const suite = text === undefined ? undefined : parseSuite(path, text, problems);
    if (suite !== undefined) suites.push({ path, suite });
  }
  problems.throwIfErrors();
  return suites;
}

async function readText(
  path: string,
  shell: Shell,
  problems: Problems,
): Promise<string | undefined> {
  const location = locateWord({ program: shell.program, words: shell.words }, path);
  try {
    const bytes = await readFile(resolve(shell.directory, path));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    shell.texts.set(path, text);
    return text;
  } catch (error) {
    const message = `"${path}" cannot be read: ${reasonOf(error)}`;
    const hint =
      'name the JSON files of suites, as Great Expectations keeps them under expectations/';
    return problems.error('suite-file', message, { location, hint });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a directory';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** JSON is YAML, but for tabs between values, of which YAML takes no notice in its own way. */
function parseSuite(path: string, text: string, problems: Problems): Suite | undefined {
  const found = new Problems();
  const value = parseYaml({ path, text: text.replaceAll('\t', ' ') }, found);
  for (const each of found.all) problems.add(asSuiteFile(path, each));
  return value && readSuite(value, basename(path).replace(/\.[^.]*$/, ''), problems);
}

function asSuiteFile(path: string, problem: Diagnostic): Diagnostic {
  return { ...problem, code: 'suite-file', message: `"${path}" is no JSON: ${problem.message}` };
}
