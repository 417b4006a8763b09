import type { Column } from '../../sql/column.ts';
import { columnList, quoteIdentifier } from '../../sql/quote.ts';

/** Rows on their way into a relation, in a table of their own from which failing ones are taken. */
export interface IncomingRows {
  /** As SQL. */
  readonly table: string;
  /** What is kept of a row that is moved. */
  readonly columns: readonly Column[];
  /** By which it is known; may be empty. */
  readonly key: readonly string[];
  /** Columns that a row gets by being written, as SQL over the table as `batch`: conditions may name them. */
  readonly added: readonly AddedColumn[];
  /**
   * The rows that will stand beside them: a select of `columns`, then of `added`, that begins with
   * its outputs. It may read MOVED.
   */
  readonly beside: { readonly outputs: string; readonly from: string } | undefined;
  readonly replaces: ReplacedRows;
}

export interface AddedColumn {
  readonly name: string;
  readonly sql: string;
}

/** Which of the rows that were moved before make room for those that are moved now. */
export type ReplacedRows =
  /** All of the as_of: the rows are all that there are of it. */
  | { readonly type: 'as-of' }
  /** Those of the as_of that come again: by their key, or by all that they say. */
  | { readonly type: 'same-rows' }
  /** Those that have these values: of the files that are loaded. */
  | {
      readonly type: 'captures';
      readonly captures: readonly Readonly<Record<string, string | number>>[];
    };

/** The rows that were taken away, with the ordinals of the expectations that they fail. */
export const MOVED = 'pg_temp."asof quarantined"';
export const FAILED = '"asof: failed"';
export const ROW_PLACE = '"asof: ctid"';

/** What stands in a `from` for the rows, and where asked for, for those beside them. */
export function fromIncoming(
  { table, columns, added, beside }: IncomingRows,
  name: string,
  isBeside: boolean,
): string {
  const outputs = [
    `batch.ctid as ${ROW_PLACE}`,
    ...(columns.length === 0
      ? []
      : [
          columnList(
            columns.map((column) => column.name),
            'batch',
          ),
        ]),
    ...added.map((column) => `${column.sql} as ${quoteIdentifier(column.name)}`),
  ];
  const parts = [`select ${outputs.join(', ')} from ${table} as batch`];
  if (isBeside && beside !== undefined) {
    parts.push(`select null::tid, ${beside.outputs}\n${beside.from}`);
  }
  return `(\n${parts.join('\nunion all\n')}\n) as ${quoteIdentifier(name)}`;
}
