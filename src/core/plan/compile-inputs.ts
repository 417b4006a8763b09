import { bug } from '../diagnostics/bug.ts';
import { Problems } from '../diagnostics/problems.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { createResolver } from '../manifest/resolve-name.ts';
import type { RunFacts } from '../manifest/template-globals.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { createMacroLibrary } from '../template/macro-library.ts';
import { parseTemplate, type Template } from '../template/parse-template.ts';
import type { CompileContext } from './compile-node.ts';

/** What compiling takes that is the same for every node; each template is parsed when first asked for. */
export function createCompileInputs(
  files: Pick<ProjectFiles, 'models' | 'macros' | 'expectationQueries'>,
  manifest: Manifest,
  facts: RunFacts,
): Pick<CompileContext, 'nodes' | 'resolver' | 'templateOf' | 'macros' | 'facts'> {
  const sources = new Map(
    [...files.models, ...files.expectationQueries].map((source) => [source.path, source]),
  );
  const parsed = new Map<string, Template>();
  return {
    nodes: manifest.nodes,
    resolver: createResolver(Object.values(manifest.nodes), manifest.disabled),
    macros: macrosOf(files.macros),
    facts,
    templateOf: (path) => {
      const known = parsed.get(path);
      if (known !== undefined) return known;
      const template = parse(sources.get(path) ?? bug(`there is no template ${path}`));
      parsed.set(path, template);
      return template;
    },
  };
}

function macrosOf(sources: readonly SourceFile[]) {
  const problems = new Problems();
  const library = createMacroLibrary(sources.map(parse), problems);
  problems.throwIfErrors();
  return library;
}

function parse(source: SourceFile): Template {
  const problems = new Problems();
  const template = parseTemplate(source, problems);
  problems.throwIfErrors();
  return template ?? bug(`${source.path} has no template and no problem`);
}
