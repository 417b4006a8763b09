import type { Manifest } from '../../core/manifest/manifest.ts';
import { materializedOf, relationOf } from '../../core/manifest/manifest-json.ts';
import type { Node } from '../../core/manifest/node.ts';
import type { HeldNode, HeldSeal } from '../../core/plan/node-status.ts';
import { readHistories } from '../../journal/histories.ts';
import type { Journal } from '../../journal/journal.ts';
import { lastResults } from '../../journal/node-runs.ts';
import { readSeals } from '../../journal/seals.ts';
import { readSeedFilesOfAll } from '../../journal/seed-files.ts';
import { readWatermarks } from '../../journal/watermarks.ts';
import { readStaleSeals } from '../stale-seals.ts';

/** What the journal knows of the project's seeds and models, by name. */
export async function readStatus(
  journal: Journal,
  manifest: Manifest,
): Promise<readonly HeldNode[]> {
  const nodes = Object.values<Node>(manifest.nodes).filter(
    (node) => (node.kind === 'seed' || node.kind === 'model') && relationOf(node) !== undefined,
  );
  const watermarks = await readWatermarks(journal);
  const seals = await readSeals(journal);
  const stale = await readStaleSeals(journal);
  const last = new Map((await lastResults(journal)).map((each) => [each.nodeId, each]));
  const files = await readSeedFilesOfAll(
    journal,
    nodes.flatMap((node) => (node.kind === 'seed' ? [node.id] : [])),
  );
  const histories = await readHistories(journal);
  const ofHistory = (id: string): readonly string[] =>
    histories.filter((each) => each.nodeId === id).map((each) => each.asOf);
  const sealsOf = (id: string): readonly HeldSeal[] =>
    seals
      .filter((seal) => seal.nodeId === id)
      .map(({ asOf, status, rowCount, checksum, sealedAt }) => ({
        asOf,
        status,
        rowCount,
        checksum,
        sealedAt,
        staleInputs: stale.find((each) => each.node === id && each.asOf === asOf)?.inputs ?? [],
      }));
  return nodes
    .map((node): HeldNode => {
      const ownSeals = sealsOf(node.id);
      const ofFiles = (files.get(node.id) ?? []).flatMap((file) => file.asOf ?? []);
      const ofSeals = ownSeals.map((seal) => seal.asOf);
      const asOfs = [...new Set([...ofFiles, ...ofSeals, ...ofHistory(node.id)])].sort();
      const isDated = node.kind !== 'expectation' && node.temporality === 'dated';
      return {
        node: node.id,
        name: node.name,
        kind: materializedOf(node) ?? node.kind,
        relation: relationOf(node) ?? node.name,
        asOf: watermarks.get(node.id)?.asOf ?? asOfs.at(-1),
        isLive: node.kind === 'model' && !isDated,
        asOfs,
        seals: ownSeals,
        last: last.get(node.id),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
