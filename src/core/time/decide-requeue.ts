import type { StrayInput } from './decide.ts';
import type { NodeState } from './node-state.ts';

/** What is to get rows of an as_of back, as far as time is concerned. */
export interface RequeueQuestion {
  /** Of the rows; undefined: they are of none. */
  readonly asOf: string | undefined;
  readonly state: Pick<NodeState, 'watermark' | 'seal'>;
  /** Whether the relation in the database is the one that the journal speaks of. */
  readonly isRelationInForce: boolean;
  readonly isSnapshot: boolean;
  /** Of a history that knows as_ofs: whether it holds this one, and the next that it holds. */
  readonly history: { readonly isHeld: boolean; readonly after: string | undefined } | undefined;
  /** Live inputs of its expectations that stand at another as_of. */
  readonly strayInputs: readonly StrayInput[];
  readonly isRestating: boolean;
}

export type RequeueDecision =
  /** `isSealed`: a row that could go back would change what is sealed. */
  | { readonly type: 'requeue'; readonly isSealed: boolean }
  /** What holds the state at a later as_of takes no rows of an earlier one. */
  | { readonly type: 'superseded'; readonly by: string }
  | { readonly type: 'refused'; readonly because: 'not-held' | 'retired' | 'stray-inputs' };

/** Whether rows of an as_of may go back: only where a build of that as_of would write them. */
export function decideRequeue(question: RequeueQuestion): RequeueDecision {
  const { state, strayInputs, isRestating } = question;
  if (state.seal?.status === 'retired') return { type: 'refused', because: 'retired' };
  const by = laterAsOf(question);
  if (by !== undefined) return { type: 'superseded', by };
  if (!holds(question) || !question.isRelationInForce)
    return { type: 'refused', because: 'not-held' };
  if (strayInputs.length > 0) return { type: 'refused', because: 'stray-inputs' };
  return { type: 'requeue', isSealed: state.seal?.status === 'sealed' && !isRestating };
}

function holds({ asOf, state, isSnapshot, history }: RequeueQuestion): boolean {
  if (history !== undefined) return history.isHeld;
  if (isSnapshot) return state.seal !== undefined;
  return state.watermark !== undefined && state.watermark.asOf === asOf;
}

function laterAsOf({ asOf, state, isSnapshot, history }: RequeueQuestion): string | undefined {
  if (isSnapshot || asOf === undefined) return undefined;
  const later = history === undefined ? state.watermark?.asOf : history.after;
  return later !== undefined && later > asOf ? later : undefined;
}
