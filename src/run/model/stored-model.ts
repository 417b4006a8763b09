import type { ModelNode } from '../../core/manifest/node.ts';
import type { Relation } from '../../core/sql/relation.ts';

/** A model that is a relation in the database. */
export type StoredModel = ModelNode & { readonly relation: Relation };
