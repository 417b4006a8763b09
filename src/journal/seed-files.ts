import { json, number, optionalText, type Row, text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';
import { isoTime } from './runs.ts';

/** A file whose rows a seed holds. */
export interface SeedFileRecord {
  readonly path: string;
  readonly asOf: string | undefined;
  readonly contentHash: string;
  /** Of all that decides how the content becomes rows. */
  readonly settingsHash: string;
  readonly size: number;
  /** Of the file when it was last looked at; undefined: nothing is known of it. */
  readonly stamp: SeedFileStamp | undefined;
  /** What its path says, by column. */
  readonly captures: Readonly<Record<string, string | number>>;
  readonly rowCount: number;
  readonly rejectedCount: number;
  readonly runId: string;
  /** ISO 8601. */
  readonly loadedAt: string;
}

/** What of a file changes when somebody writes to it: with the size, all that need be looked at. */
export interface SeedFileStamp {
  /** In ns since 1970, in decimal. */
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  readonly inode: string;
  /** ISO 8601: when these were read. */
  readonly stampedAt: string;
}

/** The files that a seed holds, of one as_of where it is given, by path. */
export async function readSeedFiles(
  journal: Journal,
  nodeId: string,
  asOf?: string,
): Promise<readonly SeedFileRecord[]> {
  const { rows } = await journal.session.query({
    sql: `${selectFiles(journal)} where node_id = $1 and ($2::date is null or as_of = $2)
order by path`,
    // once for each as_of of a seed
    isRepeated: true,
    values: [nodeId, asOf],
  });
  return rows.map(toRecord);
}

/** The files that many seeds hold, by node id. */
export async function readSeedFilesOfAll(
  journal: Journal,
  nodeIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SeedFileRecord[]>> {
  const { rows } = await journal.session.query({
    sql: `${selectFiles(journal)} where node_id = any ($1) order by path`,
    values: [nodeIds],
  });
  const found = new Map<string, SeedFileRecord[]>(nodeIds.map((id) => [id, []]));
  for (const row of rows) found.get(text(row, 'node_id'))?.push(toRecord(row));
  return found;
}

function selectFiles(journal: Journal): string {
  return `select node_id, path, as_of, content_hash, settings_hash, size, mtime_ns, ctime_ns, inode,
  ${isoTime('stamped_at')} as stamped, captures, row_count, rejected_count, run_id,
  ${isoTime('loaded_at')} as loaded
from ${table(journal, 'seed_files')}`;
}

function toRecord(row: Row): SeedFileRecord {
  return {
    path: text(row, 'path'),
    asOf: optionalText(row, 'as_of'),
    contentHash: text(row, 'content_hash'),
    settingsHash: text(row, 'settings_hash'),
    size: number(row, 'size'),
    stamp: stampOf(row),
    captures: capturesOf(row),
    rowCount: number(row, 'row_count'),
    rejectedCount: number(row, 'rejected_count'),
    runId: text(row, 'run_id'),
    loadedAt: text(row, 'loaded'),
  };
}

function stampOf(row: Row): SeedFileStamp | undefined {
  const stampedAt = optionalText(row, 'stamped');
  if (stampedAt === undefined) return undefined;
  return {
    mtimeNs: text(row, 'mtime_ns'),
    ctimeNs: text(row, 'ctime_ns'),
    inode: text(row, 'inode'),
    stampedAt,
  };
}

function capturesOf(row: Row): Readonly<Record<string, string | number>> {
  const found = json(row, 'captures');
  if (typeof found !== 'object' || found === null) return {};
  const entries = Object.entries(found).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** The unit of a seed that is loaded and replaced at once: all files of one as_of, or one file. */
export type SeedUnit =
  | { readonly type: 'as-of'; readonly asOf: string }
  | { readonly type: 'file'; readonly path: string };

/** Replaces the record of one unit of a seed by the files that were loaded for it now. */
export async function replaceSeedFiles(
  journal: Journal,
  nodeId: string,
  unit: SeedUnit,
  files: readonly SeedFileRecord[],
): Promise<void> {
  const seedFiles = table(journal, 'seed_files');
  // a file that was of another as_of before belongs to this one now
  const paths = [...files.map((file) => file.path), ...(unit.type === 'file' ? [unit.path] : [])];
  await journal.session.query({
    sql: `delete from ${seedFiles} where node_id = $1 and (as_of = $2 or path = any ($3))`,
    values: [nodeId, unit.type === 'as-of' ? unit.asOf : undefined, paths],
  });
  await journal.session.query({
    sql: `insert into ${seedFiles} (node_id, path, as_of, content_hash, settings_hash, size,
  mtime_ns, ctime_ns, inode, stamped_at, captures, row_count, rejected_count, run_id, loaded_at)
select $1, "path", "asOf", "contentHash", "settingsHash", "size", "mtimeNs", "ctimeNs", "inode",
  "stampedAt", "captures", "rowCount", "rejectedCount", "runId", "loadedAt"
from jsonb_to_recordset($2) as file ("path" text, "asOf" date, "contentHash" text,
  "settingsHash" text, "size" bigint, "mtimeNs" bigint, "ctimeNs" bigint, "inode" bigint,
  "stampedAt" timestamptz, "captures" jsonb, "rowCount" bigint, "rejectedCount" bigint,
  "runId" text, "loadedAt" timestamptz)`,
    values: [nodeId, JSON.stringify(files.map(({ stamp, ...file }) => ({ ...file, ...stamp })))],
  });
}

/** Notes how a file looks now that is known to hold what it held: next time it need not be read. */
export async function stampSeedFile(
  journal: Journal,
  nodeId: string,
  path: string,
  stamp: SeedFileStamp,
): Promise<void> {
  await journal.session.query({
    sql: `update ${table(journal, 'seed_files')}
set mtime_ns = $3, ctime_ns = $4, inode = $5, stamped_at = $6
where node_id = $1 and path = $2`,
    values: [nodeId, path, stamp.mtimeNs, stamp.ctimeNs, stamp.inode, stamp.stampedAt],
  });
}

/** Counts rows to a file that were loaded with it, and set aside until now. */
export async function countRequeued(
  journal: Journal,
  nodeId: string,
  { path, rowCount }: Pick<SeedFileRecord, 'path' | 'rowCount'>,
): Promise<void> {
  await journal.session.query({
    sql: `update ${table(journal, 'seed_files')} set row_count = row_count + $3
where node_id = $1 and path = $2`,
    values: [nodeId, path, rowCount],
  });
}

/** Forgets files whose rows were taken away. */
export async function forgetSeedFiles(
  journal: Journal,
  nodeId: string,
  paths: readonly string[],
): Promise<void> {
  await journal.session.query({
    sql: `delete from ${table(journal, 'seed_files')} where node_id = $1 and path = any ($2)`,
    values: [nodeId, paths],
  });
}
