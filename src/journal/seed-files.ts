import { number, optionalText, text } from '../postgres/row.ts';
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
  /** In ns since 1970, in decimal: with the size it says whether the content need be read at all. */
  readonly mtimeNs: string | undefined;
  readonly rowCount: number;
  readonly rejectedCount: number;
  readonly runId: string;
  /** ISO 8601. */
  readonly loadedAt: string;
}

/** The files that a seed holds, of one as_of where it is given, by path. */
export async function readSeedFiles(
  journal: Journal,
  nodeId: string,
  asOf?: string,
): Promise<readonly SeedFileRecord[]> {
  const { rows } = await journal.session.query({
    sql: `select path, as_of, content_hash, settings_hash, size, mtime_ns, row_count,
  rejected_count, run_id, ${isoTime('loaded_at')} as loaded
from ${table(journal, 'seed_files')}
where node_id = $1 and ($2::date is null or as_of = $2)
order by path`,
    values: [nodeId, asOf],
  });
  return rows.map((row) => ({
    path: text(row, 'path'),
    asOf: optionalText(row, 'as_of'),
    contentHash: text(row, 'content_hash'),
    settingsHash: text(row, 'settings_hash'),
    size: number(row, 'size'),
    mtimeNs: optionalText(row, 'mtime_ns'),
    rowCount: number(row, 'row_count'),
    rejectedCount: number(row, 'rejected_count'),
    runId: text(row, 'run_id'),
    loadedAt: text(row, 'loaded'),
  }));
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
  mtime_ns, row_count, rejected_count, run_id, loaded_at)
select $1, "path", "asOf", "contentHash", "settingsHash", "size", "mtimeNs", "rowCount",
  "rejectedCount", "runId", "loadedAt"
from jsonb_to_recordset($2) as file ("path" text, "asOf" date, "contentHash" text,
  "settingsHash" text, "size" bigint, "mtimeNs" bigint, "rowCount" bigint, "rejectedCount" bigint,
  "runId" text, "loadedAt" timestamptz)`,
    values: [nodeId, JSON.stringify(files)],
  });
}
