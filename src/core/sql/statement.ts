import type { CompiledSql } from './compiled-sql.ts';

/** One SQL text to send. */
export interface Statement {
  readonly sql: string;
  readonly values?: readonly unknown[];
  /** Sent for every node with other values: the server parses and plans it once a connection. */
  readonly isRepeated?: boolean;
  /** The user's SQL inside `sql`, and where it begins: an error there is the user's. */
  readonly origin?: StatementOrigin;
}

export interface StatementOrigin {
  readonly compiled: CompiledSql;
  /** In UTF-16 units from the start of `sql`. */
  readonly offset: number;
}

/** Joins text around the user's SQL and remembers where that begins. */
export function around(before: string, compiled: CompiledSql, after = ''): Statement {
  return {
    sql: before + compiled.sql + after,
    origin: { compiled, offset: before.length },
  };
}
