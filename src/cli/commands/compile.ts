import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import { Problems } from '../../core/diagnostics/problems.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { ExpectationNode, ModelNode, Node } from '../../core/manifest/node.ts';
import { compileBasis } from '../../core/plan/compile-basis.ts';
import { type CompileContext, compileNode } from '../../core/plan/compile-node.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import { maskSecrets } from '../../core/project/secrets.ts';
import type { Selection } from '../../core/selector/select.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { compiledPath, writeCompiled, writeManifest } from '../../files/write-artifacts.ts';
import { readRelations } from '../../postgres/catalog.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { plural } from '../../report/plural.ts';
import { connectionSettings } from '../connection-of.ts';
import type { Invocation } from '../invocation.ts';
import { openProject, type Workspace } from '../open-project.ts';
import { asofVersion } from '../package-facts.ts';
import { selectNodes } from '../select-nodes.ts';

interface CompiledNode {
  readonly node: Node;
  readonly sql: string;
}

/** `compile`: the SQL of the selected models; reads columns from the catalog where it must. */
export async function compile(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const workspace = await openProject(invocation);
  const selection = selectNodes(workspace.manifest, invocation);
  const compiled = await compileSelected(workspace, selection, invocation);
  const mask = (text: string) => maskSecrets(text, shell.secrets);
  const place = { directory: workspace.directory, mask, asofVersion: asofVersion() };
  await writeManifest(workspace.manifest, place);
  for (const { node, sql } of compiled) await writeCompiled(node.file, sql, place);
  const [only, ...others] = compiled;
  if (flags.json) shell.answer(`${JSON.stringify({ nodes: compiled.map(compiledJson) })}\n`);
  else if (only !== undefined && others.length === 0) shell.answer(`${only.sql.trim()}\n`);
  else shell.answer(`compiled ${plural(compiled.length, 'node')} to ${compiledPath('')}\n`);
  return 'success';
}

function compiledJson({ node, sql }: CompiledNode) {
  return { node: node.id, file: node.file, compiled_file: compiledPath(node.file), sql };
}

/** What the declared columns leave open is asked of the database, and only then it is needed. */
async function compileSelected(
  workspace: Workspace,
  selection: Selection,
  invocation: Invocation,
): Promise<readonly CompiledNode[]> {
  const loaded = await workspace.load();
  const nodes = templatesOf(workspace.manifest, selection);
  const context: CompileContext = {
    ...compileBasis(loaded)(loaded.facts.invocationId),
    asOf: workspace.asOf,
    isIncremental: false,
    columnsOf: () => undefined,
  };
  const first = compileAll(nodes, context);
  const isMissingColumns = first.problems.all.some(({ code }) => code === 'model-columns-unknown');
  if (!isMissingColumns) {
    first.problems.throwIfErrors();
    return first.compiled;
  }
  const columns = await readColumns(workspace, invocation);
  const second = compileAll(nodes, {
    ...context,
    columnsOf: (relation) => columns.get(formatRelation(relation)),
  });
  second.problems.throwIfErrors();
  return second.compiled;
}

function templatesOf(
  manifest: Manifest,
  selection: Selection,
): readonly (ModelNode | ExpectationNode)[] {
  return Object.values<Node>(manifest.nodes).flatMap((node) =>
    selection.has(node.id) && (node.kind === 'model' || node.kind === 'expectation') ? [node] : [],
  );
}

function compileAll(nodes: readonly Node[], context: CompileContext) {
  const problems = new Problems();
  const compiled = nodes.flatMap((node): CompiledNode[] => {
    try {
      return [{ node, sql: compileNode(node, context).sql }];
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      for (const each of error.diagnostics) problems.add(each);
      return [];
    }
  });
  return { compiled, problems };
}

async function readColumns(
  { directory, manifest, place }: Workspace,
  { shell }: Invocation,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const settings = await connectionSettings({ directory, ...(await place()) }, shell);
  await using sessions = await openSessions({ settings, size: 1 });
  const relations = Object.values<Node>(manifest.nodes).flatMap((node) =>
    node.kind === 'expectation' || node.relation === undefined ? [] : [node.relation],
  );
  const found = await sessions.use((session) => readRelations(session, relations), shell.signal);
  return new Map([...found].map(([name, { columns }]) => [name, columns.map((each) => each.name)]));
}
