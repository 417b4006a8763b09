import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DiagnosticError, diagnostic } from '../core/diagnostics/diagnostic.ts';

/** Writes files below the directory; where one is already there, none is written. */
export async function writeNewFiles(
  directory: string,
  files: Readonly<Record<string, string>>,
  hint: string,
): Promise<void> {
  await refuseExisting(directory, Object.keys(files), hint);
  for (const [path, text] of Object.entries(files)) {
    const full = join(directory, path);
    await mkdir(dirname(full), { recursive: true });
    // wx: a file that appeared since we looked is not overwritten either.
    await writeFile(full, text, { flag: 'wx' });
  }
}

async function refuseExisting(
  directory: string,
  paths: readonly string[],
  hint: string,
): Promise<void> {
  const existing: string[] = [];
  for (const path of paths) {
    if (await exists(join(directory, path))) existing.push(path);
  }
  if (existing.length === 0) return;
  throw new DiagnosticError(
    existing.map((path) => diagnostic('init-file-exists', `"${path}" is already there`, { hint })),
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}
