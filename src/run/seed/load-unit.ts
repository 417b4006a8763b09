import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import { MOVED } from '../../core/expectation/quarantine/incoming-rows.ts';
import { quoteIdentifier } from '../../core/sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../../core/sql/relation.ts';
import { fence } from '../../journal/runs.ts';
import { readSeedFiles } from '../../journal/seed-files.ts';
import { lockInTransaction } from '../../postgres/advisory-lock.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { checkGates } from '../expectation/check-gates.ts';
import { publish } from '../publish.ts';
import type { RunContext } from '../run-context.ts';
import { replaceRejects } from './bad-rows/replace-rejects.ts';
import { liveColumns } from './columns/read-columns.ts';
import { seedReferences } from './faults/seed-references.ts';
import type { KnownContent } from './file/known-contents.ts';
import type { HeldUnit } from './held-unit.ts';
import { type CopiedSeed, copySeedUnit } from './load-seed.ts';
import { countByFile } from './publish/count-by-file.ts';
import { publishFiles } from './publish/publish-files.ts';
import { publishSeedUnit } from './publish/publish-unit.ts';
import { quarantineSeed } from './publish/quarantine-seed.ts';
import { asideOfUnit, type SeedUnit } from './seed-unit.ts';
import { settingsHash } from './settings-hash.ts';

export interface LoadOptions {
  readonly held: HeldUnit;
  readonly contents: readonly KnownContent[];
  readonly context: RunContext;
}

export interface LoadedUnit {
  readonly copied: LoadedRows;
  /** How many rows were set aside. */
  readonly rejected: number;
  readonly quarantined: number;
  readonly expectations: readonly ExpectationResult[];
  /** All files whose rows the unit holds now. */
  readonly files: readonly { readonly path: string; readonly contentHash: string }[];
}

/** What was copied, once the rows that were set aside are in their table. */
export type LoadedRows = Omit<CopiedSeed, 'rejects'>;

const TRIES = 4;

/**
 * Copies, checks and publishes a unit: all of it, or those of its files that changed. Once more where
 * the table is another by then: another as_of of a new seed may have found other types.
 */
export async function loadUnit(
  session: Session,
  unit: SeedUnit,
  options: LoadOptions,
): Promise<LoadedUnit> {
  for (let left = TRIES - 1; ; left -= 1) {
    const seen = JSON.stringify(await liveColumns(session, unit));
    await session.query('savepoint seed_unit');
    try {
      return await tryToLoad(session, unit, options);
    } catch (error) {
      const isChanged =
        error instanceof DiagnosticError &&
        error.diagnostics.every((each) => each.code === 'seed-table-changed');
      if (left === 0 || !isChanged || options.context.plan.isFullRefresh) throw error;
      await session.query('rollback to savepoint seed_unit');
      if (JSON.stringify(await liveColumns(session, unit)) === seen) throw error;
    }
  }
}

async function tryToLoad(
  session: Session,
  unit: SeedUnit,
  options: LoadOptions,
): Promise<LoadedUnit> {
  const { context, held } = options;
  const changed = changedFiles(unit, options);
  const part: SeedUnit = changed === undefined ? unit : { ...unit, files: changed };
  const aside = asideOfUnit(unit, context.runToken);
  const { rejects: spool, ...copied } = await copySeedUnit(session, part, aside, {
    signal: context.signal,
    isFullRefresh: context.plan.isFullRefresh,
    references: await seedReferences(session, unit, context),
    onProgress: ({ file, rowCount, bytesRead, totalBytes }) =>
      context.report({
        type: 'seed-progress',
        at: context.clock.now().toISOString(),
        node: unit.node.id,
        asOf: unit.asOf,
        file,
        rows: rowCount,
        bytes: bytesRead,
        totalBytes,
      }),
  });
  using rejects = spool;
  await analyzeSample(session, aside, copied.rowCount);
  const loaded = { unit: part, aside, copied, context };
  const { quarantined, expectations } =
    changed === undefined
      ? await publishWhole(session, loaded)
      : await publishChanged(session, loaded);
  await replaceRejects(session, part, rejects, {
    runId: context.runId,
    loadedAt: context.clock.now().toISOString(),
  });
  const reloaded = new Set(part.files.map((file) => file.path));
  const kept = changed === undefined ? [] : held.files.filter(({ path }) => !reloaded.has(path));
  const files = quarantined === 0 ? copied.files : await withoutMoved(session, part, copied.files);
  return {
    copied: { ...copied, files },
    rejected: rejects.count(),
    quarantined,
    expectations,
    files: [...files, ...kept],
  };
}

/** The files with as many rows as the table holds of each: others were set aside. */
async function withoutMoved(
  session: Session,
  { files: all }: SeedUnit,
  files: CopiedSeed['files'],
): Promise<CopiedSeed['files']> {
  const captures = new Map(all.map((file) => [file.path, file.captures]));
  const known = files.map(({ path }) => ({ captures: captures.get(path) ?? {} }));
  const moved = await countByFile(session, MOVED, known);
  return files.map((file, at) => ({ ...file, rowCount: file.rowCount - (moved[at] ?? 0) }));
}

/** Rows that are sampled for each step of a statistics target: PostgreSQL's own rule. */
const SAMPLED_PER_STEP = 300;
/** Of the rows, one in so many is looked at; the server's own target is the most, a tenth of the usual one the least. */
const SAMPLED_ONE_IN = 200;
const LEAST_STEPS = 10;

/**
 * So that what reads the table next is planned well. A sample that grows with the table costs little
 * beside the load whatever its size; autovacuum looks again, as the server is set up, soon after.
 */
async function analyzeSample(session: Session, table: Relation, rowCount: number): Promise<void> {
  const steps = Math.max(LEAST_STEPS, Math.ceil(rowCount / SAMPLED_ONE_IN / SAMPLED_PER_STEP));
  const target = 'default_statistics_target';
  await session.query(
    `select set_config('${target}', least(${steps}, current_setting('${target}')::int)::text, true)`,
  );
  await session.query(`analyze ${renderRelation(table)}`);
  await session.query(`set local ${target} to default`);
}

/**
 * Without as_ofs the rows of each file are told by what its path says, so those of one file can be
 * replaced alone, unless two say the same: `1` and `01` are one number. undefined: all is loaded.
 */
export function changedFiles(
  { node, asOf, files }: SeedUnit,
  { held, contents, context }: LoadOptions,
): SeedUnit['files'] | undefined {
  const told = new Set(files.map(({ captures }) => JSON.stringify(captures)));
  const isByFile =
    asOf === undefined &&
    Object.keys(files[0]?.captures ?? {}).length > 0 &&
    told.size === files.length;
  if (!isByFile || !held.isInForce || context.plan.isFullRefresh) return undefined;
  const settings = settingsHash(node, context);
  if (held.files.some((record) => record.settingsHash !== settings)) return undefined;
  const hashes = new Map(held.files.map(({ path, contentHash }) => [path, contentHash]));
  const known = new Map(contents.map(({ path, contentHash }) => [path, contentHash]));
  return files.filter(
    ({ path }) => known.get(path) === undefined || known.get(path) !== hashes.get(path),
  );
}

interface Loaded {
  readonly unit: SeedUnit;
  readonly aside: ReturnType<typeof asideOfUnit>;
  readonly copied: LoadedRows;
  readonly context: RunContext;
}

interface PublishedRows {
  readonly quarantined: number;
  readonly expectations: readonly ExpectationResult[];
}

/** Checked aside, then put in the place of the rows before. */
async function publishWhole(
  session: Session,
  { unit, aside, copied, context }: Loaded,
): Promise<PublishedRows> {
  const { node, asOf } = unit;
  // one at a time: partitions of one table are attached to what the others have made of it
  const takeTurn = async (): Promise<void> => {
    const name = formatRelation(node.relation);
    if (asOf !== undefined) await lockInTransaction(session, `asof partitions of ${name}`);
  };
  // a gate that may read other as_ofs would keep their units from publishing while it waits for its turn
  const readsOthers =
    (context.queriesOf.get(node.id) ?? []).length > 0 ||
    (context.expectationsOf.get(node.id) ?? []).some(
      ({ test, reads }) => test !== undefined && Object.values(reads).includes(node.id),
    );
  if (readsOthers) await takeTurn();
  const catalog = await readRelations(session, [node.relation]);
  const { rowCount, known } = await quarantineSeed(session, {
    unit,
    aside,
    columns: copied.columns,
    table: undefined,
    catalog,
    context,
  });
  const expectations = await checkGates(session, {
    node,
    asOf,
    columns: copied.columns,
    from: `${renderRelation(aside)} as ${quoteIdentifier(node.name)}`,
    isHeld: false,
    catalog,
    context,
    known,
  });
  const journal = { session, schema: context.journal };
  await fence(journal, context.runId);
  if (!readsOthers) await takeTurn();
  const mayRebuild = asOf !== undefined && (await isWholeReload(session, unit, context));
  await publish(
    session,
    () => publishSeedUnit(session, unit, { aside, columns: copied.columns, mayRebuild }),
    { relation: node.relation, signal: context.signal },
  );
  return { quarantined: rowCount, expectations };
}

/** Whether this run loads every as_of that the table holds, so that its columns may change at will. */
async function isWholeReload(
  session: Session,
  { node }: SeedUnit,
  { plan, journal: schema }: RunContext,
): Promise<boolean> {
  if (!plan.isFullRefresh) return false;
  const held = await readSeedFiles({ session, schema }, node.id);
  const loading = new Set(
    Object.values(plan.tasks).flatMap((task) =>
      task.type === 'seed' && task.node === node.id ? [task.asOf] : [],
    ),
  );
  return held.every(({ asOf }) => loading.has(asOf));
}

/** Written in place, then checked: the rows of the other files are part of what must hold. */
async function publishChanged(
  session: Session,
  { unit, aside, copied, context }: Loaded,
): Promise<PublishedRows> {
  const { node } = unit;
  const before = await readRelations(session, [node.relation]);
  const { rowCount, known } = await quarantineSeed(session, {
    unit,
    aside,
    columns: copied.columns,
    table: before.get(formatRelation(node.relation)),
    catalog: before,
    context,
  });
  await fence({ session, schema: context.journal }, context.runId);
  await publish(session, () => publishFiles(session, unit, { aside, columns: copied.columns }), {
    relation: node.relation,
    signal: context.signal,
  });
  const catalog = await readRelations(session, [node.relation]);
  const columns = catalog.get(formatRelation(node.relation))?.columns ?? [];
  const question = {
    node,
    asOf: undefined,
    columns,
    from: undefined,
    isHeld: false,
    catalog,
    context,
    known,
  };
  return { quarantined: rowCount, expectations: await checkGates(session, question) };
}
