import { bug } from '../diagnostics/bug.ts';
import { unreachable } from '../diagnostics/unreachable.ts';
import { historySteps } from './history.ts';
import { incrementalSteps } from './incremental.ts';
import type { ModelBuild } from './model-build.ts';
import { afterDrop } from './replace-kind.ts';
import { snapshotSteps } from './snapshot.ts';
import type { Step } from './step.ts';
import { tableSteps } from './table.ts';
import { upsertSteps } from './upsert.ts';
import { viewSteps } from './view.ts';

/** The steps that build a model: the registration of every materialization. */
export function stepsOf(build: ModelBuild): readonly Step[] {
  return afterDrop(stepsOfMaterialization(build), build);
}

function stepsOfMaterialization(build: ModelBuild): readonly Step[] {
  const { materialized } = build.config;
  switch (materialized) {
    case 'view':
      return viewSteps(build);
    case 'table':
      return tableSteps(build);
    case 'incremental':
      return incrementalSteps(build);
    case 'upsert':
      return upsertSteps(build);
    case 'snapshot':
      return snapshotSteps(build);
    case 'history':
      return historySteps(build);
    case 'ephemeral':
      return bug('an ephemeral model is not built');
    default:
      return unreachable(materialized);
  }
}
