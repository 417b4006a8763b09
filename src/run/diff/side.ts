import type { Location } from '../../core/diagnostics/source-file.ts';
import type { ModelNode, SeedNode, SourceNode } from '../../core/manifest/node.ts';
import type { Relation } from '../../core/sql/relation.ts';
import type { CatalogRelation } from '../../postgres/catalog.ts';

/** One of the two things that are compared, as it was asked for. */
export interface SideRequest {
  /** As it is named on the command line. */
  readonly name: string;
  readonly location: Location | undefined;
  readonly relation: Relation;
  /** undefined: a relation that is no node. */
  readonly node: SeedNode | SourceNode | ModelNode | undefined;
  readonly asOf: string | undefined;
  readonly asOfLocation: Location | undefined;
  /** What may have been meant, where it is neither a node nor there. */
  readonly suggestion: string | undefined;
  /** The name of its target. */
  readonly target: string;
}

/** A side of which the as_of is not known yet. */
export type NamedSide = Omit<SideRequest, 'asOf' | 'asOfLocation'>;

/** A side that is in the database, with the rows of its as_of. */
export interface Side {
  readonly request: SideRequest;
  readonly catalog: CatalogRelation;
}

/** `"totals" of 2024-01-31` */
export function sideTitle({ name, asOf }: SideRequest): string {
  return asOf === undefined ? `"${name}"` : `"${name}" of ${asOf}`;
}
