import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { CODES } from '../../src/core/diagnostics/codes.ts';
import { cliPage } from './cli-page.ts';
import { diagnosticsPage, FAMILIES } from './diagnostics-page.ts';
import { expectationsPage } from './expectations-page.ts';
import { projectPage } from './project-page.ts';

// To write the pages anew: npx vitest run tests/docs -u

test('docs/reference/cli.md says what program.ts declares', async () => {
  const program = createProgram('asof', {
    write: () => {},
    writeError: () => {},
    version: () => '0.0.0',
    locate: () => undefined,
    execute: async () => {},
  });
  await expect(cliPage(program)).toMatchFileSnapshot('../../docs/reference/cli.md');
});

test('docs/reference/diagnostics.md says every code', async () => {
  await expect(diagnosticsPage()).toMatchFileSnapshot('../../docs/reference/diagnostics.md');
});

test('every code belongs to a family of the page', () => {
  const listed = Object.values(FAMILIES).flatMap((codes) => Object.keys(codes));
  expect(listed.sort()).toEqual(Object.keys(CODES).sort());
});

test('docs/reference/expectations.md says every check of the registry', async () => {
  await expect(expectationsPage()).toMatchFileSnapshot('../../docs/reference/expectations.md');
});

test('docs/reference/project.md says every key that the definitions know', async () => {
  await expect(projectPage()).toMatchFileSnapshot('../../docs/reference/project.md');
});
