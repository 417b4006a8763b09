import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import { Problems } from '../../core/diagnostics/problems.ts';
import type { Node } from '../../core/manifest/node.ts';
import { compileBasis } from '../../core/plan/compile-basis.ts';
import type { CompileContext } from '../../core/plan/compile-node.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import { maskSecrets } from '../../core/project/secrets.ts';
import type { Selection } from '../../core/selector/select.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { compiledPath, writeCompiled, writeManifest } from '../../files/write-artifacts.ts';
import { readRelations } from '../../postgres/catalog.ts';
import { openSessions } from '../../postgres/sessions.ts';
import { plural } from '../../report/plural.ts';
import { printable } from '../../report/printable.ts';
import { type Compilable, compilables } from '../compilables.ts';
import { connectionSettings } from '../connection-of.ts';
import type { Invocation } from '../invocation.ts';
import { openProject, type Workspace } from '../open-project.ts';
import { asofVersion } from '../package-facts.ts';
import { selectNodes } from '../select-nodes.ts';

type Compiled = Compilable & { readonly sql: string };

/** `compile`: the SQL of the selected models and of their tests; reads columns from the catalog where it must. */
export async function compile(invocation: Invocation): Promise<RunStatus> {
  const { shell } = invocation;
  const workspace = await openProject(invocation);
  const selection = selectNodes(workspace.manifest, invocation);
  const compiled = await compileSelected(workspace, selection, invocation);
  const mask = (text: string) => maskSecrets(text, shell.secrets);
  const place = { directory: workspace.directory, mask, asofVersion: asofVersion() };
  await writeManifest(workspace.manifest, place);
  for (const { file, sql } of compiled) await writeCompiled(file, sql, place);
  answer(compiled, invocation);
  return 'success';
}

/** The SQL where there is one node, or one test and no node: it can go on to psql. */
function answer(compiled: readonly Compiled[], { flags, shell }: Invocation): void {
  const nodes = compiled.filter(({ type }) => type === 'node');
  const tests = compiled.filter(({ type }) => type === 'test');
  const json = ({ facts, file, sql }: Compiled) => ({
    ...facts,
    compiled_file: compiledPath(file),
    sql,
  });
  if (flags.json) {
    shell.answer(`${JSON.stringify({ nodes: nodes.map(json), expectations: tests.map(json) })}\n`);
    return;
  }
  const [only, ...others] = nodes.length > 0 ? nodes : tests;
  if (only === undefined || others.length > 0) {
    const counted = [
      ...(nodes.length > 0 || tests.length === 0 ? [plural(nodes.length, 'node')] : []),
      ...(tests.length > 0 ? [plural(tests.length, 'test')] : []),
    ];
    shell.answer(`compiled ${counted.join(' and ')} to ${compiledPath('')}\n`);
    return;
  }
  shell.answer(`${only.sql.trim()}\n`);
  if (flags.quiet || only.type === 'test') return;
  for (const { name, file } of tests)
    shell.progress(`compiled the test ${printable(name)} to ${compiledPath(file)}\n`);
}

/** What the declared columns leave open is asked of the database, and only then it is needed. */
async function compileSelected(
  workspace: Workspace,
  selection: Selection,
  invocation: Invocation,
): Promise<readonly Compiled[]> {
  const loaded = await workspace.load();
  const pieces = compilables(workspace.manifest, selection);
  const context: CompileContext = {
    ...compileBasis(loaded)(loaded.facts.invocationId),
    asOf: workspace.asOf,
    isIncremental: false,
    columnsOf: () => undefined,
  };
  const first = compileAll(pieces, context);
  const isMissingColumns = first.problems.all.some(({ code }) => code === 'model-columns-unknown');
  if (!isMissingColumns) {
    first.problems.throwIfErrors();
    return first.compiled;
  }
  const columns = await readColumns(workspace, invocation);
  const second = compileAll(pieces, {
    ...context,
    columnsOf: (relation) => columns.get(formatRelation(relation)),
  });
  second.problems.throwIfErrors();
  return second.compiled;
}

function compileAll(pieces: readonly Compilable[], context: CompileContext) {
  const problems = new Problems();
  const compiled = pieces.flatMap((piece): Compiled[] => {
    try {
      return [{ ...piece, sql: piece.compile(context).sql }];
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
