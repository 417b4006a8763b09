import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import { checkColumns } from '../../core/materialization/check-columns.ts';
import type { ModelBuild } from '../../core/materialization/model-build.ts';
import { isPlainScan } from '../../core/materialization/plain-scan.ts';
import { selectAs } from '../../core/materialization/select-as.ts';
import type { OnEmpty } from '../../core/materialization/step.ts';
import { MISSING_SINCE } from '../../core/materialization/upsert.ts';
import { versionedInputs } from '../../core/plan/inputs-of.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { guardFunction } from '../../journal/journal.ts';
import type { CatalogRelation } from '../../postgres/catalog.ts';
import { json } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import { wrongKind } from '../publish-table.ts';
import type { RunContext } from '../run-context.ts';
import { modelColumns } from './model-columns.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

/** All that the materialization of a model needs to know; refuses what it could not carry out. */
export async function planBuild(
  session: Session,
  node: StoredModel,
  facts: ModelFacts,
  { manifest, relations, plan, runToken, journal }: RunContext,
): Promise<ModelBuild> {
  const { config, relation } = node;
  const isFullRefresh = plan.isFullRefresh && config.fullRefresh;
  const columns = await modelColumns(session, node, facts.select);
  const build: ModelBuild = {
    relation,
    config,
    select: facts.select,
    columns,
    isPlainScan: await readsPlainly(session, node, facts, columns),
    asOf: facts.asOf,
    existing: existingRelation(facts.catalog.get(formatRelation(relation))),
    onEmpty: onEmptyOf(node, manifest.nodes),
    referred: relations,
    isFullRefresh,
    isPartitionHeld: facts.isRelationInForce,
    guardFunction: guardFunction(journal),
    runToken,
  };
  checkKind(build);
  const isWrittenInPlace =
    config.materialized === 'upsert' ||
    config.materialized === 'snapshot' ||
    (config.materialized === 'incremental' && !isFullRefresh);
  const added = config.materialized === 'snapshot' ? ['as_of'] : [MISSING_SINCE];
  const problem = isWrittenInPlace
    ? checkColumns({ build, added, location: node.location })
    : undefined;
  if (problem !== undefined) throw new DiagnosticError([problem]);
  return build;
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
  if (config.materialized !== 'upsert' || config.onMissing !== 'keep') return false;
  const { rows } = await session.query(
    selectAs('explain (verbose, format json)\n', select, columns),
  );
  return isPlainScan(json(rows[0] ?? {}, 'QUERY PLAN'), { written: relation });
}

/** A model never takes the place of a thing of another kind. */
function checkKind({ relation, config, existing }: ModelBuild): void {
  if (existing === undefined) return;
  const expected =
    config.materialized === 'view'
      ? 'view'
      : config.materialized === 'snapshot'
        ? 'partitioned_table'
        : 'table';
  if (existing.kind !== expected) throw wrongKind(relation, existing.kind, expected);
}

/** A dated input, an upsert and a snapshot that turn out empty are mistakes unless told otherwise. */
function onEmptyOf(node: StoredModel, nodes: RunContext['manifest']['nodes']): OnEmpty {
  const { onEmpty, materialized } = node.config;
  if (onEmpty !== undefined) return onEmpty;
  const isDated = versionedInputs(nodes, node.reads).some(
    (each) => each.kind !== 'expectation' && each.temporality === 'dated',
  );
  return isDated || materialized === 'upsert' || materialized === 'snapshot' ? 'error' : 'ok';
}
