import { diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { forgetHeld } from '../../core/expectation/quarantine/keep-moved.ts';
import { quarantineTable } from '../../core/expectation/quarantine/quarantine-table.ts';
import type { SeedNode } from '../../core/manifest/node.ts';
import { dropPartition } from '../../core/sql/as-of-partition.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import {
  forgetSeedFiles,
  readSeedFilesOfAll,
  type SeedFileRecord,
} from '../../journal/seed-files.ts';
import { lockInTransaction } from '../../postgres/advisory-lock.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { inNodeTransaction } from '../node-transaction.ts';
import { publish, sendAll } from '../publish.ts';
import { hasQuarantine } from '../quarantine/keep-rows.ts';
import type { RunContext } from '../run-context.ts';
import { rejectsTable } from './bad-rows/replace-rejects.ts';
import { goneFiles } from './gone-files.ts';
import { ofFile } from './publish/publish-files.ts';
import { relationOfUnit } from './seed-unit.ts';

/**
 * Says which files of the plan's seeds the journal knows and this checkout lacks; where the plan
 * prunes, their rows are taken away. Of an as_of that still has files, loading those does it.
 */
export async function pruneSeeds(context: RunContext): Promise<void> {
  const seeds = seedsOf(context);
  if (seeds.length === 0) return;
  const { sessions, journal: schema, plan, signal } = context;
  const held = await sessions.use(
    (session) =>
      readSeedFilesOfAll(
        { session, schema },
        seeds.map((node) => node.id),
      ),
    signal,
  );
  for (const node of seeds) {
    const gone = goneUnits(node, held.get(node.id) ?? []);
    if (gone.length === 0) continue;
    if (plan.isPruning) for (const unit of gone) await prune(node, unit, context);
    const files = gone.flatMap((unit) => unit.files);
    report(node, files, context);
  }
}

interface GoneUnit {
  readonly asOf: string | undefined;
  readonly files: readonly SeedFileRecord[];
}

function seedsOf({ plan, manifest }: RunContext): readonly SeedNode[] {
  const ids = new Set(
    Object.values(plan.tasks).flatMap((task) => (task.type === 'seed' ? [task.node] : [])),
  );
  return [...ids].flatMap((id) => {
    const node = manifest.nodes[id];
    return node?.kind === 'seed' ? [node] : [];
  });
}

function goneUnits(node: SeedNode, held: readonly SeedFileRecord[]): readonly GoneUnit[] {
  const asOfs = [...new Set(held.map((file) => file.asOf))];
  return asOfs
    .map((asOf) => {
      const ofUnit = held.filter((file) => file.asOf === asOf);
      return { asOf, files: goneFiles(node, asOf, ofUnit) };
    })
    .filter((unit) => unit.files.length > 0);
}

async function prune(node: SeedNode, unit: GoneUnit, context: RunContext): Promise<void> {
  const { asOf, files } = unit;
  if (asOf !== undefined && node.files.some((file) => file.asOf === asOf)) return;
  const relation = relationOfUnit({ node, asOf });
  const options = { isolation: 'read committed' } as const;
  await inNodeTransaction(
    context,
    relation,
    async (session) => {
      await lockInTransaction(session, `asof partitions of ${formatRelation(node.relation)}`);
      const exists = (await readRelations(session, [relation])).has(formatRelation(relation));
      const statements =
        asOf === undefined
          ? files.map(({ captures }) => ({
              sql: `delete from ${renderRelation(relation)} where ${ofFile(captures)}`,
            }))
          : dropPartition(node.relation, asOf);
      if (exists) {
        await publish(session, () => sendAll(session, statements), {
          relation: node.relation,
          signal: context.signal,
        });
      }
      await forgetRejects(session, node, files);
      await forgetQuarantined(session, node, asOf, files);
      const paths = files.map((file) => file.path);
      await forgetSeedFiles({ session, schema: context.journal }, node.id, paths);
    },
    options,
  );
}

async function forgetRejects(
  session: Session,
  node: SeedNode,
  files: readonly SeedFileRecord[],
): Promise<void> {
  const table = rejectsTable(node.relation);
  if (!(await readRelations(session, [table])).has(formatRelation(table))) return;
  await session.query({
    sql: `delete from ${renderRelation(table)} where file = any ($1::text[])`,
    values: [files.map((file) => file.path)],
  });
}

async function forgetQuarantined(
  session: Session,
  node: SeedNode,
  asOf: string | undefined,
  files: readonly SeedFileRecord[],
): Promise<void> {
  const table = quarantineTable(node.relation);
  if (!(await hasQuarantine(session, table))) return;
  const captures = files.map((file) => file.captures);
  const replaces = asOf === undefined ? ({ type: 'captures', captures } as const) : ALL_OF_AS_OF;
  await session.query(forgetHeld(table, replaces, asOf));
}

const ALL_OF_AS_OF = { type: 'as-of' } as const;

function report(
  node: SeedNode,
  files: readonly SeedFileRecord[],
  { plan, clock, report: tell }: RunContext,
): void {
  const count = files.length === 1 ? 'a file of' : `${files.length} files of`;
  const verb = files.length === 1 ? 'is' : 'are';
  const rows = plan.isPruning ? 'were removed' : 'stay';
  tell({
    type: 'diagnostic',
    at: clock.now().toISOString(),
    diagnostic: diagnostic(
      'seed-file-gone',
      `${count} "${node.name}" ${verb} no longer there: the rows ${rows}`,
      {
        severity: 'warning',
        location: node.location,
        notes: files.map(({ path, rowCount }) => ({
          message: `${path}: ${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`,
          location: undefined,
        })),
        hint: plan.isPruning
          ? undefined
          : `bring ${files.length === 1 ? 'it' : 'them'} back, or let go of the rows: run seed --prune`,
      },
    ),
  });
}
