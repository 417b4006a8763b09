import { comments, type TableComments } from './comments.ts';

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
comment on column ${schema}.runs.as_of is 'The as_of the run was for; NULL: it was for none.';

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

create table ${schema}.watermarks (
  node_id text primary key,
  relation text not null,
  as_of date,
  version text not null,
  relation_oid oid not null,
  run_id text not null references ${schema}.runs,
  updated_at timestamptz not null
);
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
${COMMENTS.map((each) => comments(schema, each)).join('')}`;
}

const COMMENTS: readonly TableComments[] = [
  {
    table: 'runs',
    about: 'One row per invocation that worked on this database. run_id sorts by time.',
    columns: {
      run_id: 'Id of the run; later ones sort after earlier ones.',
      command: 'seed, models, build or test; a backfill is one build for each as_of.',
      target: 'The target of project.yml that it worked on.',
      as_of: 'The as_of the run was for; NULL: it was for none.',
      builds: 'Whether it builds models: builds of another as_of wait for it.',
      vars: 'The vars as given, without secrets.',
      full_refresh: 'Whether it was told to build from nothing.',
      status:
        'running, success, fail (a node failed or was refused), error (it could not run), interrupted.',
      asof_version: 'The version of asof that ran.',
      git_commit: 'The commit that the project was at; NULL: it is in no repository.',
      lock_key: 'The advisory lock that the run holds as long as it lives.',
      started_at: 'When it began.',
      finished_at: 'When it ended; NULL: it runs, or died and was not found dead yet.',
      message: 'Why it ended so, where there is more to say than the status.',
    },
  },
  {
    table: 'node_runs',
    about: 'What came of each node in each run. A row commits together with the data it speaks of.',
    columns: {
      run_id: 'The run that wrote it.',
      node_id: 'The node: kind, project and name, e.g. model.streamflow.users.',
      kind: 'model, seed, source or expectation.',
      relation: 'Its table or view, as schema.name; of an expectation in SQL its name.',
      materialized: 'How a model becomes a relation: view, table, upsert …; of others their kind.',
      as_of: 'The as_of it was built for; NULL: it knows none.',
      status: 'success, unchanged, superseded, warn, fail, error, refused, skipped or interrupted.',
      version:
        'A hash of the compiled SQL, the settings and the versions of the inputs: equal ones, equal rows.',
      rows_inserted: 'Rows added; NULL: not counted.',
      rows_updated: 'Rows whose values differed and were changed.',
      rows_unchanged: 'Rows of the batch that the relation held already.',
      rows_deleted: 'Rows removed.',
      rows_missing: 'Keys that the relation has and the batch of this run had not.',
      rows_rejected: 'Rows of files that were set aside.',
      duration_ms: 'How long it took, in milliseconds.',
      message: 'What came of it, in words, where there is more to say than the status.',
      diagnostics: 'What was wrong: an array of {code, severity, message, location, notes, hint}.',
      started_at: 'When the work on it began.',
      finished_at: 'When it was journalled.',
    },
  },
  {
    table: 'watermarks',
    about:
      'What each relation that is no snapshot holds now: the state at as_of, NULL where it knows none.',
    columns: {
      node_id: 'The node, as in node_runs.',
      relation: 'Its table or view, as schema.name.',
      as_of: 'The as_of whose state it holds; NULL: it knows none.',
      version: 'The version it holds, as in node_runs.',
      relation_oid:
        'The table this row speaks of; another oid under the same name was not made by asof.',
      run_id: 'The run that brought it there.',
      updated_at: 'When that was.',
    },
  },
  {
    table: 'snapshots',
    about:
      'The seals: what each snapshot held at each as_of when it was taken. Replaced ones stay, restated.',
    columns: {
      seal_id: 'Later seals have greater ones.',
      node_id: 'The snapshot, as in node_runs.',
      relation: 'Its table, as schema.name; the rows of one as_of are a partition of it.',
      as_of: 'The as_of whose rows were sealed.',
      row_count: 'How many rows there were.',
      checksum:
        'sum(hashtextextended(row(columns)::text, 0)): the same in whatever order the rows stand.',
      columns: 'The columns under the checksum, in its order.',
      version: 'The version of the snapshot at the time, as in node_runs.',
      inputs: 'The version of each input at the time, by node.',
      run_id: 'The run that took it.',
      sealed_at: 'When that was.',
      status: 'sealed, unsealed (taken without its gates), restated (replaced by a later row).',
      restated_by: 'The run that replaced it.',
      restated_reason: 'Why it was replaced.',
    },
  },
  {
    table: 'seed_files',
    about:
      'The files whose rows the seeds hold. A file is skipped while content and settings are these.',
    columns: {
      node_id: 'The seed, as in node_runs.',
      path: 'The file, below the project directory.',
      as_of: 'The as_of that its path gives it; NULL: the seed has none.',
      content_hash: 'Of the bytes of the file.',
      settings_hash: 'Of all that decides how the bytes become rows.',
      size: 'In bytes.',
      mtime_ns: 'When the file was changed, in ns since 1970; NULL: not recorded.',
      row_count: 'How many rows were loaded.',
      rejected_count: 'How many rows were set aside.',
      run_id: 'The run that loaded it.',
      loaded_at: 'When that was.',
    },
  },
  {
    table: 'expectation_results',
    about: 'What came of each expectation in each run.',
    columns: {
      run_id: 'The run that checked it.',
      id: 'The name that was given, or node.column.check.',
      node_id: 'The node it is about, as in node_runs.',
      as_of: 'The as_of whose rows were checked; NULL: all rows.',
      expectation: 'The full name of the check, e.g. expect_column_values_to_be_between.',
      status: 'pass, warn, fail (unexpected rows), error (it could not be checked).',
      element_count: 'Rows in scope; NULL: the check counts none.',
      unexpected_count: 'Rows that do not hold; NULL: the check counts none.',
      observed_value: 'What a check of all rows together found.',
      result:
        'All of it, as in run_results.json: counts, keys of unexpected rows, the query that lists them.',
      checked_at: 'When it was journalled.',
    },
  },
];
