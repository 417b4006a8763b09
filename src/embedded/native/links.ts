import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A symbolic link that PostgreSQL's libraries need: `libpq.so.5` to `libpq.so.5.18`, both in lib/. */
export interface LibraryLink {
  readonly name: string;
  readonly target: string;
}

export const LINKS_FILE = 'pg-symlinks.json';

/**
 * The links that a native tree should have. npm's tarballs cannot carry any: the package makes them in an install
 * script, which many installations do not run.
 */
export function readLinks(nativeDirectory: string): readonly LibraryLink[] {
  const file = join(nativeDirectory, LINKS_FILE);
  if (!existsSync(file)) return [];
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((each: unknown) => {
    if (typeof each !== 'object' || each === null) return [];
    if (!('source' in each) || typeof each.source !== 'string') return [];
    if (!('target' in each) || typeof each.target !== 'string') return [];
    // Both stand below native/lib; a link elsewhere would not be found by the loader anyway.
    if (!/^native\/lib\/[^/]+$/.test(each.target) || dirname(each.source) !== 'native/lib')
      return [];
    return [{ name: basename(each.target), target: basename(each.source) }];
  });
}

export function hasLinks(nativeDirectory: string, links: readonly LibraryLink[]): boolean {
  return links.every((link) => existsSync(join(nativeDirectory, 'lib', link.name)));
}

/** Makes the links in `directory`, each to its library in `libraries` (absolute, or '.' for beside it). */
export function makeLinks(
  directory: string,
  libraries: string,
  links: readonly LibraryLink[],
): void {
  mkdirSync(directory, { recursive: true });
  for (const link of links) {
    const path = join(directory, link.name);
    const target = libraries === '.' ? link.target : join(libraries, link.target);
    if (currentTarget(path) === target) continue;
    rmSync(path, { force: true });
    symlinkSync(target, path);
  }
}

function currentTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
