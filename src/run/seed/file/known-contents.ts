import type { SeedFileRecord } from '../../../journal/seed-files.ts';
import { absolutePath, type SeedUnit } from '../seed-unit.ts';
import { type FileStamp, hashSeedFile, stampSeedFile } from './seed-file.ts';

/** What is known of a file before it is loaded. */
export interface KnownContent {
  readonly path: string;
  /** undefined: it is not what the journal knows, and will be hashed while it is loaded. */
  readonly contentHash: string | undefined;
  /** How it looks, where that differs from what the journal says of the same content. */
  readonly newStamp: FileStamp | undefined;
}

/** A clock of another machine, or a coarse one, may say that a file is older than it is. */
const TRUSTED_AFTER_MS = 2000;

/**
 * What each file of a unit holds, without reading those that look as they did when they were loaded.
 * A file of the same size is hashed; one of another size holds something else.
 */
export async function knownContents(
  unit: SeedUnit,
  held: readonly SeedFileRecord[],
): Promise<readonly KnownContent[]> {
  const records = new Map(held.map((record) => [record.path, record]));
  return Promise.all(
    unit.files.map(async (file): Promise<KnownContent> => {
      const { path } = file;
      const record = records.get(path);
      const unknown = { path, contentHash: undefined, newStamp: undefined };
      if (record === undefined) return unknown;
      const stamp = await stampSeedFile(absolutePath(unit, file), path);
      if (Number(stamp.size) !== record.size) return unknown;
      if (isTrusted(record, stamp)) return { ...unknown, contentHash: record.contentHash };
      const content = await hashSeedFile(absolutePath(unit, file), path);
      const isSame = content.contentHash === record.contentHash;
      return {
        path,
        contentHash: content.contentHash,
        newStamp: isSame ? content.stamp : undefined,
      };
    }),
  );
}

function isTrusted({ stamp }: SeedFileRecord, now: FileStamp): boolean {
  if (stamp === undefined) return false;
  const isSame =
    stamp.mtimeNs === String(now.mtimeNs) &&
    stamp.ctimeNs === String(now.ctimeNs) &&
    stamp.inode === String(BigInt.asIntN(64, now.ino));
  const writtenMs = Number((now.mtimeNs > now.ctimeNs ? now.mtimeNs : now.ctimeNs) / 1_000_000n);
  return isSame && writtenMs < Date.parse(stamp.stampedAt) - TRUSTED_AFTER_MS;
}
