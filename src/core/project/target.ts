import type { Location } from '../diagnostics/source-file.ts';
import type { LocatedText } from './located-text.ts';

/** A target as written: only the chosen one is rendered. */
export interface TargetDeclaration {
  /** Of its name. */
  readonly location: Location;
  readonly url: LocatedText | undefined;
  readonly schema: LocatedText | undefined;
  readonly schemaPrefix: LocatedText | undefined;
  readonly connections: LocatedText | undefined;
}

/** The database that an invocation works on. */
export interface Target {
  readonly name: string;
  /** Where nodes without a schema of their own go. */
  readonly schema: string;
  /** Goes before every schema that is made in the target. */
  readonly schemaPrefix: string;
  readonly connections: number;
  readonly connection: TargetConnection;
}

export type TargetConnection =
  | { readonly type: 'embedded' }
  /** A libpq URL; what it leaves out comes from PG* variables. */
  | { readonly type: 'url'; readonly url: string; readonly location: Location };
