import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Problems } from '../core/diagnostics/problems.ts';
import { startOf } from '../core/diagnostics/source-file.ts';
import { reasonOf, reportUnreadable } from './read-source.ts';

export interface ListOptions {
  /** The endings of the files that are meant. */
  readonly endings: readonly string[];
  /** Whether a link may lead out of the folder. */
  readonly allowsOutside: boolean;
}

/**
 * The files below a folder of the project, sorted, relative to the project. Hidden files and
 * node_modules are none of it; a folder that does not exist is empty.
 */
export function listFiles(
  directory: string,
  folder: string,
  options: ListOptions,
  problems: Problems,
): readonly string[] {
  const top = join(directory, folder);
  const listing: Listing = { directory, top, options, problems, found: [], open: new Set() };
  walk(folder, listing);
  return listing.found.sort();
}

interface Listing {
  readonly directory: string;
  readonly top: string;
  readonly options: ListOptions;
  readonly problems: Problems;
  readonly found: string[];
  /** The real folders that are being listed, for links that lead back into them. */
  readonly open: Set<string>;
}

function walk(folder: string, listing: Listing): void {
  const entries = readFolder(folder, listing);
  if (entries === undefined) return;
  const real = realpathSync(join(listing.directory, folder));
  if (listing.open.has(real)) return;
  listing.open.add(real);
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) addFile(path, listing);
    else if (entry.isDirectory()) walkFolder(path, listing);
    else if (entry.isSymbolicLink()) followLink(path, listing);
    else if (isMeant(path, listing)) reportUnreadable(path, 'it is not a file', listing.problems);
  }
  listing.open.delete(real);
}

function readFolder(
  folder: string,
  { directory, top, problems }: Listing,
): readonly Dirent[] | undefined {
  const path = join(directory, folder);
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const reason = reasonOf(error);
    if (path === top && reason === 'there is no such file') return undefined;
    return problems.error('project-file-unreadable', `${folder} cannot be listed: ${reason}`, {
      location: startOf(folder),
      hint: 'give the user who runs this the right to read it',
    });
  }
}

function addFile(path: string, listing: Listing): void {
  if (isMeant(path, listing)) listing.found.push(path);
}

/** A folder named like a file is a mistake, such as the folder of parts that other tools write. */
function walkFolder(path: string, listing: Listing): void {
  if (isMeant(path, listing)) reportUnreadable(path, 'it is a directory', listing.problems);
  else walk(path, listing);
}

function followLink(path: string, listing: Listing): void {
  const target = targetOf(path, listing);
  if (target === undefined) return;
  if (!listing.options.allowsOutside && isOutside(path, listing)) {
    if (target.isFile() && !isMeant(path, listing)) return;
    listing.problems.error('project-link-outside', `${path} leads out of its folder`, {
      location: startOf(path),
      hint: 'put the files themselves there',
    });
    return;
  }
  if (target.isDirectory()) walkFolder(path, listing);
  else if (target.isFile()) addFile(path, listing);
}

function targetOf(path: string, listing: Listing): Stats | undefined {
  try {
    return statSync(join(listing.directory, path));
  } catch (error) {
    const reason = reasonOf(error);
    const said =
      reason === 'there is no such file' ? 'it is a link to a file that is not there' : reason;
    if (isMeant(path, listing)) reportUnreadable(path, said, listing.problems);
    return undefined;
  }
}

function isOutside(path: string, { directory, top }: Listing): boolean {
  const below = relative(realpathSync(top), realpathSync(join(directory, path)));
  return below === '..' || below.startsWith(`..${sep}`);
}

function isMeant(path: string, { options }: Listing): boolean {
  const lower = path.toLowerCase();
  return options.endings.some((ending) => lower.endsWith(ending));
}
