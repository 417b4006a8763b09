import { DiagnosticError, fail } from '../../core/diagnostics/diagnostic.ts';
import type { Location } from '../../core/diagnostics/source-file.ts';
import { checkColumns } from '../../core/materialization/check-columns.ts';
import { historyProblems } from '../../core/materialization/check-history.ts';
import { HISTORY_COLUMNS, VALID_FROM } from '../../core/materialization/history-columns.ts';
import type { ModelBuild } from '../../core/materialization/model-build.ts';
import type { Materialized } from '../../core/materialization/model-config.ts';
import { isPlainScan } from '../../core/materialization/plain-scan.ts';
import { kindOf, mayReplaceKind } from '../../core/materialization/replace-kind.ts';
import { selectAs } from '../../core/materialization/select-as.ts';
import type { OnEmpty } from '../../core/materialization/step.ts';
import { MISSING_SINCE } from '../../core/materialization/upsert.ts';
import { versionedInputs } from '../../core/plan/inputs-of.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { readHistories } from '../../journal/histories.ts';
import { guardFunction } from '../../journal/journal.ts';
import type { CatalogRelation } from '../../postgres/catalog.ts';
import { readDependents } from '../../postgres/dependents.ts';
import { json } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import { lostDependents, wrongKind } from '../publish-table.ts';
import { quarantining } from '../quarantine/quarantining.ts';
import type { RunContext } from '../run-context.ts';
import { keptTable } from './kept-table.ts';
import { modelColumns } from './model-columns.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

/** All that the materialization of a model needs to know; refuses what it could not carry out. */
export async function planBuild(
  session: Session,
  node: StoredModel,
  facts: ModelFacts,
  context: RunContext,
): Promise<ModelBuild> {
  const { config, relation } = node;
  const { manifest, relations, plan, runToken, journal } = context;
  const isFullRefresh = plan.isFullRefresh && config.fullRefresh;
  const columns = await modelColumns(session, node, facts.select);
  const found = facts.catalog.get(formatRelation(relation));
  await keepHistory(session, node, found, context);
  const replacedKind = await checkKind(session, node, {
    kind: found?.kind,
    isOwn: facts.isRelationInForce,
    isFullRefresh,
  });
  const quarantines = quarantining(node.id, context).length > 0;
  const build: ModelBuild = {
    relation,
    config,
    select: facts.select,
    columns,
    // rows are moved out of what is kept aside, never out of what the select reads
    isPlainScan: !quarantines && (await readsPlainly(session, node, facts, columns)),
    quarantines,
    readsItself: facts.readsItself,
    asOf: facts.asOf,
    existing: replacedKind === undefined ? existingRelation(found) : undefined,
    replacedKind,
    onEmpty: onEmptyOf(node, manifest.nodes),
    referred: relations,
    isFullRefresh,
    isPartitionHeld: facts.isRelationInForce,
    keepAs: keptTable(node, facts, context),
    guardFunction: guardFunction(journal),
    runToken,
    ...(config.history && { place: placeOf(facts, context) }),
  };
  const isWrittenInPlace =
    config.materialized === 'upsert' ||
    config.materialized === 'snapshot' ||
    config.materialized === 'history' ||
    (config.materialized === 'incremental' && !isFullRefresh);
  const added = ADDED[config.materialized] ?? [MISSING_SINCE];
  const problem = isWrittenInPlace
    ? checkColumns({ build, added, location: node.location })
    : undefined;
  if (problem !== undefined) throw new DiagnosticError([problem]);
  if (config.history !== undefined) checkHistory(build, node.location);
  return build;
}

/** What was versions is not replaced by rows of one as_of, whatever the model is said to be now. */
async function keepHistory(
  session: Session,
  { id, name, config, location }: StoredModel,
  found: CatalogRelation | undefined,
  { journal: schema }: RunContext,
): Promise<void> {
  const isVersioned = found?.columns.some((column) => column.name === VALID_FROM) === true;
  if (config.history !== undefined || !isVersioned) return;
  const held = await readHistories({ session, schema }, [id]);
  if (held.length === 0) return;
  fail('model-relation-kind', `"${name}" holds the versions of ${held.length} as_ofs`, {
    location,
    hint: 'give the model another name, or move the table away: nothing of asof drops a history',
  });
}

/** The columns that are asof's own, by what the model is. */
const ADDED: Partial<Record<Materialized, readonly string[]>> = {
  snapshot: ['as_of'],
  history: HISTORY_COLUMNS,
};

function placeOf({ history }: ModelFacts, { clock }: RunContext): ModelBuild['place'] {
  return {
    before: history?.before,
    after: history?.after,
    isHeld: history?.version !== undefined,
    now: clock.now().toISOString(),
  };
}

function checkHistory(build: ModelBuild, location: Location): void {
  const problems = historyProblems(build, location);
  if (problems.length > 0) throw new DiagnosticError(problems);
}

function existingRelation(found: CatalogRelation | undefined): ModelBuild['existing'] {
  return (
    found && {
      ...found,
      notNullColumns: found.columns.filter((each) => each.notNull).map((each) => each.name),
    }
  );
}

/**
 * The batch of an upsert is asked for several times: how it is read decides whether it is kept. Where
 * it is asked for after the write too, it is: a trigger of the live table may have changed its source.
 */
async function readsPlainly(
  session: Session,
  { relation, config }: StoredModel,
  { select }: ModelFacts,
  columns: readonly Column[],
): Promise<boolean> {
  const isKeeping = config.materialized === 'upsert' && config.onMissing === 'keep';
  if (!isKeeping && config.materialized !== 'history') return false;
  const { rows } = await session.query(
    selectAs('explain (verbose, format json)\n', select, columns),
  );
  return isPlainScan(json(rows[0] ?? {}, 'QUERY PLAN'), { written: relation });
}

/**
 * A model takes the place of a thing of another kind only where asof built that and nothing hangs on
 * it; answers its kind.
 */
async function checkKind(
  session: Session,
  { relation, config }: StoredModel,
  {
    kind,
    ...question
  }: {
    readonly kind: string | undefined;
    readonly isOwn: boolean;
    readonly isFullRefresh: boolean;
  },
): Promise<ModelBuild['replacedKind']> {
  const expected = kindOf(config.materialized);
  if (kind === undefined || kind === expected) return undefined;
  if (!mayReplaceKind({ ...question, kind, materialized: config.materialized })) {
    const needsRefresh = mayReplaceKind({
      isOwn: question.isOwn,
      isFullRefresh: config.fullRefresh,
      kind,
      materialized: config.materialized,
    });
    throw wrongKind(relation, { found: kind, expected, needsRefresh });
  }
  const hanging = await readDependents(session, relation);
  const dependents = hanging.filter(
    (each) => each.kind !== 'grant' || Object.keys(config.grants).length === 0,
  );
  if (dependents.length > 0) throw lostDependents(relation, dependents);
  return kind === 'view' ? 'view' : 'table';
}

/** A dated input, an upsert and a snapshot that turn out empty are mistakes unless told otherwise. */
function onEmptyOf(node: StoredModel, nodes: RunContext['manifest']['nodes']): OnEmpty {
  const { onEmpty, materialized } = node.config;
  if (onEmpty !== undefined) return onEmpty;
  const isDated = versionedInputs(nodes, node.reads).some(
    (each) => each.kind !== 'expectation' && each.temporality === 'dated',
  );
  const isState = materialized === 'upsert' || materialized === 'snapshot';
  return isDated || isState || materialized === 'history' ? 'error' : 'ok';
}
