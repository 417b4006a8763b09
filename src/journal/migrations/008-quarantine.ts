import { quoteLiteral } from '../../core/sql/quote.ts';

/** How many rows a node set aside. */
export function createQuarantineCount(schema: string): string {
  return `
alter table ${schema}.node_runs add column rows_quarantined bigint;
comment on column ${schema}.node_runs.rows_quarantined is
  ${quoteLiteral('Rows that were moved to the quarantine of the node.')};
`;
}
