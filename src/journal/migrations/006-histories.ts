import { comments } from './comments.ts';

/** Which as_ofs a history holds: its versions alone do not say, since one as_of may change nothing. */
export function createHistories(schema: string): string {
  return `
create table ${schema}.histories (
  node_id text not null,
  as_of date not null,
  relation text not null,
  version text not null,
  row_count bigint,
  run_id text not null references ${schema}.runs,
  applied_at timestamptz not null,
  primary key (node_id, as_of)
);
${comments(schema, {
  table: 'histories',
  about: 'The as_ofs that each history holds, and what it was built from at each.',
  columns: {
    node_id: 'The history.',
    as_of: 'What its versions can be read at.',
    relation: 'Its table.',
    version: 'What it was built from at the as_of.',
    row_count: 'How many versions were valid at it; NULL where deleted rows are ignored.',
    run_id: 'The run that built it last.',
    applied_at: 'When that was.',
  },
})}`;
}
