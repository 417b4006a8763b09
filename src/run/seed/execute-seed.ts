import { bug } from '../../core/diagnostics/bug.ts';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import { didYouMean } from '../../core/diagnostics/suggest.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { SeedNode } from '../../core/manifest/node.ts';
import { formatDates, heldAsOfs } from '../../core/plan/create-plan.ts';
import { seedVersion } from '../../core/plan/node-version.ts';
import type { SeedTask } from '../../core/plan/plan.ts';
import type { NodeResult, RowCounts } from '../../core/plan/run-result.ts';
import { partitionOf } from '../../core/sql/as-of-partition.ts';
import { quoteIdentifier } from '../../core/sql/quote.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import { parseVersion, type Version } from '../../core/time/version.ts';
import { readNodeState } from '../../journal/node-state.ts';
import { fence } from '../../journal/runs.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { checkGates } from '../expectation/check-gates.ts';
import { inNodeTransaction } from '../node-transaction.ts';
import { publish } from '../publish.ts';
import type { RunContext, TaskOutcome } from '../run-context.ts';
import { type CopiedSeed, copySeedUnit } from './load-seed.ts';
import { publishSeedUnit } from './publish-unit.ts';
import { recordSeed } from './record-seed.ts';
import { replaceRejects } from './replace-rejects.ts';
import { hashSeedFile } from './seed-file.ts';
import { seedReferences } from './seed-references.ts';
import { absolutePath, asideOfUnit, type SeedUnit } from './seed-unit.ts';
import { settingsHash } from './settings-hash.ts';

/** Loads one unit of a seed, unless the table holds its rows already. */
export async function executeSeed(task: SeedTask, context: RunContext): Promise<TaskOutcome> {
  const node = context.manifest.nodes[task.node];
  if (node?.kind !== 'seed') return bug(`${task.node} is no seed`);
  if (task.files.length === 0) return notHeld(node, task.asOf);
  const unit: SeedUnit = { node, asOf: task.asOf, files: task.files, directory: context.directory };
  const startedMs = context.clock.monotonicMs();
  const version = versionOf(unit, await readContents(unit), context);
  return inNodeTransaction(context, node.relation, async (session) => {
    const held = await heldUnit(session, unit, context);
    const built =
      held.version?.content === version.content && held.isInForce && !context.plan.isFullRefresh
        ? await keep(session, unit, { held: held.version, version, context })
        : await load(session, unit, context);
    const result: NodeResult = {
      node: node.id,
      kind: 'seed',
      relation: formatRelation(node.relation),
      materialized: 'seed',
      status: built.status,
      asOf: task.asOf,
      rows: built.copied === undefined ? {} : rowCounts(built.copied),
      durationMs: context.clock.monotonicMs() - startedMs,
      message: undefined,
      diagnostics: [],
    };
    // what was loaded counts: the files may have been written again since they were looked at
    const loaded =
      built.copied === undefined ? version : versionOf(unit, built.copied.files, context);
    await recordSeed(session, { unit, version: loaded, result, ...built }, context);
    return { result, expectations: built.expectations, version: loaded };
  });
}

function notHeld(node: SeedNode, asOf: string | undefined): never {
  const held = heldAsOfs([node]);
  return fail('as-of-not-held', `"${node.name}" has no file of ${asOf}`, {
    location: node.location,
    hint: held.length === 0 ? didYouMean(node.name, []) : `it has files of ${formatDates(held)}`,
  });
}

type FileContent = { readonly path: string; readonly contentHash: string };

function readContents(unit: SeedUnit): Promise<readonly FileContent[]> {
  return Promise.all(
    unit.files.map(async (file) => {
      const { contentHash } = await hashSeedFile(absolutePath(unit, file), file.path);
      return { path: file.path, contentHash };
    }),
  );
}

function versionOf(
  { node }: SeedUnit,
  files: readonly FileContent[],
  { expectationsOf }: RunContext,
): Version {
  const expectations = expectationsOf.get(node.id) ?? [];
  return seedVersion({ settingsHash: settingsHash(node), files, expectations });
}

interface HeldUnit {
  readonly version: Version | undefined;
  /** Whether the rows are still where the journal says. */
  readonly isInForce: boolean;
}

async function heldUnit(
  session: Session,
  { node, asOf }: SeedUnit,
  { journal: schema }: RunContext,
): Promise<HeldUnit> {
  const state = await readNodeState({ session, schema }, node.id, asOf);
  const holds = asOf === undefined ? node.relation : partitionOf(node.relation, asOf);
  const relation = (await readRelations(session, [holds])).get(formatRelation(holds));
  return {
    version: state.versionAt === undefined ? undefined : parseVersion(state.versionAt),
    isInForce:
      relation !== undefined &&
      (asOf === undefined ? relation.oid === state.watermark?.relationOid : relation.isPartition),
  };
}

interface BuiltSeed {
  readonly status: 'success' | 'unchanged' | 'warn';
  readonly copied: CopiedSeed | undefined;
  readonly expectations: readonly ExpectationResult[];
}

/** The rows are those that are loaded; expectations that were declared since are checked on them. */
async function keep(
  session: Session,
  unit: SeedUnit,
  {
    held,
    version,
    context,
  }: { readonly held: Version; readonly version: Version; readonly context: RunContext },
): Promise<BuiltSeed> {
  if (held.gates === version.gates)
    return { status: 'unchanged', copied: undefined, expectations: [] };
  const { node, asOf } = unit;
  const catalog = await readRelations(session, [node.relation]);
  const columns = catalog.get(formatRelation(node.relation))?.columns ?? [];
  const expectations = await checkGates(session, {
    node,
    asOf,
    columns,
    from: undefined,
    catalog,
    context,
  });
  return { status: 'unchanged', copied: undefined, expectations };
}

function rowCounts({ rowCount, rejects }: CopiedSeed): RowCounts {
  const rejected = rejects.count();
  return rejected === 0 ? { inserted: rowCount } : { inserted: rowCount, rejected };
}

async function load(session: Session, unit: SeedUnit, context: RunContext): Promise<BuiltSeed> {
  const { node, asOf } = unit;
  const { report, clock, signal, runToken, runId, journal: schema, plan } = context;
  const aside = asideOfUnit(unit, runToken);
  const copied = await copySeedUnit(session, unit, aside, {
    signal,
    isFullRefresh: plan.isFullRefresh,
    references: await seedReferences(session, unit, context),
    onProgress: ({ file, rowCount, bytesRead, totalBytes }) =>
      report({
        type: 'seed-progress',
        at: clock.now().toISOString(),
        node: node.id,
        file,
        rows: rowCount,
        bytes: bytesRead,
        totalBytes,
      }),
  });
  await session.query(`analyze ${renderRelation(aside)}`);
  const expectations = await checkGates(session, {
    node,
    asOf,
    columns: copied.columns,
    from: `${renderRelation(aside)} as ${quoteIdentifier(node.name)}`,
    catalog: await readRelations(session, [node.relation]),
    context,
  });
  await fence({ session, schema }, runId);
  await publish(session, () => publishSeedUnit(session, unit, aside, copied.columns), {
    relation: node.relation,
    signal,
  });
  using rejects = copied.rejects;
  await replaceRejects(session, unit, rejects, { runId, loadedAt: clock.now().toISOString() });
  const isWarned = rejects.count() > 0 || expectations.some((each) => each.status === 'warn');
  return { status: isWarned ? 'warn' : 'success', copied, expectations };
}
