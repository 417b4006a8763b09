import type { SeedNode } from '../../core/manifest/node.ts';
import type { SeedFileRecord } from '../../journal/seed-files.ts';

/**
 * Files of one unit of a seed whose rows are loaded and that this checkout lacks. A file that was
 * renamed is none: there are as many as before, or another one's path says the same.
 */
export function goneFiles(
  { files }: Pick<SeedNode, 'files'>,
  asOf: string | undefined,
  held: readonly SeedFileRecord[],
): readonly SeedFileRecord[] {
  const paths = new Set(files.map((file) => file.path));
  const gone = held.filter((file) => !paths.has(file.path));
  const present = files.filter((file) => file.asOf === asOf);
  if (asOf !== undefined) return present.length < held.length ? gone : [];
  const captures = new Set(present.map((file) => JSON.stringify(file.captures)));
  return gone.filter((file) => {
    // without names in its path the one file there is is the table, wherever it lies
    const isWhole = Object.keys(file.captures).length === 0;
    return !isWhole && !captures.has(JSON.stringify(file.captures));
  });
}
