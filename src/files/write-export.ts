import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Transform, type Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { fail } from '../core/diagnostics/diagnostic.ts';
import type { Location } from '../core/diagnostics/source-file.ts';

export interface ExportDestination {
  /** As it was given. */
  readonly path: string;
  /** Where a path that is not absolute begins. */
  readonly from: string;
  /** Of the project. */
  readonly directory: string;
  /** What holds the project's own files, below its directory. */
  readonly projectPaths: readonly string[];
  readonly isForced: boolean;
  readonly location: Location | undefined;
}

/** A file that is written aside, and takes its place beside its manifest when both are whole. */
export interface ExportFile extends AsyncDisposable {
  readonly target: Writable;
  readonly digest: () => Digest;
  /** Puts the file and what describes it in their places. */
  publish(manifest: string): Promise<void>;
}

/** Of the bytes before compression. */
export interface Digest {
  readonly sha256: string;
  readonly byteCount: number;
}

/** What describes an exported file stands beside it. */
export function manifestPath(path: string): string {
  return `${path}.manifest.json`;
}

/** Refuses a path that cannot be written to, or that holds something else than an earlier export. */
export async function checkDestination(destination: ExportDestination): Promise<string> {
  const { path, from, location } = destination;
  if (!/\.csv(\.gz)?$/i.test(path)) {
    return fail('export-file', `"${path}" is no name of a CSV file`, {
      location,
      hint: 'let it end in .csv or .csv.gz',
    });
  }
  const directory = await realpath(dirname(resolve(from, path))).catch(() =>
    fail('export-file', `there is no directory "${dirname(path)}"`, {
      location,
      hint: `make it: mkdir -p ${dirname(path)}`,
    }),
  );
  const full = join(directory, basename(path));
  await refuseProjectFile(full, destination);
  const found = await stat(full).catch(() => undefined);
  if (found?.isDirectory()) {
    return fail('export-file', `"${path}" is a directory`, { location, hint: 'name a file in it' });
  }
  if (found === undefined || destination.isForced || (await isExport(full))) return full;
  return fail('export-file', `"${path}" is there, and no export of asof's`, {
    location,
    hint: 'choose another name, or add --force to replace it',
  });
}

async function refuseProjectFile(
  full: string,
  { path, directory, projectPaths, location }: ExportDestination,
): Promise<void> {
  const root = await realpath(directory);
  for (const each of projectPaths) {
    const real = await realpath(join(root, each)).catch(() => join(root, each));
    const below = relative(real, full);
    if (below.startsWith(`..${sep}`) || below === '..' || resolve(below) === below) continue;
    fail('export-file', `"${path}" lies in "${each}", where the project's own files are`, {
      location,
      hint: 'write it elsewhere, such as into exports/',
    });
  }
}

/** Whether the file is one that an export wrote, and may be replaced by another. */
async function isExport(full: string): Promise<boolean> {
  const text = await readFile(manifestPath(full), 'utf8').catch(() => '');
  return text.includes('"asof_version"') && text.includes('"sha256"');
}

/** Opens the file aside. Disposing of it before it is published leaves what was there. */
export async function openExportFile(full: string): Promise<ExportFile> {
  const token = randomUUID();
  const aside = `${full}.${token}.tmp`;
  const asideManifest = `${manifestPath(full)}.${token}.tmp`;
  const { target, digest } = digesting();
  const file = (await open(aside, 'wx')).createWriteStream({ flush: true });
  const gzip = full.toLowerCase().endsWith('.gz') ? [createGzip()] : [];
  const written = pipeline([target, ...gzip, file]);
  written.catch(() => {});
  return {
    target,
    digest,
    async publish(manifest) {
      await written;
      await writeFile(asideManifest, manifest);
      await rename(aside, full);
      await rename(asideManifest, manifestPath(full));
    },
    async [Symbol.asyncDispose]() {
      if (!file.closed) {
        target.destroy();
        await finished(file).catch(() => {});
      }
      await rm(aside, { force: true });
      await rm(asideManifest, { force: true });
    },
  };
}

/** Passes bytes on, and counts and hashes them. */
export function digesting(): { readonly target: Transform; readonly digest: () => Digest } {
  const hash = createHash('sha256');
  let byteCount = 0;
  const target = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      byteCount += chunk.length;
      done(null, chunk);
    },
  });
  return { target, digest: () => ({ sha256: hash.copy().digest('hex'), byteCount }) };
}
