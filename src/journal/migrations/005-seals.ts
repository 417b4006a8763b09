/** What a seal needs to be verified, exported and followed to its inputs; seals may be retired. */
export function createSealEvidence(schema: string): string {
  return `
alter table ${schema}.snapshots
  add column column_types jsonb not null default '{}',
  add column compiled_hash text not null default '',
  add column kept_as text,
  drop constraint snapshots_status_check,
  add constraint snapshots_status_check
    check (status in ('sealed', 'unsealed', 'restated', 'retired'));
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
