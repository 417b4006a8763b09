import type { Problems } from '../diagnostics/problems.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { ResolvedModel } from '../project/model-settings.ts';
import type { Project } from '../project/project.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { resolveModelConfig } from '../project/resolve-model-config.ts';
import type { MacroLibrary } from '../template/macro-library.ts';
import { parseTemplate, type Template } from '../template/parse-template.ts';
import { type DiscoveredCalls, discoverCalls } from './discover-calls.ts';
import type { ModelNode } from './node.ts';
import type { RunFacts } from './template-globals.ts';

/** A file of SQL once its calls are known, before its names are resolved. */
export interface SqlDraft {
  readonly file: SourceFile;
  readonly name: string;
  readonly calls: DiscoveredCalls;
}

/** A model with its settings. */
export interface ModelDraft extends SqlDraft {
  readonly resolved: ResolvedModel;
  readonly columns: ModelNode['columns'];
  readonly description: string | undefined;
}

/** What drafts are made from. */
export interface DraftContext {
  readonly macros: MacroLibrary;
  readonly facts: RunFacts;
  readonly asOf: string | undefined;
}

export function modelDrafts(
  project: Project,
  files: ProjectFiles,
  context: DraftContext,
  problems: Problems,
): readonly ModelDraft[] {
  const declarations = new Map(project.models.map((model) => [model.name, model]));
  return sqlDrafts(files.models, context, problems).map((draft): ModelDraft => {
    const declaration = declarations.get(draft.name);
    const resolved = resolveModelConfig(
      project,
      {
        path: draft.file.path.slice(files.paths.models.length + 1),
        name: draft.name,
        declaration,
        call: draft.calls.config,
      },
      problems,
    );
    const { description, columns = [] } = declaration ?? {};
    return { ...draft, resolved, columns, description };
  });
}

/** The files with their calls; those with mistakes are left out, and the mistakes reported. */
export function sqlDrafts(
  sources: readonly SourceFile[],
  { macros, facts, asOf }: DraftContext,
  problems: Problems,
): readonly SqlDraft[] {
  return parseAll(sources, problems).flatMap((template) => {
    const calls = problems.attempt(() => discoverCalls(template, macros, facts, asOf));
    if (calls === undefined) return [];
    return [{ file: template.source, name: nameOf(template.source.path), calls }];
  });
}

/** The templates that can be parsed. */
export function parseAll(sources: readonly SourceFile[], problems: Problems): readonly Template[] {
  return sources.flatMap((source) => parseTemplate(source, problems) ?? []);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.sql$/, '');
}
