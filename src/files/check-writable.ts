import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Why a file cannot be written there, in a few words; undefined: it can. Makes its directory. */
export async function whyUnwritable(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) {
    return found.isDirectory() ? 'it is a directory' : 'it is no file';
  }
  // only writing tells: rights, quotas and file systems that are read-only have no one question
  const probe = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(probe, '');
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return REASONS[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'its directory does not let you',
  EPERM: 'its directory does not let you',
  EROFS: 'its file system is read-only',
  ENOSPC: 'no space is left',
  ENOTDIR: 'a part of its path is no directory',
  EEXIST: 'a part of its path is no directory',
  ENAMETOOLONG: 'its name is too long',
};
