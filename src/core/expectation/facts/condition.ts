import { quoteIdentifier } from '../../sql/quote.ts';
import type { Fact, RowsFact } from './fact.ts';

/** Which rows: those with a value in the column, those without, or those that SQL says. */
export type Condition =
  | { readonly type: 'all' }
  | { readonly type: 'present'; readonly column: string }
  | { readonly type: 'absent'; readonly column: string }
  | { readonly type: 'sql'; readonly sql: string };

/** A number of rows: one fact, or one less another. */
export interface Count {
  readonly of: Fact;
  readonly minus: Fact | undefined;
}

export function present(column: string): Condition {
  return { type: 'present', column };
}

export function absent(column: string): Condition {
  return { type: 'absent', column };
}

export function condition(sql: string): Condition {
  return { type: 'sql', sql };
}

/** How many rows in scope meet a condition: `count("x")` is cheaper than a filter that says it. */
export function countRows(which: Condition, where: string | undefined, from?: string): Count {
  const counted = (what: string, filter: string | undefined): RowsFact => ({
    over: 'rows',
    sql: `count(${what})${filterClause(filter)}`,
    ...(from === undefined ? {} : { from }),
  });
  switch (which.type) {
    case 'all':
      return { of: counted('*', where), minus: undefined };
    case 'present':
      return { of: counted(quoteIdentifier(which.column), where), minus: undefined };
    case 'absent':
      return { of: counted('*', where), minus: counted(quoteIdentifier(which.column), where) };
    case 'sql':
      return { of: counted('*', inScope(where, which.sql)), minus: undefined };
  }
}

/** The condition as SQL; undefined where every row meets it. */
export function conditionSql(which: Condition): string | undefined {
  switch (which.type) {
    case 'all':
      return undefined;
    case 'present':
      return `${quoteIdentifier(which.column)} is not null`;
    case 'absent':
      return `${quoteIdentifier(which.column)} is null`;
    case 'sql':
      return which.sql;
  }
}

/** ` filter (where …)`, or nothing. */
export function filterClause(where: string | undefined): string {
  return where === undefined ? '' : ` filter (where ${where})`;
}

/** `from … where …`: the rows in scope for which the condition, if given, holds. */
export function rowsWhere(
  from: string,
  where: string | undefined,
  condition: string | undefined,
): string {
  const both = inScope(where, condition);
  return both === undefined ? `from ${from}` : `from ${from}\nwhere ${both}`;
}

/** The user's SQL in brackets that it cannot leave, nor a comment at its end swallow. */
export function bracketed(sql: string): string {
  return `(${sql}${/--[^\n]*$/.test(sql) ? '\n' : ''})`;
}

/** What the user's `where` and a condition say together; `where` has its brackets already. */
export function inScope(
  where: string | undefined,
  condition: string | undefined,
): string | undefined {
  if (where === undefined || condition === undefined) return where ?? condition;
  return `${where} and ${bracketed(condition)}`;
}

/** Rows in none of the scopes make no groups; undefined where one of them is all rows. */
export function inAnyScope(
  asked: readonly { readonly scope: string | undefined }[],
): string | undefined {
  const scopes = asked.map(({ scope }) => scope);
  if (scopes.some((scope) => scope === undefined)) return undefined;
  return [...new Set(scopes)].join(' or ');
}
