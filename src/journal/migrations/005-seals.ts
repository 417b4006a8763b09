/**
 * What a seal needs to be verified, exported and followed to its inputs; seals may be retired. What was
 * last is told by the order of writing: the clocks of two machines need not agree.
 */
export function createSealEvidence(schema: string): string {
  return `
alter table ${schema}.snapshots
  add column column_types jsonb not null default '{}',
  add column compiled_hash text not null default '',
  add column kept_as text,
  drop constraint snapshots_status_check,
  add constraint snapshots_status_check
    check (status in ('sealed', 'unsealed', 'restated', 'retired'));
alter table ${schema}.node_runs
  add column written bigint generated always as identity;
drop index ${schema}.node_runs_applied;
create index node_runs_applied
  on ${schema}.node_runs (node_id, coalesce(as_of, '-infinity'), written)
  where status in ('success', 'warn', 'unchanged') and version is not null;
drop index ${schema}.node_runs_latest;
create index node_runs_latest on ${schema}.node_runs (node_id, written);
comment on column ${schema}.node_runs.written is 'Later rows have greater ones, whatever the clocks say.';
comment on column ${schema}.snapshots.column_types is
  'The type of each column of the table at the time, by name.';
comment on column ${schema}.snapshots.compiled_hash is
  'A hash of the SQL that took it; the commit of the project is its run''s.';
comment on column ${schema}.snapshots.kept_as is
  'The table that holds the rows it spoke of, since they were replaced; NULL: they are gone.';
comment on column ${schema}.snapshots.status is
  'sealed, unsealed (taken without its gates), restated (replaced by a later row), retired (its rows were let go).';
comment on column ${schema}.snapshots.inputs is
  'What it was taken from: by node the version of a seed or model, the checksum of a snapshot.';
`;
}
