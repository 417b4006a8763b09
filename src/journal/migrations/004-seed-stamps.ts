/** What tells a file that nobody has written to since it was loaded, without reading it. */
export function createSeedStamps(schema: string): string {
  return `
alter table ${schema}.seed_files
  add column ctime_ns bigint,
  add column inode bigint,
  add column stamped_at timestamptz,
  add column captures jsonb not null default '{}';
comment on column ${schema}.seed_files.ctime_ns is 'When its inode was changed, in ns since 1970.';
comment on column ${schema}.seed_files.inode is 'Its number in its file system.';
comment on column ${schema}.seed_files.stamped_at is
  'When size, mtime, ctime and inode were read: a file written to at that time may have changed unseen.';
comment on column ${schema}.seed_files.captures is
  'What the path of the file says, by column.';
`;
}
