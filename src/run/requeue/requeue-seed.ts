import type { IncomingRows } from '../../core/expectation/quarantine/incoming-rows.ts';
import {
  hasLiveKey,
  REQUEUED,
  requeuedSelect,
} from '../../core/expectation/quarantine/requeued-rows.ts';
import type { SeedNode } from '../../core/manifest/node.ts';
import type { Obstacle } from '../../core/materialization/requeue.ts';
import { AS_OF } from '../../core/sql/as-of-partition.ts';
import type { Column } from '../../core/sql/column.ts';
import { columnList, dateLiteral, quoteIdentifier } from '../../core/sql/quote.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import { decideRequeue } from '../../core/time/decide-requeue.ts';
import { formatVersion } from '../../core/time/version.ts';
import type { Journal } from '../../journal/journal.ts';
import { countRequeued, type SeedFileRecord } from '../../journal/seed-files.ts';
import { advanceWatermark } from '../../journal/watermarks.ts';
import { type CatalogRelation, readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { checkGates } from '../expectation/check-gates.ts';
import type { RunContext } from '../run-context.ts';
import { type HeldUnit, readHeldUnit } from '../seed/held-unit.ts';
import { countByFile, isOfFile } from '../seed/publish/count-by-file.ts';
import { relationOfUnit, type SeedUnit, tableKey } from '../seed/seed-unit.ts';
import { checkedInputs } from './checked-inputs.ts';
import type { HeldRows, PreparedRequeue } from './requeue-model.ts';
import { type Requeued, requeueRows } from './requeue-rows.ts';

/** Finds out how rows get back into a unit of a seed. */
export async function seedRequeue(
  session: Session,
  held: HeldRows<SeedNode>,
  context: RunContext,
): Promise<PreparedRequeue> {
  const { node, asOf } = held;
  const isOfUnit = (asOf !== undefined) === (node.temporality === 'dated');
  const files = node.files.filter((file) => file.asOf === asOf);
  const unit: SeedUnit = { node, asOf, files, directory: context.directory };
  const loaded = await readHeldUnit(session, unit, context);
  const { state, strayInputs } = await checkedInputs(session, node, asOf, context);
  const isLoaded = isOfUnit && loaded.isInForce && loaded.files.length > 0;
  const decision = decideRequeue({
    asOf,
    state,
    isRelationInForce: isLoaded,
    isSnapshot: false,
    // it holds every as_of that is loaded, and none is before another
    history: { isHeld: isLoaded, after: undefined },
    strayInputs,
    isRestating: false,
  });
  return {
    decision,
    strayInputs,
    carryOut: (isSealed) => putBack(session, { held, loaded, isSealed }, context),
  };
}

interface Putting {
  readonly held: HeldRows<SeedNode>;
  readonly loaded: HeldUnit;
  readonly isSealed: boolean;
}

async function putBack(
  session: Session,
  { held, loaded, isSealed }: Putting,
  context: RunContext,
): Promise<Requeued> {
  const { node, asOf } = held;
  const { relation } = node;
  const catalog = await readRelations(session, [relation]);
  const table = catalog.get(formatRelation(relation));
  const columns = columnsOfRow(table, asOf);
  const question = { isHeld: true, node, asOf, columns: table?.columns ?? [], catalog, context };
  const version = loaded.version && formatVersion({ ...loaded.version, requeued: context.runId });
  return requeueRows(
    session,
    {
      ...held,
      relation,
      columns,
      key: tableKey(node),
      obstacles: obstaclesOf(held, loaded.files),
      incoming: incomingRows(held, columns),
      catalog,
      isSealed,
      write: async () => {
        await session.query(insertRows(held, columns));
        return {
          version,
          record: () => recordUnit(session, { held, loaded, table, version }, context),
        };
      },
      gate: (known) => checkGates(session, { ...question, from: undefined, known }),
    },
    context,
  );
}

function columnsOfRow(
  table: CatalogRelation | undefined,
  asOf: string | undefined,
): readonly Column[] {
  return (table?.columns ?? [])
    .filter(({ name, isGenerated }) => !isGenerated && (asOf === undefined || name !== AS_OF.name))
    .map(({ name, type }) => ({ name, type }));
}

/** Rows of the unit that stand already, and rows of no file: nothing would ever replace those. */
function obstaclesOf(
  { node, asOf }: HeldRows<SeedNode>,
  files: readonly SeedFileRecord[],
): readonly Obstacle[] {
  const key = tableKey(node);
  const captured = Object.keys(files[0]?.captures ?? {});
  const live = renderRelation(relationOfUnit({ node, asOf }));
  return [
    ...(captured.length === 0
      ? []
      : [
          {
            condition: `not (${files.map((file) => `(${isOfFile(file, 'requeued')})`).join(' or ')})`,
            reason: `no file that is loaded says so by its path: ${captured.join(', ')}`,
          },
        ]),
    ...(key.length === 0
      ? []
      : [
          {
            condition: hasLiveKey(key, live),
            reason: `a row of its key (${key.join(', ')}) stands already`,
          },
        ]),
  ];
}

function incomingRows(
  { node, asOf }: HeldRows<SeedNode>,
  columns: readonly Column[],
): IncomingRows {
  const names = [...columns, ...(asOf === undefined ? [] : [AS_OF])].map((column) => column.name);
  return {
    table: REQUEUED,
    columns,
    key: tableKey(node),
    added: asOf === undefined ? [] : [{ name: AS_OF.name, sql: dateLiteral(asOf) }],
    beside: {
      outputs: columnList(names, 'live'),
      from: `from ${renderRelation(relationOfUnit({ node, asOf }))} as live`,
    },
    replaces: { type: 'as-of' },
  };
}

function insertRows({ node, asOf }: HeldRows<SeedNode>, columns: readonly Column[]): string {
  const names = columnList(columns.map((column) => column.name));
  const ofDate = asOf === undefined ? '' : `, ${quoteIdentifier(AS_OF.name)}`;
  const date = asOf === undefined ? '' : `, ${dateLiteral(asOf)}`;
  return `insert into ${renderRelation(node.relation)} (${names}${ofDate})
select rows.*${date} from (${requeuedSelect(columns)}) as rows`;
}

/** Each file is said to have the rows that went back into it: they were loaded with it. */
async function recordUnit(
  session: Session,
  {
    held: { node, asOf },
    loaded,
    table,
    version,
  }: {
    readonly held: HeldRows<SeedNode>;
    readonly loaded: HeldUnit;
    readonly table: CatalogRelation | undefined;
    readonly version: string | undefined;
  },
  { journal: schema, runId, clock }: RunContext,
): Promise<void> {
  const journal: Journal = { session, schema };
  const counts = await countByFile(session, REQUEUED, loaded.files);
  for (const [at, { path }] of loaded.files.entries()) {
    const rowCount = counts[at] ?? 0;
    if (rowCount > 0) await countRequeued(journal, node.id, { path, rowCount });
  }
  if (asOf !== undefined || table === undefined || version === undefined) return;
  await advanceWatermark(journal, {
    nodeId: node.id,
    relation: formatRelation(node.relation),
    asOf: undefined,
    version,
    relationOid: table.oid,
    runId,
    updatedAt: clock.now().toISOString(),
  });
}
