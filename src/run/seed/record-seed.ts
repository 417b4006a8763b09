import { bug } from '../../core/diagnostics/bug.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { NodeResult } from '../../core/plan/run-result.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { formatVersion, type Version } from '../../core/time/version.ts';
import { recordExpectations } from '../../journal/expectation-results.ts';
import { forgetFailures } from '../../journal/failures.ts';
import type { Journal } from '../../journal/journal.ts';
import { recordNode } from '../../journal/node-runs.ts';
import {
  forgetSeedFiles,
  replaceSeedFiles,
  type SeedFileRecord,
  type SeedFileStamp,
} from '../../journal/seed-files.ts';
import { advanceWatermark } from '../../journal/watermarks.ts';
import { readOid } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import type { FileStamp } from './file/seed-file.ts';
import type { LoadedRows } from './load-unit.ts';
import type { SeedUnit } from './seed-unit.ts';
import { settingsHash } from './settings-hash.ts';

export interface SeedRecord {
  readonly unit: SeedUnit;
  readonly version: Version;
  readonly result: NodeResult;
  readonly copied: LoadedRows | undefined;
  /** ISO 8601: before the files were looked at. */
  readonly stampedAt: string;
  /** Files whose rows the unit no longer holds. */
  readonly dropped: readonly string[];
  readonly expectations: readonly ExpectationResult[];
}

/**
 * Journals what came of a unit of a seed, in the transaction that loaded it. Returns what came of its
 * expectations with what has changed.
 */
export async function recordSeed(
  session: Session,
  { unit, version, result, copied, expectations, stampedAt, dropped }: SeedRecord,
  { journal: schema, runId, clock, expectationsOf }: RunContext,
): Promise<readonly ExpectationResult[]> {
  const journal: Journal = { session, schema };
  const at = clock.now().toISOString();
  await recordNode(journal, runId, result, { version: formatVersion(version), finishedAt: at });
  const { node, asOf } = unit;
  const recorded = await recordExpectations(journal, runId, expectations, {
    checkedAt: at,
    isDated: node.temporality === 'dated',
  });
  await forgetFailures(journal, expectations);
  if (copied === undefined) return recorded;
  const hash = settingsHash(node, { expectationsOf });
  const files = copied.files.map(
    ({ path, contentHash, stamp, rowCount, rejectedRows }): SeedFileRecord => ({
      path,
      asOf,
      contentHash,
      settingsHash: hash,
      size: Number(stamp.size),
      stamp: journalStamp(stamp, stampedAt),
      captures: unit.files.find((file) => file.path === path)?.captures ?? {},
      rowCount,
      rejectedCount: rejectedRows.count(),
      runId,
      loadedAt: at,
    }),
  );
  if (asOf !== undefined) {
    await replaceSeedFiles(journal, node.id, { type: 'as-of', asOf }, files);
    return recorded;
  }
  await forgetSeedFiles(journal, node.id, dropped);
  for (const file of files) {
    await replaceSeedFiles(journal, node.id, { type: 'file', path: file.path }, [file]);
  }
  const relation = formatRelation(node.relation);
  await advanceWatermark(journal, {
    nodeId: node.id,
    relation,
    asOf: undefined,
    version: formatVersion(version),
    relationOid: (await readOid(session, node.relation)) ?? bug(`${relation} was not loaded`),
    runId,
    updatedAt: at,
  });
  return recorded;
}

/** How a file looked, as the journal keeps it. */
export function journalStamp(
  { mtimeNs, ctimeNs, ino }: FileStamp,
  stampedAt: string,
): SeedFileStamp {
  return {
    mtimeNs: String(mtimeNs),
    ctimeNs: String(ctimeNs),
    inode: String(BigInt.asIntN(64, ino)),
    stampedAt,
  };
}
