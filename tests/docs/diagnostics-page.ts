import { readFileSync } from 'node:fs';
import { CONFIG_CODES } from '../../src/core/diagnostics/codes/config.ts';
import { DATABASE_CODES } from '../../src/core/diagnostics/codes/database.ts';
import { EMBEDDED_CODES } from '../../src/core/diagnostics/codes/embedded.ts';
import { EXPECTATION_CODES } from '../../src/core/diagnostics/codes/expectation.ts';
import { GRAPH_CODES } from '../../src/core/diagnostics/codes/graph.ts';
import { JOURNAL_CODES } from '../../src/core/diagnostics/codes/journal.ts';
import { PROJECT_CODES } from '../../src/core/diagnostics/codes/project.ts';
import { RUN_CODES } from '../../src/core/diagnostics/codes/run.ts';
import { SEED_CODES } from '../../src/core/diagnostics/codes/seed.ts';
import { TEMPLATE_CODES } from '../../src/core/diagnostics/codes/template.ts';
import { USAGE_CODES } from '../../src/core/diagnostics/codes/usage.ts';
import { type BrokenFixture, brokenFixtures } from '../support/broken-fixtures.ts';

export const FAMILIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'The command line': USAGE_CODES,
  'The files of a project': PROJECT_CODES,
  'Settings and vars': CONFIG_CODES,
  Templates: TEMPLATE_CODES,
  'Nodes and the edges between them': GRAPH_CODES,
  Seeds: SEED_CODES,
  Expectations: EXPECTATION_CODES,
  'A run': RUN_CODES,
  'The database': DATABASE_CODES,
  'The embedded server': EMBEDDED_CODES,
  'The journal': JOURNAL_CODES,
};

/** docs/reference/diagnostics.md: every code that a diagnostic can have, as it is shown. */
export function diagnosticsPage(): string {
  const examples = new Map(brokenFixtures().map((fixture) => [fixture.code, fixture]));
  return [
    '# Diagnostics',
    '',
    'Whatever is wrong is said with a code, a place and what to do next. A code is never renamed once',
    'released. With `--json` a diagnostic is an object: `code`, `severity`, `message`, `location`',
    '(`file`, `line`, `column`), `notes` and `hint`. In a CI system (`CI` is set, and no terminal) a',
    'diagnostic is one line, `file:line:column: error[code]: message`, and its hint.',
    '',
    'Each example is the whole output of a small project with that mistake; those projects are in',
    '[tests/fixtures/projects](../../tests/fixtures/projects). Exit code 2: the command could not run;',
    '1: it ran, and something failed; 0: all well, also with warnings.',
    '',
    ...Object.entries(FAMILIES).flatMap(([title, codes]) => [
      `## ${title}`,
      '',
      '| code | means |',
      '| --- | --- |',
      ...Object.entries(codes).map(([code, meaning]) => `| [\`${code}\`](#${code}) | ${meaning} |`),
      '',
      ...Object.keys(codes).flatMap((code) => [
        `### \`${code}\``,
        '',
        ...exampleOf(examples.get(code)),
      ]),
    ]),
  ].join('\n');
}

function exampleOf(fixture: BrokenFixture | undefined): readonly string[] {
  if (fixture === undefined) return [];
  const commands = fixture.commands.map((command) => `$ ${command}`);
  const output = readFileSync(fixture.outputFile, 'utf8').trimEnd().split('\n');
  return ['```console', ...commands, ...output, '```', ''];
}
