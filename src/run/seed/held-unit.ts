import { parseVersion, type Version } from '../../core/time/version.ts';
import { readNodeState } from '../../journal/node-state.ts';
import { readSeedFiles, type SeedFileRecord } from '../../journal/seed-files.ts';
import { readStanding } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import { goneFiles } from './gone-files.ts';
import { relationOfUnit, type SeedUnit } from './seed-unit.ts';

/** What the table and the journal hold of a unit now. */
export interface HeldUnit {
  readonly version: Version | undefined;
  /** Whether the rows are still where the journal says. */
  readonly isInForce: boolean;
  readonly files: readonly SeedFileRecord[];
  /** Those of the files that this checkout lacks. */
  readonly gone: readonly SeedFileRecord[];
}

export async function readHeldUnit(
  session: Session,
  unit: SeedUnit,
  { journal: schema }: RunContext,
): Promise<HeldUnit> {
  const { node, asOf } = unit;
  const journal = { session, schema };
  const state = await readNodeState(journal, node.id, asOf);
  const found = await readStanding(session, relationOfUnit(unit));
  const files = await readSeedFiles(journal, node.id, asOf);
  return {
    version: state.versionAt === undefined ? undefined : parseVersion(state.versionAt),
    isInForce:
      found !== undefined &&
      (asOf === undefined ? found.oid === state.watermark?.relationOid : found.isPartition),
    files,
    gone: goneFiles(node, asOf, files),
  };
}
