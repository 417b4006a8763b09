import { type Diagnostic, DiagnosticError, fail } from '../../core/diagnostics/diagnostic.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { ModelNode, Node, SeedNode } from '../../core/manifest/node.ts';
import { formatDates } from '../../core/plan/create-plan.ts';
import type { ExportedSeal } from '../../core/plan/export.ts';
import { storedInputs } from '../../core/plan/inputs-of.ts';
import { isHistory } from '../../core/plan/rows-condition.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import type { StaleSeal } from '../../core/time/stale.ts';
import { readHistories } from '../../journal/histories.ts';
import type { Journal } from '../../journal/journal.ts';
import { readSeals, type SealRecord } from '../../journal/seals.ts';
import { readSeedFiles } from '../../journal/seed-files.ts';
import { readWatermarks } from '../../journal/watermarks.ts';
import type { CatalogRelation } from '../../postgres/catalog.ts';
import { readStaleSeals, staleWarnings } from '../stale-seals.ts';
import { verifySnapshot } from '../verify/verify-snapshot.ts';

export interface Exportable {
  /** The one that was asked for, or that the rows stand at. */
  readonly asOf: string | undefined;
  readonly seals: readonly ExportedSeal[];
  /** That a snapshot had when its as_of was sealed; undefined of anything else. */
  readonly sealedColumns: ReadonlySet<string> | undefined;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Refuses what is not, or not only, of the as_of: live tables must stand at it, seeds hold it, and
 * snapshots be sealed at it with what they hold now.
 */
export async function checkExportable(
  journal: Journal,
  catalog: ReadonlyMap<string, CatalogRelation>,
  question: { readonly node: Node; readonly asOf: string | undefined; readonly manifest: Manifest },
): Promise<Exportable> {
  const { node, manifest } = question;
  const inputs = [...storedInputs(manifest.nodes, node.id)].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const input of inputs) demandBuilt(input, catalog);
  if (node.kind !== 'expectation' && node.relation !== undefined) demandBuilt(node, catalog);
  const live = inputs.filter((each) => each.kind === 'model' && each.temporality === 'current');
  const asOf = await asOfOfLive(journal, live, question);
  const seals: SealRecord[] = [];
  const warnings: Diagnostic[] = [];
  for (const input of inputs) {
    if (input.kind === 'expectation' || input.temporality !== 'dated') continue;
    if (asOf !== undefined && input.kind === 'seed') await demandHeld(journal, input, asOf);
    if (asOf !== undefined && isHistory(input)) await demandVersions(journal, input, asOf);
    if (input.kind !== 'model' || input.config.materialized !== 'snapshot') continue;
    const found = await sealsOf(journal, input, asOf);
    seals.push(...found.seals);
    warnings.push(...found.warnings);
  }
  const isRead = (seal: StaleSeal) =>
    seals.some((each) => each.nodeId === seal.node && each.asOf === seal.asOf);
  const stale = (await readStaleSeals(journal)).filter(isRead);
  const own = seals.find((seal) => seal.nodeId === node.id);
  return {
    asOf,
    seals: seals
      .map(exportedSeal)
      .sort((a, b) => (`${a.relation} ${a.asOf}` < `${b.relation} ${b.asOf}` ? -1 : 1)),
    sealedColumns: own && new Set(Object.keys(own.columnTypes)),
    warnings: [...warnings, ...staleWarnings(stale, manifest)],
  };
}

function demandBuilt(node: Node, catalog: ReadonlyMap<string, CatalogRelation>): void {
  if (node.kind === 'expectation' || node.relation === undefined) return;
  if (catalog.has(formatRelation(node.relation))) return;
  fail('node-not-built', `"${node.name}" is not built yet`, {
    location: node.location,
    hint: `build it first: run build --select +${node.name}`,
  });
}

async function asOfOfLive(
  journal: Journal,
  live: readonly Node[],
  { node, asOf }: { readonly node: Node; readonly asOf: string | undefined },
): Promise<string | undefined> {
  if (live.length === 0) {
    if (node.kind === 'expectation' || node.temporality === 'timeless') return undefined;
    if (node.temporality !== 'current') return asOf ?? demandAsOf(node);
    return asOf === undefined ? undefined : readsAll(node, asOf);
  }
  const marks = await readWatermarks(
    journal,
    live.map((each) => each.id),
  );
  const standing = live.map((each) => ({ node: each, at: marks.get(each.id)?.asOf }));
  const asked = asOf ?? standing[0]?.at;
  const stray = standing.find(({ at }) => at !== asked);
  if (stray === undefined) return asked;
  const stands = stray.at === undefined ? 'was not built at an as_of' : `stands at ${stray.at}`;
  return fail(
    'export-refused',
    `"${stray.node.name}" ${stands}, and ${node === stray.node ? 'is' : `"${node.name}" is`} asked for at ${asked}`,
    {
      location: stray.node.location,
      hint: `what a live table held before is gone: export a snapshot of it${asOf === undefined ? '' : ', or leave --as-of out for what it holds now'}`,
    },
  );
}

function demandAsOf(node: Node): never {
  return fail('as-of-missing', `"${node.name}" holds an as_of per row, and none is asked for`, {
    location: node.location,
    hint: 'add --as-of 2024-01-31',
  });
}

/** Nothing says which of its rows are of the as_of. */
function readsAll(node: Node, asOf: string): never {
  return fail(
    'export-refused',
    `"${node.name}" reads all as_ofs and names none of its own, and is asked for at ${asOf}`,
    {
      location: node.location,
      hint: 'name the column that says it: config(as_of_column=…), or leave --as-of out for all rows',
    },
  );
}

async function demandHeld(journal: Journal, seed: SeedNode, asOf: string): Promise<void> {
  const files = await readSeedFiles(journal, seed.id);
  const held = [...new Set(files.flatMap((file) => file.asOf ?? []))].sort();
  if (!held.includes(asOf)) notHeld(seed, asOf, held, 'run seed');
}

/** What its versions say between two as_ofs that it holds is not what was true at one between. */
async function demandVersions(journal: Journal, node: ModelNode, asOf: string): Promise<void> {
  const held = (await readHistories(journal, [node.id])).map((each) => each.asOf);
  if (held.includes(asOf)) return;
  notHeld(node, asOf, held, `run build --select +${node.name} --vars as_of=${asOf}`);
}

function notHeld(node: Node, asOf: string, held: readonly string[], command: string): never {
  return fail('as-of-not-held', `"${node.name}" holds no rows of ${asOf}`, {
    location: node.location,
    hint: held.length === 0 ? `build it first: ${command}` : `it holds ${formatDates(held)}`,
  });
}

/** The seal of an as_of, or all of them; recomputed from what the snapshot holds now. */
async function sealsOf(
  journal: Journal,
  node: ModelNode,
  asOf: string | undefined,
): Promise<{ readonly seals: readonly SealRecord[]; readonly warnings: readonly Diagnostic[] }> {
  const all = await readSeals(journal, node.id);
  const seals = asOf === undefined ? all : all.filter((each) => each.asOf === asOf);
  if (asOf !== undefined && seals.length === 0) {
    const held = all.map((each) => each.asOf);
    notHeld(node, asOf, held, `run build --select +${node.name} --vars as_of=${asOf}`);
  }
  const { relation } = node;
  if (relation === undefined) return { seals, warnings: [] };
  const { findings } = await verifySnapshot(
    journal,
    { ...node, relation },
    asOf === undefined ? [] : [asOf],
  );
  const wrong = findings.filter((each) => each.severity === 'error');
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  return { seals, warnings: findings };
}

function exportedSeal(seal: SealRecord): ExportedSeal {
  const { nodeId: node, relation, asOf, status, rowCount, checksum, version } = seal;
  const { compiledHash, runId, sealedAt } = seal;
  return {
    node,
    relation,
    asOf,
    status,
    rowCount,
    checksum,
    version,
    compiledHash,
    runId,
    sealedAt,
  };
}
