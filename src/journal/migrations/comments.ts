import { quoteIdentifier, quoteLiteral } from '../../core/sql/quote.ts';

export interface TableComments {
  readonly table: string;
  /** Of the table itself. */
  readonly about: string;
  /** Of every column of it. */
  readonly columns: Readonly<Record<string, string>>;
}

/** What psql shows with `\d+`, and docs/reference/journal.md, for a schema that is quoted. */
export function comments(schema: string, { table, about, columns }: TableComments): string {
  const name = `${schema}.${quoteIdentifier(table)}`;
  return [
    `comment on table ${name} is ${quoteLiteral(about)};`,
    ...Object.entries(columns).map(
      ([column, text]) =>
        `comment on column ${name}.${quoteIdentifier(column)} is ${quoteLiteral(text)};`,
    ),
    '',
  ].join('\n');
}
