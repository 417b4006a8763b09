import { restatedTable } from '../../core/materialization/snapshot.ts';
import type { Relation } from '../../core/sql/relation.ts';
import type { RunContext } from '../run-context.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

/** Where the sealed rows go that a restatement replaces; undefined: they are dropped, or there are none. */
export function keptTable(
  { relation, config }: StoredModel,
  { asOf, state, isRelationInForce }: Pick<ModelFacts, 'asOf' | 'state' | 'isRelationInForce'>,
  { plan, runToken }: Pick<RunContext, 'plan' | 'runToken'>,
): Relation | undefined {
  const isKept =
    config.keepRestated &&
    plan.restateReason !== undefined &&
    state.seal?.status === 'sealed' &&
    isRelationInForce;
  return isKept && asOf !== undefined ? restatedTable(relation, asOf, runToken) : undefined;
}
