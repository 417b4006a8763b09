import type { Problems } from '../diagnostics/problems.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import {
  defaultPattern,
  type FilePattern,
  matchPattern,
  parseFilePattern,
} from './file-pattern.ts';
import type { Project, SeedDeclaration } from './project.ts';
import type { ProjectFiles } from './project-files.ts';
import { resolveSeed } from './resolve-seed.ts';
import type { ResolvedSeed } from './seed-fields.ts';
import { seedNameOf } from './seed-file-name.ts';
import { YamlTemplates } from './yaml-templates.ts';

/** A declared seed and the files that its pattern matches. */
interface Claim {
  readonly seed: SeedDeclaration;
  readonly pattern: FilePattern;
  /** Below the seeds path. */
  readonly paths: readonly string[];
}

/**
 * Which CSV file belongs to which seed. A file belongs to the declared seed whose pattern it
 * matches; a file that none matches is a seed of its own, named like it, unless it lies beside
 * files that do match: there it is more likely a misspelt one.
 */
export function claimSeedFiles(
  project: Project,
  files: Pick<ProjectFiles, 'csv' | 'paths' | 'environment'>,
  problems: Problems,
): readonly ResolvedSeed[] {
  const root = files.paths.seeds;
  const paths = files.csv.map((file) => file.path.slice(root.length + 1));
  const claims = project.seeds.flatMap((seed) => claimFor(seed, paths, problems));
  reportSharedFiles(claims, root, problems);
  const claimed = new Set(claims.flatMap((claim) => claim.paths));
  const unclaimed = paths.filter((path) => !claimed.has(path));
  reportEmptyClaims(claims, unclaimed, problems);
  const context = {
    project,
    root,
    templates: new YamlTemplates(files.environment, project.vars),
  };
  const declared = claims.map(({ seed, pattern, paths: own }) => {
    const matched = own.map((path) => ({ path, captures: matchPattern(pattern, path) ?? {} }));
    return resolveSeed({ name: seed.name, declaration: seed, matched }, context, problems);
  });
  const wanting = new Set(
    claims.flatMap(({ seed, paths: own }) => (own.length > 0 ? [] : seed.name)),
  );
  const undeclared = unclaimed.flatMap((path) => {
    if (isBesideClaimed(path, claims)) {
      reportUnclaimed(path, claims, root, problems);
      return [];
    }
    const name = seedNameOf(path);
    // that the declared seed of this name has no file says enough
    if (wanting.has(name)) return [];
    const matched = [{ path, captures: {} }];
    return [resolveSeed({ name, declaration: undefined, matched }, context, problems)];
  });
  return [...declared, ...undeclared];
}

function claimFor(
  seed: SeedDeclaration,
  paths: readonly string[],
  problems: Problems,
): readonly Claim[] {
  if (seed.files === undefined) {
    const pattern = defaultPattern(seed.name);
    const own = paths.filter((path) => pattern.expression.test(path));
    if (own.length > 1) {
      problems.error('config-duplicate', `${own.length} files could be the seed "${seed.name}"`, {
        location: seed.location,
        notes: own.map((path) => ({ message: `one is ${path}`, location: undefined })),
        hint: 'say which with "files"',
      });
    }
    return [{ seed, pattern, paths: own }];
  }
  const pattern = parseFilePattern(seed.files, problems);
  if (pattern === undefined) return [];
  return [{ seed, pattern, paths: paths.filter((path) => pattern.expression.test(path)) }];
}

function reportSharedFiles(claims: readonly Claim[], root: string, problems: Problems): void {
  const owners = new Map<string, Claim>();
  const reported = new Set<string>();
  for (const claim of claims) {
    for (const path of claim.paths) {
      const owner = owners.get(path);
      if (owner === undefined) {
        owners.set(path, claim);
        continue;
      }
      const pair = `${owner.seed.name} ${claim.seed.name}`;
      if (reported.has(pair)) continue;
      reported.add(pair);
      problems.error(
        'seed-file-claimed-twice',
        `${root}/${path} belongs to "${owner.seed.name}" and to "${claim.seed.name}"`,
        {
          location: claim.seed.files?.location ?? claim.seed.location,
          notes: [
            {
              message: `"${owner.seed.name}" claims it`,
              location: owner.seed.files?.location ?? owner.seed.location,
            },
          ],
          hint: 'make one of the two patterns narrower',
        },
      );
    }
  }
}

function reportEmptyClaims(
  claims: readonly Claim[],
  unclaimed: readonly string[],
  problems: Problems,
): void {
  for (const { seed, pattern, paths } of claims) {
    if (paths.length > 0 || seed.settings.values.enabled === false) continue;
    problems.error('seed-no-files', `the seed "${seed.name}" has no file "${pattern.text}"`, {
      location: seed.files?.location ?? seed.location,
      hint: didYouMean(pattern.text, unclaimed),
    });
  }
}

/** In a folder where a pattern matches, or named like what a pattern wants in other folders. */
function isBesideClaimed(path: string, claims: readonly Claim[]): boolean {
  return claims.some(({ seed, pattern, paths }) => {
    if (seed.files === undefined) return false;
    const isSibling = paths.some((other) => folderOf(other) === folderOf(path));
    return isSibling || isMisplaced(path, pattern);
  });
}

function isMisplaced(path: string, pattern: FilePattern): boolean {
  const wanted = pattern.text.split('/');
  const parts = path.split('/');
  return (
    pattern.captures.length > 0 && wanted.length === parts.length && wanted.at(-1) === parts.at(-1)
  );
}

function reportUnclaimed(
  path: string,
  claims: readonly Claim[],
  root: string,
  problems: Problems,
): void {
  const patterns = claims.flatMap(({ seed, pattern }) =>
    seed.files === undefined ? [] : [pattern],
  );
  const misplaced = patterns.find((pattern) => isMisplaced(path, pattern));
  const names = patterns.map((pattern) => pattern.text.split('/').at(-1) ?? '');
  const near = didYouMean(path.slice(path.lastIndexOf('/') + 1), new Set(names));
  problems.error('seed-file-unclaimed', `${root}/${path} belongs to no seed`, {
    location: { file: `${root}/${path}`, line: 1, column: 1, length: 1 },
    hint: misplaced
      ? `rename it to match "${misplaced.text}", or declare a seed with files: "${path}"`
      : near?.startsWith('did')
        ? near
        : `declare a seed with files: "${path}"`,
  });
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
