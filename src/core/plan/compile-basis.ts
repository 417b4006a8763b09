import { bug } from '../diagnostics/bug.ts';
import { Problems } from '../diagnostics/problems.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Node } from '../manifest/node.ts';
import { createResolver } from '../manifest/resolve-name.ts';
import type { RunFacts } from '../manifest/template-globals.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { createMacroLibrary } from '../template/macro-library.ts';
import { parseTemplate, type Template } from '../template/parse-template.ts';
import type { CompileContext } from './compile-node.ts';

/** What compiling takes that is the same for every node of a run. */
export type CompileBasis = Pick<
  CompileContext,
  'nodes' | 'resolver' | 'templateOf' | 'macros' | 'facts'
>;

export interface Compilable {
  readonly files: ProjectFiles;
  readonly manifest: Manifest;
  readonly facts: RunFacts;
}

/** Templates are parsed when first asked for: a run of one model needs few of them. */
export function compileBasis(project: Compilable): (runId: string) => CompileBasis {
  const { files, manifest, facts } = project;
  const sources = new Map(
    [...files.models, ...files.expectationQueries].map((source) => [source.path, source]),
  );
  const templates = new Map<string, Template>();
  const resolver = createResolver(Object.values<Node>(manifest.nodes), manifest.disabled);
  const macros = createMacroLibrary(files.macros.map(parseAgain), new Problems());
  return (runId) => ({
    nodes: manifest.nodes,
    resolver,
    macros,
    facts: { ...facts, invocationId: runId },
    templateOf(file) {
      const known = templates.get(file);
      if (known !== undefined) return known;
      const template = parseAgain(sources.get(file) ?? bug(`the project has no file ${file}`));
      templates.set(file, template);
      return template;
    },
  });
}

/** The manifest was built of these very files, so they are known to be whole. */
function parseAgain(source: SourceFile): Template {
  return parseTemplate(source, new Problems()) ?? bug(`${source.path} cannot be parsed any more`);
}
