/** The tables of the first version. A migration that was released is never edited: add another. */
export function createTables(schema: string): string {
  return `
create table ${schema}.runs (
  run_id text primary key,
  command text not null,
  target text not null,
  as_of date,
  builds boolean not null,
  vars jsonb not null,
  full_refresh boolean not null,
  status text not null
    check (status in ('running', 'success', 'fail', 'error', 'interrupted')),
  asof_version text not null,
  git_commit text,
  lock_key bigint not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  message text
);
create index runs_running on ${schema}.runs (run_id) where status = 'running';
comment on table ${schema}.runs is
  'One row per invocation that worked on this database. run_id sorts by time.';
comment on column ${schema}.runs.as_of is 'The as_of the run was for; NULL: it was for none.';
comment on column ${schema}.runs.builds is
  'Whether it builds models: builds of another as_of wait for it.';
comment on column ${schema}.runs.vars is 'The vars as given, without secrets.';
comment on column ${schema}.runs.status is
  'running, success, fail (a node failed or was refused), error (it could not run), interrupted.';
comment on column ${schema}.runs.lock_key is
  'The advisory lock that the run holds as long as it lives.';

create table ${schema}.node_runs (
  run_id text not null references ${schema}.runs,
  node_id text not null,
  kind text not null,
  relation text not null,
  materialized text not null,
  as_of date,
  status text not null check (status in ('success', 'unchanged', 'superseded', 'warn', 'fail',
    'error', 'refused', 'skipped', 'interrupted')),
  version text,
  rows_inserted bigint,
  rows_updated bigint,
  rows_unchanged bigint,
  rows_deleted bigint,
  rows_missing bigint,
  rows_rejected bigint,
  duration_ms double precision not null,
  message text,
  diagnostics jsonb not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  unique nulls not distinct (run_id, node_id, as_of)
);
create index node_runs_applied
  on ${schema}.node_runs (node_id, coalesce(as_of, '-infinity'), finished_at)
  where status in ('success', 'warn', 'unchanged') and version is not null;
create index node_runs_latest on ${schema}.node_runs (node_id, finished_at);
comment on table ${schema}.node_runs is
  'What came of each node in each run. A row commits together with the data it speaks of.';
comment on column ${schema}.node_runs.version is
  'A hash of the compiled SQL, the settings and the versions of the inputs: equal ones, equal rows.';
comment on column ${schema}.node_runs.rows_missing is
  'Keys that the relation has and the batch of this run had not.';

create table ${schema}.watermarks (
  node_id text primary key,
  relation text not null,
  as_of date,
  version text not null,
  relation_oid oid not null,
  run_id text not null references ${schema}.runs,
  updated_at timestamptz not null
);
comment on table ${schema}.watermarks is
  'What each relation that is no snapshot holds now: the state at as_of, NULL where it knows none.';
comment on column ${schema}.watermarks.relation_oid is
  'The table this row speaks of; another oid under the same name was not made by asof.';

create table ${schema}.snapshots (
  seal_id bigint generated always as identity primary key,
  node_id text not null,
  relation text not null,
  as_of date not null,
  row_count bigint not null,
  checksum text not null,
  columns jsonb not null,
  version text not null,
  inputs jsonb not null,
  run_id text not null references ${schema}.runs,
  sealed_at timestamptz not null,
  status text not null check (status in ('sealed', 'unsealed', 'restated')),
  restated_by text references ${schema}.runs,
  restated_reason text
);
create unique index snapshots_in_force on ${schema}.snapshots (node_id, as_of)
  where status <> 'restated';
comment on table ${schema}.snapshots is
  'The seals: what each snapshot held at each as_of when it was taken. Replaced ones stay, restated.';
comment on column ${schema}.snapshots.checksum is
  'sum(hashtextextended(row(columns)::text, 0)): the same in whatever order the rows stand.';
comment on column ${schema}.snapshots.columns is 'The columns under the checksum, in its order.';
comment on column ${schema}.snapshots.inputs is
  'The version of each input at the time: where one differs now, the seal is stale.';
comment on column ${schema}.snapshots.status is
  'sealed, unsealed (taken without its gates), restated (replaced by a later row).';

create table ${schema}.seed_files (
  node_id text not null,
  path text not null,
  as_of date,
  content_hash text not null,
  settings_hash text not null,
  size bigint not null,
  mtime_ns bigint,
  row_count bigint not null,
  rejected_count bigint not null,
  run_id text not null references ${schema}.runs,
  loaded_at timestamptz not null,
  primary key (node_id, path)
);
comment on table ${schema}.seed_files is
  'The files whose rows the seeds hold. A file is skipped while content and settings are these.';

create table ${schema}.expectation_results (
  run_id text not null references ${schema}.runs,
  id text not null,
  node_id text not null,
  as_of date,
  expectation text not null,
  status text not null check (status in ('pass', 'warn', 'fail', 'error')),
  element_count bigint,
  unexpected_count bigint,
  observed_value jsonb,
  result jsonb not null,
  checked_at timestamptz not null,
  unique nulls not distinct (run_id, id, as_of)
);
create index expectation_results_latest on ${schema}.expectation_results (id, checked_at);
create index expectation_results_node on ${schema}.expectation_results (node_id, checked_at);
comment on table ${schema}.expectation_results is
  'What came of each expectation in each run.';
comment on column ${schema}.expectation_results.result is
  'All of it, as in run_results.json: counts, keys of unexpected rows, the query that lists them.';
`;
}
