import type { Problems } from '../../src/core/diagnostics/problems.ts';
import type { SourceFile } from '../../src/core/diagnostics/source-file.ts';
import type { ProjectFiles } from '../../src/core/project/project-files.ts';

export interface ProjectTexts {
  readonly [path: string]: string;
}

/** A project from texts by path; one without a project.yml has the smallest there is. */
export function project(
  texts: ProjectTexts,
  environment: Readonly<Record<string, string>> = {},
): ProjectFiles {
  const paths = Object.keys(texts).sort();
  const below = (folder: string, ending: RegExp): readonly SourceFile[] =>
    paths
      .filter((path) => path.startsWith(`${folder}/`) && ending.test(path))
      .map((path) => ({ path, text: texts[path] ?? '' }));
  return {
    directory: '/project',
    projectFile: { path: 'project.yml', text: texts['project.yml'] ?? 'name: shop\n' },
    models: below('models', /\.sql$/),
    macros: below('macros', /\.sql$/),
    expectationQueries: below('expectations', /\.sql$/),
    yaml: ['models', 'seeds', 'expectations'].flatMap((folder) => below(folder, /\.ya?ml$/)),
    csv: below('seeds', /\.csv$/).map(({ path, text }) => ({ path, size: text.length })),
    paths: { models: 'models', seeds: 'seeds', expectations: 'expectations', macros: 'macros' },
    environment,
  };
}

/** Each problem in the concise form: `file:line:column: error[code]: message (hint)`. */
export function lines(problems: Problems): readonly string[] {
  return problems.all.map(({ code, severity, message, location, hint }) => {
    const place = location && `${location.file}:${location.line}:${location.column}: `;
    return `${place ?? ''}${severity}[${code}]: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
}
