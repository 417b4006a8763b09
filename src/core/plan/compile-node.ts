import { bug } from '../diagnostics/bug.ts';
import { fail } from '../diagnostics/diagnostic.ts';
import { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { NodeId } from '../graph/node-id.ts';
import { hookSource } from '../manifest/hook-source.ts';
import type { ModelNode, Node } from '../manifest/node.ts';
import { relationValue } from '../manifest/relation-value.ts';
import type { Resolver } from '../manifest/resolve-name.ts';
import { createGlobals, type RunFacts } from '../manifest/template-globals.ts';
import type { Hook } from '../materialization/model-config.ts';
import { type CompiledSql, locateInTemplate } from '../sql/compiled-sql.ts';
import { lexSql, type SqlToken } from '../sql/lex-sql.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';
import { type Derived, marker, weave, withoutFinalSemicolon } from '../sql/weave.ts';
import type { MacroLibrary } from '../template/macro-library.ts';
import { parseTemplate, type Template } from '../template/parse-template.ts';
import { renderTemplate } from '../template/render-template.ts';
import type { Value } from '../template/value.ts';
import { type AsOfMode, datedRows, type UnpublishedRows, unpublishedRows } from './dated-rows.ts';
import { isHistory } from './rows-condition.ts';

/** What compiling takes beside the node. */
export interface CompileContext {
  readonly nodes: Readonly<Record<NodeId, Node>>;
  readonly resolver: Resolver;
  readonly templateOf: (file: string) => Template;
  readonly macros: MacroLibrary;
  readonly facts: RunFacts;
  readonly asOf: string | undefined;
  /** The columns of a relation in the database; undefined where it does not exist or is not known. */
  readonly columnsOf: (relation: Relation) => readonly string[] | undefined;
  readonly isIncremental: boolean;
  /** The rows of a node that is about to be published, which its checks read in place of the old. */
  readonly unpublished?: UnpublishedRows;
}

/** The SQL of a model or of an expectation in SQL, at the context's as_of. */
export function compileNode(node: Node, context: CompileContext): CompiledSql {
  return compileFor(node, isSnapshotModel(node), context);
}

/** `isSnapshot`: whether it becomes a snapshot, or a part of the SQL of one. */
function compileFor(node: Node, isSnapshot: boolean, context: CompileContext): CompiledSql {
  if (node.kind === 'seed' || node.kind === 'source') return bug(`${node.id} has no template`);
  const template = context.templateOf(node.file);
  const self = node.kind === 'model' ? node.relation : undefined;
  const compiled = compileTemplate({ template, self, isSnapshot }, context);
  const what = node.kind === 'model' ? 'a model' : 'an expectation in SQL';
  return oneSelect(compiled, { name: node.name, what, location: node.location });
}

/** The statements of a hook, which see what the model's own template sees. */
export function compileHook(hook: Hook, node: ModelNode, context: CompileContext): CompiledSql {
  const problems = new Problems();
  const template = parseTemplate(hookSource(hook), problems);
  problems.throwIfErrors();
  const parsed = template ?? bug('a hook has no template and no problem');
  const isSnapshot = isSnapshotModel(node);
  return compileTemplate({ template: parsed, self: node.relation, isSnapshot }, context);
}

function isSnapshotModel(node: Node): boolean {
  return node.kind === 'model' && node.config.materialized === 'snapshot';
}

export interface CompiledTemplate {
  readonly template: Template;
  /** What `this` is; undefined: there is none. */
  readonly self: Relation | undefined;
  readonly isSnapshot: boolean;
  /** A name that this template can use beside those of the project, and the rows that it prints. */
  readonly given?: { readonly name: string; readonly relation: Relation; readonly rows: Derived };
}

/** What a template prints, with the places it comes from. */
export function compileTemplate(
  { template, self, isSnapshot, given }: CompiledTemplate,
  context: CompileContext,
): CompiledSql {
  const derived: Derived[] = given === undefined ? [] : [given.rows];

  function referTo(target: Node, mode: AsOfMode, location: Location): Value {
    if (mode === 'all' && isSnapshot) {
      return fail('ref-as-of', `a snapshot must not read "${target.name}" of all as_ofs`, {
        location,
        hint: "leave as_of='all' out: the rows of the snapshot's own as_of are read by themselves",
      });
    }
    const inline = () => compileFor(target, isSnapshot, { ...context, isIncremental: false });
    const found = referenceTo({ target, mode, location, inline }, context);
    // a view that stands in the database is read there, and must be such as could be inlined
    if (isSnapshot && found.type === 'relation' && isView(target)) inline();
    if (found.type === 'relation') return relationValue(found.relation);
    derived.push({ select: found.select, alias: target.name, mention: mentionOf(target) });
    return relationValue(found.relation, marker(derived.length - 1));
  }

  const globals = createGlobals(context.facts, {
    asOf: context.asOf,
    self,
    isIncremental: context.isIncremental,
    ref: (name, asOf, location) =>
      referTo(context.resolver.ref(name, location), modeOf(asOf, location), location),
    source: (source, table, asOf, location) =>
      referTo(context.resolver.source(source, table, location), modeOf(asOf, location), location),
    config: () => undefined,
  });
  const all =
    given === undefined
      ? globals
      : new Map([...globals, [given.name, relationValue(given.relation, marker(0))]]);
  const rendered = renderTemplate(template, { globals: all, macros: context.macros });
  return weave(rendered.segments, derived);
}

function modeOf(asOf: string | undefined, location: Location): AsOfMode {
  if (asOf === undefined) return 'own';
  if (asOf === 'through' || asOf === 'all') return asOf;
  return fail('ref-as-of', `as_of in ref() must be 'through' or 'all', not "${asOf}"`, {
    location,
    hint: 'leave it out to read the rows of the as_of that is being built',
  });
}

type Reference =
  | { readonly type: 'relation'; readonly relation: Relation }
  | {
      readonly type: 'derived';
      readonly relation: Relation;
      readonly select: CompiledSql | string;
    };

interface Asked {
  readonly target: Node;
  readonly mode: AsOfMode;
  readonly location: Location;
  /** The target's own SQL. */
  readonly inline: () => CompiledSql;
}

/** How `ref` stands in the SQL: the relation itself, or a subselect of one as_of's rows of it. */
function referenceTo(
  { target, mode, location, inline }: Asked,
  context: CompileContext,
): Reference {
  if (target.kind === 'expectation') return bug(`${target.id} cannot be referred to`);
  const relation = target.relation ?? { schema: '', name: target.name };
  const question = { target, relation, mode, location };
  // what a history holds of an as_of is in it before it is checked
  if (context.unpublished?.node === target.id && !isHistory(target)) {
    const select = unpublishedRows(context.unpublished, question, context);
    return { type: 'derived', relation, select };
  }
  if (target.temporality === 'inlined' && mode !== 'own') {
    return fail('ref-as-of', `"${target.name}" holds no rows of other as_ofs`, {
      location,
      hint: `leave as_of='${mode}' out, or read what "${target.name}" reads`,
    });
  }
  if (target.temporality === 'inlined' || target.relation === undefined) {
    return { type: 'derived', relation, select: inline() };
  }
  const isFiltered = target.temporality === 'dated' || isHistory(target);
  return isFiltered && mode !== 'all'
    ? { type: 'derived', relation, select: datedRows({ ...question, mode }, context) }
    : { type: 'relation', relation };
}

function isView(target: Node): boolean {
  return target.kind === 'model' && target.config.materialized === 'view';
}

/** The name that SQL knows the target by. */
function mentionOf(target: Node): string {
  return target.kind === 'expectation' || target.relation === undefined
    ? quoteIdentifier(target.name)
    : renderRelation(target.relation);
}

/** What statements begin with that are no select. */
const OTHER_STATEMENTS = new Set(
  'alter call copy create delete do drop grant insert merge revoke set truncate update'.split(' '),
);

/** Whose select it is, as messages say it. */
interface Selecting {
  readonly name: string;
  /** `a model` */
  readonly what: string;
  readonly location: Location;
}

export function oneSelect(compiled: CompiledSql, selecting: Selecting): CompiledSql {
  const { location } = selecting;
  const { compiled: select, strayOffset } = withoutFinalSemicolon(compiled);
  const first = lexSql(select.sql).next().value;
  if (first === undefined) return notOneSelect(selecting, 'holds no SQL', location);
  if (strayOffset !== undefined) {
    const next = lexSql(compiled.sql, strayOffset + 1).next().value;
    const at = placeOf(next, compiled) ?? location;
    return notOneSelect(selecting, 'holds more than one statement', at);
  }
  if (first.type === 'word' && OTHER_STATEMENTS.has(first.text.toLowerCase())) {
    const at = placeOf(first, compiled) ?? location;
    return notOneSelect(selecting, `begins with "${first.text}"`, at);
  }
  return select;
}

function placeOf(token: SqlToken | undefined, compiled: CompiledSql): Location | undefined {
  const at = token && locateInTemplate(compiled, token.offset);
  return at && { ...at, length: token.text.split('\n', 1)[0]?.length ?? 1 };
}

function notOneSelect({ name, what }: Selecting, problem: string, location: Location): never {
  return fail('model-not-one-select', `"${name}" ${problem}`, {
    location,
    hint: `${what} is one select, without a semicolon in it`,
  });
}
