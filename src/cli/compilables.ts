import { bug } from '../core/diagnostics/bug.ts';
import type { Json } from '../core/diagnostics/json.ts';
import type { Expectation } from '../core/expectation/expectation.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { ExpectationNode, ModelNode, Node } from '../core/manifest/node.ts';
import { type CompileContext, compileNode } from '../core/plan/compile-node.ts';
import { compilePublished } from '../core/plan/compile-test.ts';
import type { Selection } from '../core/selector/select.ts';
import type { CompiledSql } from '../core/sql/compiled-sql.ts';
import { shortenName } from '../core/sql/shorten-name.ts';

/** Something whose SQL can be compiled. */
export interface Compilable {
  readonly type: 'node' | 'test';
  readonly name: string;
  /** Where its SQL goes to, below target/compiled. */
  readonly file: string;
  /** As `--json` shows it. */
  readonly facts: Readonly<Record<string, Json>>;
  readonly compile: (context: CompileContext) => CompiledSql;
}

/** The selected models and expectations in SQL, and the tests of macros that are about a selected node. */
export function compilables(manifest: Manifest, selection: Selection): readonly Compilable[] {
  const nodes = Object.values<Node>(manifest.nodes).filter(({ id }) => selection.has(id));
  const tests = manifest.expectations.filter(
    ({ node, test }) => test !== undefined && selection.has(node),
  );
  return [
    ...nodes.flatMap((node) =>
      node.kind === 'model' || node.kind === 'expectation' ? [compilableNode(node)] : [],
    ),
    ...tests.map((each) => compilableTest(each, manifest)),
  ];
}

function compilableNode(node: ModelNode | ExpectationNode): Compilable {
  const { id, name, file } = node;
  return {
    type: 'node',
    name,
    file,
    facts: { node: id, file },
    compile: (context) => compileNode(node, context),
  };
}

/** A file may declare several, so each has one of its own in a directory that is named like it. */
function compilableTest(expectation: Expectation, manifest: Manifest): Compilable {
  const { id, node, location } = expectation;
  const about: Node = manifest.nodes[node] ?? bug(`the manifest lacks ${node}`);
  if (about.kind === 'expectation') return bug(`${id} is about an expectation`);
  return {
    type: 'test',
    name: id,
    file: `${location.file}/${fileName(id)}.sql`,
    facts: { id, node, file: location.file, line: location.line },
    compile: (context) => compilePublished(expectation, about, context),
  };
}

/** Any two ids have two. A name in YAML may hold half a character, which no file name can. */
function fileName(id: string): string {
  return encodeURIComponent(Buffer.from(shortenName(id)).toString());
}
