import { quoteLiteral } from '../../core/sql/quote.ts';

/** How many rows were put back into a node. */
export function createRequeueCount(schema: string): string {
  return `
alter table ${schema}.node_runs add column rows_requeued bigint;
comment on column ${schema}.node_runs.rows_requeued is
  ${quoteLiteral('Rows that were put back from the quarantine of the node.')};
comment on column ${schema}.runs.command is
  ${quoteLiteral('seed, models, build, test or requeue; a backfill is one build for each as_of.')};
`;
}
