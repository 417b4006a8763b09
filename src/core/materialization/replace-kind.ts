import { renderRelation } from '../sql/relation.ts';
import type { ModelBuild } from './model-build.ts';
import type { Materialized } from './model-config.ts';
import type { Step } from './step.ts';

/** The kind of thing that a model is in the database. */
export function kindOf(materialized: Materialized): 'view' | 'table' | 'partitioned_table' {
  if (materialized === 'view') return 'view';
  return materialized === 'snapshot' ? 'partitioned_table' : 'table';
}

/**
 * Whether a model may take the place of what asof built for it before as a thing of another kind: of a
 * view always, for it holds no rows; of a table by a full refresh. All else stays until someone drops it.
 */
export function mayReplaceKind({
  materialized,
  kind,
  isOwn,
  isFullRefresh,
}: {
  readonly materialized: Materialized;
  readonly kind: string;
  /** Whether it is what asof built last. */
  readonly isOwn: boolean;
  readonly isFullRefresh: boolean;
}): boolean {
  if (!isOwn || materialized === 'snapshot') return false;
  return kind === 'view' || (kind === 'table' && isFullRefresh);
}

/** The steps of a build for which a thing of another kind makes room, as late as its name allows. */
export function afterDrop(
  steps: readonly Step[],
  { relation, replacedKind, config }: ModelBuild,
): readonly Step[] {
  if (replacedKind === undefined) return steps;
  const drop: Step = {
    type: 'publish',
    statements: [{ sql: `drop ${replacedKind} ${renderRelation(relation)}` }],
  };
  const taking = config.materialized === 'view' ? 'publish' : 'replace-table';
  // what is written in place needs the name from its beginning
  const at = Math.max(
    steps.findIndex(({ type }) => type === taking),
    0,
  );
  return [...steps.slice(0, at), drop, ...steps.slice(at)];
}
