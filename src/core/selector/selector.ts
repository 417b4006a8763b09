import type { Location, SourceFile } from '../diagnostics/source-file.ts';

/** What criteria can look at; `name` is the one that needs no word before it. */
export const METHODS = ['name', 'tag', 'path', 'source', 'kind', 'config.materialized'] as const;
export type Method = (typeof METHODS)[number];

/** How far along the graph: a number of edges, or all the way. */
export type Depth = number | 'all';

/** `2+tag:daily+`: the nodes that match, with some before and after them. */
export interface Criterion {
  readonly method: Method;
  /** May hold `*`, `?` and `[…]`. */
  readonly value: string;
  readonly ancestors: Depth;
  readonly descendants: Depth;
  /** `@x`: the descendants as well, and all that those need. */
  readonly isBuildable: boolean;
  /** As written. */
  readonly text: string;
  readonly location: Location;
}

/** `a,b`: the nodes that meet every criterion. */
export type Intersection = readonly Criterion[];

/** `a,b c`: the nodes of any of its intersections. */
export interface Selector {
  readonly source: SourceFile;
  readonly union: readonly Intersection[];
}
