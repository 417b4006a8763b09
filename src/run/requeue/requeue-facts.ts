import type { RecordedState } from '../../journal/node-state.ts';
import type { CatalogRelation } from '../../postgres/catalog.ts';
import type { HeldHistory } from '../model/model-facts.ts';

/** What a requeue of a model knows of it. */
export interface RequeueFacts {
  readonly asOf: string | undefined;
  readonly state: RecordedState;
  readonly history: HeldHistory | undefined;
  readonly isSnapshot: boolean;
  readonly isRelationInForce: boolean;
  readonly catalog: ReadonlyMap<string, CatalogRelation>;
}
