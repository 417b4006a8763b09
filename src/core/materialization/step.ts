import type { IncomingRows } from '../expectation/quarantine/incoming-rows.ts';
import type { Column } from '../sql/column.ts';
import type { Relation } from '../sql/relation.ts';
import type { Statement } from '../sql/statement.ts';
import type { Renaming } from './renaming.ts';

/** A count that a step adds to the node's result. */
export type RowCount = 'inserted' | 'updated' | 'unchanged' | 'deleted' | 'missing';

/**
 * One step of building a node, inside its transaction. A materialization is a list of these: the
 * runner carries them out in order, and `run plan` can print them.
 */
export type Step =
  /** Sends a statement; its command tag counts rows of one kind where `counts` is given. */
  | { readonly type: 'execute'; readonly statement: Statement; readonly counts?: RowCount }
  /** Sends a query that answers one row with the counts as columns. */
  | { readonly type: 'count'; readonly statement: Statement }
  /** Sends a query that must answer no row; each row is evidence of NULL or repeated keys. */
  | { readonly type: 'refuse-keys'; readonly statement: Statement; readonly key: readonly string[] }
  /**
   * Gives a table its key, which finds NULL and repeated keys by itself; only where it does is
   * `refused` asked which they are.
   */
  | {
      readonly type: 'add-key';
      readonly statement: Statement;
      readonly refused: Statement;
      readonly key: readonly string[];
    }
  /** Sends a query that must answer no row; each row is not of the as_of by what its column says. */
  | {
      readonly type: 'refuse-times';
      readonly statement: Statement;
      readonly key: readonly string[];
      readonly column: string;
      readonly asOf: string | undefined;
    }
  /** Sends a query that must answer no row; each row is a key of which two versions are valid at once. */
  | {
      readonly type: 'refuse-overlaps';
      readonly statement: Statement;
      readonly key: readonly string[];
    }
  /** Sends a query that answers one row, `is_empty`, and applies `on_empty`. */
  | { readonly type: 'check-empty'; readonly statement: Statement; readonly onEmpty: OnEmpty }
  /** Moves the rows away that fail a check with `on_fail: quarantine`: only the others are written. */
  | { readonly type: 'quarantine'; readonly incoming: IncomingRows }
  /** Checks the node's expectations on what is to be published. */
  | { readonly type: 'gate'; readonly subject: GateSubject }
  /** Computes row count and checksum of the rows aside, and compares them with the seal in force. */
  | {
      readonly type: 'seal';
      readonly aside: Relation;
      readonly statement: Statement;
      /** Those under the checksum, in its order. */
      readonly columns: readonly string[];
      /** All of the table. */
      readonly types: readonly Column[];
      /** Sent where the rows are those that are sealed already. */
      readonly drop: Statement;
    }
  /** Statements that take locks readers would wait for: sent under a short lock_timeout, retried. */
  | { readonly type: 'publish'; readonly statements: readonly Statement[] }
  /** Puts a table built aside in the place of the live one without losing what depends on it. */
  | {
      readonly type: 'replace-table';
      readonly aside: Relation;
      readonly key: readonly string[];
      /** Names that the table takes over with its place. */
      readonly renamings: readonly Renaming[];
      /** What the live table lacks of the model's constraints and indexes, where it stays. */
      readonly definitions: readonly string[];
    };

export type OnEmpty = 'error' | 'warn' | 'ok';

/** What the expectations of a node are checked on before it is published. */
export type GateSubject =
  | { readonly type: 'relation'; readonly relation: Relation }
  /** The select of a view, before the view exists. */
  | { readonly type: 'select' }
  /** What the relation holds of the as_of, among that of others. */
  | { readonly type: 'held' };
