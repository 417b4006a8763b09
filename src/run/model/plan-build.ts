import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import { checkColumns } from '../../core/materialization/check-columns.ts';
import type { ModelBuild } from '../../core/materialization/model-build.ts';
import type { OnEmpty } from '../../core/materialization/step.ts';
import { MISSING_SINCE } from '../../core/materialization/upsert.ts';
import { versionedInputs } from '../../core/plan/inputs-of.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { guardFunction } from '../../journal/journal.ts';
import type { CatalogRelation } from '../../postgres/catalog.ts';
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
  const build: ModelBuild = {
    relation,
    config,
    select: facts.select,
    columns: await modelColumns(session, node, facts.select),
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
