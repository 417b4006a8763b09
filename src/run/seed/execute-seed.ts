import { bug } from '../../core/diagnostics/bug.ts';
import {
  type Diagnostic,
  DiagnosticError,
  diagnostic,
  fail,
} from '../../core/diagnostics/diagnostic.ts';
import { didYouMean } from '../../core/diagnostics/suggest.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { SeedNode } from '../../core/manifest/node.ts';
import { formatDates, heldAsOfs } from '../../core/plan/create-plan.ts';
import { seedVersion } from '../../core/plan/node-version.ts';
import type { SeedTask } from '../../core/plan/plan.ts';
import type { NodeResult, RowCounts } from '../../core/plan/run-result.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { formatVersion, keptVersion, type Version } from '../../core/time/version.ts';
import { stampSeedFile } from '../../journal/seed-files.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { checkGates } from '../expectation/check-gates.ts';
import { queryContents } from '../expectation/query-contents.ts';
import { inNodeTransaction } from '../node-transaction.ts';
import type { RunContext, TaskOutcome } from '../run-context.ts';
import { type KnownContent, knownContents } from './file/known-contents.ts';
import { type HeldUnit, readHeldUnit } from './held-unit.ts';
import { changedFiles, type LoadedRows, type LoadOptions, loadUnit } from './load-unit.ts';
import { journalStamp, recordSeed } from './record-seed.ts';
import { relationOfUnit, type SeedUnit } from './seed-unit.ts';
import { settingsHash } from './settings-hash.ts';

/** Loads one unit of a seed, unless the table holds its rows already. */
export async function executeSeed(task: SeedTask, context: RunContext): Promise<TaskOutcome> {
  const node = context.manifest.nodes[task.node];
  if (node?.kind !== 'seed') return bug(`${task.node} is no seed`);
  if (task.files.length === 0) return notHeld(node, task.asOf);
  const unit: SeedUnit = { node, asOf: task.asOf, files: task.files, directory: context.directory };
  // each statement sees what others have committed: as_ofs of one seed are loaded side by side
  const options = { isolation: 'read committed' } as const;
  return inNodeTransaction(
    context,
    relationOfUnit(unit),
    (session) => execute(session, unit, context),
    options,
  );
}

async function execute(
  session: Session,
  unit: SeedUnit,
  context: RunContext,
): Promise<TaskOutcome> {
  const { node, asOf } = unit;
  const startedMs = context.clock.monotonicMs();
  const stampedAt = context.clock.now().toISOString();
  const held = await readHeldUnit(session, unit, context);
  // a full refresh loads what it would find the same
  const contents = context.plan.isFullRefresh ? [] : await knownContents(unit, held.files);
  const isSame =
    !context.plan.isFullRefresh &&
    held.isInForce &&
    !isPruned(unit, held, context) &&
    holds(held, unit, contents, context);
  const built: BuiltSeed = isSame
    ? await keep(session, unit, { held, contents, stampedAt, context })
    : await load(session, unit, { held, contents, stampedAt, context });
  const result: NodeResult = {
    node: node.id,
    kind: 'seed',
    relation: formatRelation(node.relation),
    materialized: 'seed',
    status: built.status,
    asOf,
    rows: rowCounts(built),
    durationMs: context.clock.monotonicMs() - startedMs,
    message: undefined,
    diagnostics: built.diagnostics,
  };
  const record = { unit, result, stampedAt, ...built };
  const expectations = await recordSeed(session, record, context);
  return { result, expectations, version: built.version };
}

function notHeld(node: SeedNode, asOf: string | undefined): never {
  const held = heldAsOfs([node]);
  return fail('as-of-not-held', `"${node.name}" has no file of ${asOf}`, {
    location: node.location,
    hint: held.length === 0 ? didYouMean(node.name, []) : `it has files of ${formatDates(held)}`,
  });
}

/** Whether rows of an as_of are to go with their file, while those of its other files stay. */
function isPruned({ asOf }: SeedUnit, { gone }: HeldUnit, { plan }: RunContext): boolean {
  return plan.isPruning && asOf !== undefined && gone.length > 0;
}

/** Whether the rows of all files are loaded already, as the settings would load them now. */
function holds(
  held: HeldUnit,
  { node }: SeedUnit,
  contents: readonly KnownContent[],
  context: RunContext,
): boolean {
  const settings = settingsHash(node, context);
  const records = new Map(held.files.map((record) => [record.path, record]));
  return contents.every(({ path, contentHash }) => {
    const record = records.get(path);
    return record?.contentHash === contentHash && record?.settingsHash === settings;
  });
}

function rowCounts({ copied, rejected, quarantined }: BuiltSeed): RowCounts {
  if (copied === undefined) return {};
  return {
    inserted: copied.rowCount - quarantined,
    ...(rejected === 0 ? {} : { rejected }),
    ...(quarantined === 0 ? {} : { quarantined }),
  };
}

interface BuiltSeed {
  readonly status: 'success' | 'unchanged' | 'warn';
  readonly copied: LoadedRows | undefined;
  readonly rejected: number;
  readonly quarantined: number;
  readonly expectations: readonly ExpectationResult[];
  readonly diagnostics: readonly Diagnostic[];
  readonly version: Version;
  /** Files whose rows the table no longer holds. */
  readonly dropped: readonly string[];
}

interface Found {
  readonly held: HeldUnit;
  readonly contents: readonly KnownContent[];
  readonly stampedAt: string;
  readonly context: RunContext;
}

/** The rows are those that are loaded; expectations that were declared since are checked on them. */
async function keep(
  session: Session,
  unit: SeedUnit,
  { held, contents, stampedAt, context }: Found,
): Promise<BuiltSeed> {
  const { node, asOf } = unit;
  const journal = { session, schema: context.journal };
  for (const { path, newStamp } of contents) {
    if (newStamp === undefined) continue;
    await stampSeedFile(journal, node.id, path, journalStamp(newStamp, stampedAt));
  }
  const computed = await versionOf(unit, held.files, context);
  const inForce = held.version && formatVersion(held.version);
  const version = keptVersion(computed, inForce) ?? computed;
  const unchanged = {
    status: 'unchanged',
    copied: undefined,
    rejected: 0,
    quarantined: 0,
    diagnostics: [],
    dropped: [],
    version,
  } as const;
  if (held.version?.gates === version.gates) return { ...unchanged, expectations: [] };
  const catalog = await readRelations(session, [node.relation]);
  const columns = catalog.get(formatRelation(node.relation))?.columns ?? [];
  const question = { node, asOf, columns, from: undefined, isHeld: true, catalog, context };
  return { ...unchanged, expectations: await checkGates(session, question) };
}

async function load(
  session: Session,
  unit: SeedUnit,
  { held, contents, context }: Found,
): Promise<BuiltSeed> {
  refuseGone(unit, { held, contents, context });
  const { copied, rejected, quarantined, expectations, files } = await loadUnit(session, unit, {
    held,
    contents,
    context,
  });
  const present = new Set(files.map((file) => file.path));
  const isWarned =
    rejected > 0 || quarantined > 0 || expectations.some((each) => each.status === 'warn');
  return {
    status: isWarned ? 'warn' : 'success',
    copied,
    rejected,
    quarantined,
    expectations,
    diagnostics: [],
    dropped: held.files.map((file) => file.path).filter((path) => !present.has(path)),
    // what was loaded counts: the files may have been written again since they were looked at
    version: await versionOf(unit, files, context),
  };
}

/**
 * Where all rows of a unit are replaced at once, those of a file that is gone would go with them,
 * unless the table that held them is gone too.
 */
function refuseGone(unit: SeedUnit, { held, contents, context }: LoadOptions): void {
  const { node, asOf } = unit;
  const { gone, isInForce } = held;
  if (gone.length === 0 || context.plan.isPruning) return;
  if (asOf === undefined && !isInForce) return;
  if (asOf === undefined && changedFiles(unit, { held, contents, context }) !== undefined) return;
  const of = asOf === undefined ? '' : ` of ${asOf}`;
  throw new DiagnosticError([
    diagnostic('seed-file-gone', `loading "${node.name}"${of} again would drop rows`, {
      location: node.location,
      notes: gone.map(({ path, rowCount }) => ({
        message: `${path} is gone, and ${rowCount} ${rowCount === 1 ? 'row of it is' : 'rows of it are'} loaded`,
        location: undefined,
      })),
      hint: 'bring the file back, or run seed --prune to let go of its rows',
    }),
  ]);
}

async function versionOf(
  { node, asOf }: SeedUnit,
  files: readonly { readonly path: string; readonly contentHash: string }[],
  context: RunContext,
): Promise<Version> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const expectations = context.expectationsOf.get(node.id) ?? [];
  const moment = { asOf, now: context.clock.now().toISOString() };
  const hash = settingsHash(node, context);
  const queries = await queryContents(node.id, context);
  return seedVersion({ settingsHash: hash, files: sorted, expectations, queries, moment });
}
