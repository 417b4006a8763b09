import { type Diagnostic, diagnostic, fail } from '../../core/diagnostics/diagnostic.ts';
import type { Expectation } from '../../core/expectation/expectation.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { IncomingRows } from '../../core/expectation/quarantine/incoming-rows.ts';
import { quarantineTable } from '../../core/expectation/quarantine/quarantine-table.ts';
import {
  forgetRequeued,
  hasRepeatedKey,
  renameFailed,
  STAYING,
  stayWhere,
} from '../../core/expectation/quarantine/requeued-rows.ts';
import type { Obstacle } from '../../core/materialization/requeue.ts';
import type { RelationNode } from '../../core/plan/node-rows.ts';
import type { NodeResult } from '../../core/plan/run-result.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation, type Relation } from '../../core/sql/relation.ts';
import { fence } from '../../journal/runs.ts';
import { number, text } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import type { Catalog } from '../expectation/compile-select.ts';
import type { GateQuestion } from '../expectation/gate-subject.ts';
import { maskedColumns } from '../expectation/subject-of.ts';
import { movedById, moveRows } from '../quarantine/quarantine-rows.ts';
import { quarantining } from '../quarantine/quarantining.ts';
import type { RunContext } from '../run-context.ts';
import { admitRows } from './admit-rows.ts';
import { countRequeued, isOfRow, readRequeued } from './take-held.ts';

/** What came of expectations whose rows stay, by id. */
export type Known = NonNullable<GateQuestion['known']>;

/** What was written, and how it is journalled. */
export interface Written {
  /** Of the node, with what was put back. */
  readonly version: string | undefined;
  readonly record: () => Promise<void>;
}

/** What takes rows back, and how. */
export interface Requeue {
  readonly node: RelationNode;
  readonly relation: Relation;
  readonly asOf: string | undefined;
  /** How many rows are held. */
  readonly heldCount: number;
  /** Of a row. */
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  readonly obstacles: readonly Obstacle[];
  readonly incoming: IncomingRows;
  readonly catalog: Catalog;
  /** Whether rows that could go back would change what is sealed. */
  readonly isSealed: boolean;
  /** Writes the rows. */
  readonly write: (known: Known) => Promise<Written>;
  /** Checks the node with them; throws where its gate shuts. */
  readonly gate: (known: Known) => Promise<readonly ExpectationResult[]>;
}

export interface Requeued {
  readonly status: NodeResult['status'];
  readonly rows: { readonly requeued: number; readonly quarantined: number };
  readonly expectations: readonly ExpectationResult[];
  readonly diagnostics: readonly Diagnostic[];
  /** undefined: no row went back, and nothing was written. */
  readonly written: Written | undefined;
}

/** Puts the rows that are held back where they hold now; the others stay, each with the reason. */
export async function requeueRows(
  session: Session,
  requeue: Requeue,
  context: RunContext,
): Promise<Requeued> {
  const { node, relation, asOf, heldCount, columns, key } = requeue;
  const table = quarantineTable(relation);
  await readRequeued(session, {
    columns,
    key,
    title: formatRelation(relation),
    masked: maskedColumns(node),
    obstacles: requeue.obstacles,
  });
  const failing = await keepFailing(session, table, requeue, context);
  if (key.length > 0) {
    const reason = `its key (${key.join(', ')}) is that of another row that would go back`;
    for (const sql of stayWhere(hasRepeatedKey(key), reason)) await session.query(sql);
  }
  const known = movedById(failing);
  const written = await writeRequeued(session, requeue, known);
  const requeued = await countRequeued(session);
  const expectations = written === undefined ? [...known.values()] : await requeue.gate(known);
  if (written !== undefined) {
    for (const sql of forgetRequeued(table, { key, asOf })) await session.query(sql);
    await fence({ session, schema: context.journal }, context.runId);
  }
  const quarantined = heldCount - requeued;
  const isWarned = quarantined > 0 || expectations.some((each) => each.status === 'warn');
  return {
    status: isWarned ? 'warn' : 'success',
    rows: { requeued, quarantined },
    expectations,
    diagnostics: await describeStaying(session, node, table),
    written,
  };
}

/** Rows that still fail stay, and say what they fail now. */
async function keepFailing(
  session: Session,
  table: Relation,
  { node, relation, asOf, columns, catalog, incoming }: Requeue,
  context: RunContext,
): Promise<readonly ExpectationResult[]> {
  const expectations = quarantining(node.id, context).map(withoutLimits);
  if (expectations.length === 0 || (await countRequeued(session)) === 0) return [];
  const question = { node, relation, asOf, columns, catalog, context, incoming };
  const results = (await moveRows(session, question, expectations)) ?? [];
  await session.query(
    renameFailed(
      table,
      results.map((each) => each.id),
    ),
  );
  return results.map((each) => stays(each, table));
}

/** However many are mended, the others were set aside before. */
function withoutLimits(expectation: Expectation): Expectation {
  return { ...expectation, mostly: 1, threshold: { type: 'severity', severity: 'error' } };
}

function stays(result: ExpectationResult, table: Relation): ExpectationResult {
  const { unexpectedCount } = result;
  if (result.status !== 'warn' || unexpectedCount === undefined) return result;
  const rows = unexpectedCount === 1 ? '1 row stays' : `${unexpectedCount} rows stay`;
  return { ...result, message: `${rows} in ${formatRelation(table)}` };
}

/** undefined: there is no row to write. */
async function writeRequeued(
  session: Session,
  { write, node, asOf, isSealed }: Requeue,
  known: Known,
): Promise<Written | undefined> {
  const count = await countRequeued(session);
  if (count === 0) return undefined;
  if (isSealed) refuseSealed(node, asOf, count);
  await session.query('savepoint asof_write');
  try {
    const written = await write(known);
    await session.query('release savepoint asof_write');
    return written;
  } catch (error) {
    if (!isOfRow(error)) throw error;
    await session.query('rollback to savepoint asof_write; release savepoint asof_write');
  }
  await admitRows(session, () => write(known));
  return (await countRequeued(session)) === 0 ? undefined : write(known);
}

function refuseSealed(node: RelationNode, asOf: string | undefined, count: number): never {
  const rows = count === 1 ? 'a quarantined row' : `${count} quarantined rows`;
  return fail(
    'snapshot-sealed',
    `"${node.name}" of ${asOf} is sealed, and ${rows} would be added`,
    {
      location: node.location,
      hint: `to put them back: requeue --restate --select ${node.name} --reason "…"`,
    },
  );
}

const SHOWN = 20;

/** A warning that lists the rows which are no rows of the node as they are. */
async function describeStaying(
  session: Session,
  node: RelationNode,
  table: Relation,
): Promise<readonly Diagnostic[]> {
  const { rows } =
    await session.query(`select id::text as id, string_agg(reason, '; ' order by place) as reason,
  count(*) over () as row_count
from (select *, row_number() over () as place from ${STAYING}) as staying
group by id order by staying.id limit ${SHOWN}`);
  const [first] = rows;
  if (first === undefined) return [];
  const count = number(first, 'row_count');
  const title = formatRelation(table);
  const notes = rows.map((row) => `row ${text(row, 'id')}: ${text(row, 'reason')}`);
  const more = count > SHOWN ? [`… and ${count - SHOWN} more`] : [];
  return [
    diagnostic(
      'requeue-row',
      `${count === 1 ? 'a row' : `${count} rows`} of ${title} cannot go back as ${count === 1 ? 'it is' : 'they are'}`,
      {
        severity: 'warning',
        location: node.location,
        notes: [...notes, ...more].map((message) => ({ message, location: undefined })),
        hint: `mend "row" of ${count === 1 ? 'it' : 'them'}, or delete what is not wanted, and run requeue again`,
      },
    ),
  ];
}
