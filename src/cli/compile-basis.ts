import { bug } from '../core/diagnostics/bug.ts';
import { Problems } from '../core/diagnostics/problems.ts';
import type { SourceFile } from '../core/diagnostics/source-file.ts';
import type { Node } from '../core/manifest/node.ts';
import { createResolver } from '../core/manifest/resolve-name.ts';
import type { CompileContext } from '../core/plan/compile-node.ts';
import { createMacroLibrary } from '../core/template/macro-library.ts';
import { parseTemplate, type Template } from '../core/template/parse-template.ts';
import type { LoadedProject } from './load-project.ts';

/** What compiling takes that is the same for every node of a run. */
export type CompileBasis = Pick<
  CompileContext,
  'nodes' | 'resolver' | 'templateOf' | 'macros' | 'facts'
>;

/** Templates are parsed when first asked for: a run of one model needs few of them. */
export function compileBasis(loaded: LoadedProject): (runId: string) => CompileBasis {
  const { files, manifest, facts } = loaded;
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
