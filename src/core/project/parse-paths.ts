import { entryOf, type LocatedValue } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location, SourceFile } from '../diagnostics/source-file.ts';
import type { Environment } from './environment.ts';
import { renderEnvironmentText } from './environment-text.ts';
import { parseYaml } from './parse-yaml.ts';
import type { ProjectPaths } from './project-files.ts';

export interface WrittenPath {
  readonly kind: keyof ProjectPaths;
  readonly text: string;
  readonly location: Location;
}

const KINDS = ['models', 'seeds', 'expectations', 'macros'] as const;

/**
 * The paths that project.yml names. They are needed before any other file is read; what else is
 * wrong with `paths:` is said when the whole of project.yml is.
 */
export function parsePaths(
  source: SourceFile,
  environment: Environment,
  problems: Problems,
): readonly WrittenPath[] {
  const value = parseYaml(source, problems);
  const paths = value && entryOf(value, 'paths')?.value;
  if (paths === undefined) return [];
  return KINDS.flatMap((kind) => {
    const at: LocatedValue | undefined = entryOf(paths, kind)?.value;
    if (at?.type !== 'scalar' || typeof at.value !== 'string') return [];
    const { location } = at;
    const text = renderEnvironmentText({ text: at.value, location }, { environment }, problems);
    if (text === undefined) return [];
    if (text !== '') return [{ kind, text, location }];
    problems.error('config-value', `"${kind}" must be a path, not ""`, { location });
    return [];
  });
}
