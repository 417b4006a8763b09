import type { Node } from '../../core/manifest/node.ts';
import type { Hook } from '../../core/materialization/model-config.ts';
import { type CompileContext, compileHook, compileNode } from '../../core/plan/compile-node.ts';
import { sealedInputs, versionedInputs } from '../../core/plan/inputs-of.ts';
import { isStateful, modelVersion } from '../../core/plan/node-version.ts';
import { isHistory } from '../../core/plan/rows-condition.ts';
import { partitionOf } from '../../core/sql/as-of-partition.ts';
import type { CompiledSql } from '../../core/sql/compiled-sql.ts';
import { formatRelation, type Relation, renderRelation } from '../../core/sql/relation.ts';
import type { StrayInput } from '../../core/time/decide.ts';
import type { SealInputs } from '../../core/time/stale.ts';
import { parseVersion, type Version } from '../../core/time/version.ts';
import { readHistories } from '../../journal/histories.ts';
import type { Journal } from '../../journal/journal.ts';
import type { RecordedState } from '../../journal/node-state.ts';
import { type CatalogRelation, readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { queryContents } from '../expectation/query-contents.ts';
import { readInputFacts } from '../input-facts.ts';
import { reportCompiled } from '../report-compiled.ts';
import type { RunContext } from '../run-context.ts';
import type { StoredModel } from './stored-model.ts';

/** Everything that decides whether and how a model is built, read inside its transaction. */
export interface ModelFacts {
  readonly asOf: string | undefined;
  readonly state: RecordedState;
  readonly select: CompiledSql;
  readonly hooks: { readonly pre: readonly CompiledSql[]; readonly post: readonly CompiledSql[] };
  readonly version: Version | undefined;
  readonly strayInputs: readonly StrayInput[];
  readonly isRelationInForce: boolean;
  readonly isSnapshot: boolean;
  /** Of an incremental model: whether its select asks what the table holds already. */
  readonly readsItself: boolean;
  readonly catalog: ReadonlyMap<string, CatalogRelation>;
  /** Of a history that knows as_ofs: what it holds of this one, and the nearest ones around. */
  readonly history: HeldHistory | undefined;
  /** What a seal says that the snapshot was taken from; nothing for what is no snapshot. */
  readonly sealInputs: SealInputs;
}

export interface HeldHistory {
  readonly version: string | undefined;
  readonly rowCount: number | undefined;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export async function readModelFacts(
  session: Session,
  node: StoredModel,
  context: RunContext,
): Promise<ModelFacts> {
  const { nodes } = context.manifest;
  const expectations = context.expectationsOf.get(node.id) ?? [];
  const asOf = node.temporality === 'timeless' ? undefined : context.plan.asOf;
  const reads = versionedInputs(nodes, node.reads);
  const compared = versionedInputs(
    nodes,
    // what it is checked against in itself is what it is
    expectations.flatMap((each) => Object.values(each.reads)).filter((id) => id !== node.id),
  );
  const isSnapshot = node.config.materialized === 'snapshot';
  const held = isSnapshot && asOf !== undefined ? partitionOf(node.relation, asOf) : node.relation;
  const catalog = await readRelations(session, [
    node.relation,
    held,
    ...relationsAbove(nodes, node),
  ]);
  const sealed = isSnapshot ? sealedInputs(nodes, node.reads) : [];
  const { state, strayInputs, versionsOf, sealInputsOf } = await readInputFacts(session, node, {
    others: [...reads, ...compared, ...sealed],
    asOf,
    context,
  });
  const hasTable = catalog.get(formatRelation(node.relation))?.kind === 'table';
  const isIncremental = node.config.materialized === 'incremental';
  const basis = await context.compile();
  const compileContext = (incremental: boolean): CompileContext => ({
    ...basis,
    asOf,
    columnsOf: (relation) =>
      catalog.get(formatRelation(relation))?.columns.map((column) => column.name),
    isIncremental: incremental,
  });
  const compile = (incremental: boolean) => compileNode(node, compileContext(incremental));
  const addsToTable = isIncremental && hasTable && !context.plan.isFullRefresh;
  const select = compile(addsToTable);
  const readsItself =
    isIncremental &&
    (compile(true).sql !== compile(false).sql ||
      select.sql.includes(renderRelation(node.relation)));
  const hooks = compileHooks(node, compileContext(addsToTable));
  reportCompiled(node, select.sql, context);
  const before = state.previous?.version;
  const journal = { session, schema: context.journal };
  const history = await heldHistory(journal, node, asOf, hasTable);
  return {
    asOf,
    state,
    select,
    hooks,
    version: modelVersion({
      node,
      // the version must not change because the table exists now
      compiledSql: isIncremental ? compile(true).sql + compile(false).sql : select.sql,
      hooks: [...hooks.pre, ...hooks.post].map((each) => each.sql),
      reads: versionsOf(reads),
      before: isStateful(node) && before !== undefined ? parseVersion(before) : undefined,
      expectations,
      compared: versionsOf(compared),
      queries: await queryContents(node.id, context),
      moment: { asOf, now: context.clock.now().toISOString() },
    }),
    strayInputs,
    isRelationInForce: isInForce(
      isSnapshot || history !== undefined,
      state,
      catalog.get(formatRelation(held)),
    ),
    history,
    isSnapshot,
    readsItself,
    catalog,
    sealInputs: sealInputsOf(sealed),
  };
}

function compileHooks(node: StoredModel, context: CompileContext): ModelFacts['hooks'] {
  const compile = (hook: Hook) => compileHook(hook, node, context);
  return { pre: node.config.preHook.map(compile), post: node.config.postHook.map(compile) };
}

/** The relations whose columns the model's SQL may have to name. */
export function relationsAbove(
  nodes: RunContext['manifest']['nodes'],
  node: Node,
): readonly Relation[] {
  const found = versionedInputs(
    nodes,
    node.parents.map((edge) => edge.to),
  );
  return found.flatMap((each) => (each.kind === 'expectation' ? [] : (each.relation ?? [])));
}

/** What the history holds, in a table that is there. */
export async function heldHistory(
  journal: Journal,
  node: StoredModel,
  asOf: string | undefined,
  hasTable: boolean,
): Promise<HeldHistory | undefined> {
  if (!isHistory(node) || asOf === undefined) return undefined;
  const held = hasTable ? await readHistories(journal, [node.id]) : [];
  const at = held.find((each) => each.asOf === asOf);
  return {
    version: at?.version,
    rowCount: at?.rowCount,
    before: held.findLast((each) => each.asOf < asOf)?.asOf,
    after: held.find((each) => each.asOf > asOf)?.asOf,
  };
}

/** What holds several as_ofs is in force as long as it is there. */
function isInForce(
  isDated: boolean,
  state: RecordedState,
  relation: CatalogRelation | undefined,
): boolean {
  if (relation === undefined) return false;
  return isDated || relation.oid === state.watermark?.relationOid;
}
