import { maskSecrets } from '../core/project/secrets.ts';
import { pathInRepository, repositoryRoot } from '../files/repository-root.ts';
import type { AnnotationFormat } from '../report/format-annotation.ts';
import type { Shell } from './shell.ts';

/** Whether annotations are asked for: by `--annotate`, or because GitHub runs it. */
export function isAnnotating({ words, env }: Shell): boolean {
  return words.includes('--annotate') || env['GITHUB_ACTIONS'] === 'true';
}

/** How files are named: below the root of the repository; what is no file of the project not at all. */
export function annotationFormat(shell: Shell, directory: string | undefined): AnnotationFormat {
  const root =
    directory === undefined ? undefined : repositoryRoot(directory, shell.env['GITHUB_WORKSPACE']);
  return {
    pathOf: (file) =>
      directory === undefined || root === undefined || shell.texts.has(file)
        ? undefined
        : pathInRepository(root, directory, file),
    mask: (text) => maskSecrets(text, shell.secrets),
  };
}
