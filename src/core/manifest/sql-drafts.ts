import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { Problems } from '../diagnostics/problems.ts';
import { locate, type SourceFile } from '../diagnostics/source-file.ts';
import type { ResolvedModel } from '../project/model-settings.ts';
import type { Project } from '../project/project.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { resolveModelConfig } from '../project/resolve-model-config.ts';
import { type MacroLibrary, TEST_OUT_OF_PLACE, TEST_PLACE } from '../template/macro-library.ts';
import { parseTemplate, type Template } from '../template/parse-template.ts';
import { type DiscoveredCalls, discoverCalls } from './discover-calls.ts';
import { hookSource } from './hook-source.ts';
import type { ModelNode } from './node.ts';
import type { RunFacts } from './template-globals.ts';

/** A file of SQL once its calls are known, before its names are resolved. */
export interface SqlDraft {
  readonly file: SourceFile;
  readonly name: string;
  readonly calls: DiscoveredCalls;
  /** It cannot be read, which is reported; it is there for those that name it. */
  readonly isBroken: boolean;
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
  readonly names: ReadonlySet<string>;
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
    // half of what is said of it may be in its config()
    const ofSettings = draft.isBroken ? new Problems() : problems;
    const resolved = resolveModelConfig(
      project,
      {
        path: draft.file.path.slice(files.paths.models.length + 1),
        name: draft.name,
        declaration,
        call: draft.calls.config,
      },
      ofSettings,
    );
    const { description, columns = [] } = declaration ?? {};
    checkContract(draft.name, resolved, columns, ofSettings);
    const calls = withHooks(draft.calls, resolved, context, problems);
    return { ...draft, calls, resolved, columns, description };
  });
}

/** The calls of the model's own template and of its hooks: what a hook reads is an input as well. */
function withHooks(
  calls: DiscoveredCalls,
  { config }: ResolvedModel,
  context: DraftContext,
  problems: Problems,
): DiscoveredCalls {
  const hooks = [...config.preHook, ...config.postHook].map(hookSource);
  const found = parseAll(hooks, problems).flatMap(
    (template) => callsOf(template, context, problems) ?? [],
  );
  return {
    ...calls,
    reads: [...calls.reads, ...found.flatMap((each) => each.reads)],
    usesAsOf: calls.usesAsOf || found.some((each) => each.usesAsOf),
  };
}

/** A contract names each column with its type; how the select keeps it is seen when it is built. */
function checkContract(
  name: string,
  { config, locations }: ResolvedModel,
  columns: ModelNode['columns'],
  problems: Problems,
): void {
  if (!config.hasContract) return;
  if (columns.length === 0) {
    problems.error('model-contract', `the contract of "${name}" declares no columns`, {
      location: locations['contract'],
      hint: 'declare them under columns: of the model, each with its type',
    });
  }
  for (const column of columns.filter((each) => each.type === undefined)) {
    problems.error(
      'model-contract',
      `the contract of "${name}" needs the type of "${column.name}"`,
      {
        location: column.location,
        hint: `write ${column.name}: {type: text}, or whatever it is`,
      },
    );
  }
}

/** The files with their calls; those that cannot be read have none, and why is reported. */
export function sqlDrafts(
  sources: readonly SourceFile[],
  context: DraftContext,
  problems: Problems,
): readonly SqlDraft[] {
  return sources.map((file) => {
    const template = parseTemplate(file, problems);
    const calls = template && callsOf(template, context, problems);
    return {
      file,
      name: nameOf(file.path),
      calls: calls ?? NO_CALLS,
      isBroken: calls === undefined,
    };
  });
}

const NO_CALLS: DiscoveredCalls = { reads: [], config: undefined, usesAsOf: false, mistakes: [] };

function callsOf(
  template: Template,
  context: DraftContext,
  problems: Problems,
): DiscoveredCalls | undefined {
  refuseTests(template, problems);
  const calls = problems.attempt(() => discoverCalls(template, context));
  for (const mistake of calls?.mistakes ?? []) addOnce(mistake, problems);
  return calls;
}

function refuseTests({ root, source }: Template, problems: Problems): void {
  for (const statement of root) {
    if (statement.kind !== 'data-test') continue;
    const { start, end } = statement.macro;
    problems.error('template-unsupported', TEST_OUT_OF_PLACE, {
      location: locate(source, start, end - start),
      hint: TEST_PLACE,
    });
  }
}

/** A macro is scanned with every template that calls it. */
function addOnce(mistake: Diagnostic, problems: Problems): void {
  const place = JSON.stringify(mistake.location);
  const isKnown = problems.all.some(
    (each) => each.message === mistake.message && JSON.stringify(each.location) === place,
  );
  if (!isKnown) problems.add(mistake);
}

/** The templates that can be parsed. */
export function parseAll(sources: readonly SourceFile[], problems: Problems): readonly Template[] {
  return sources.flatMap((source) => parseTemplate(source, problems) ?? []);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.sql$/, '');
}
