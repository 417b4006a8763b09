import type { ComparedSide, Comparison } from '../../core/comparison/comparison.ts';
import type { TallyResult } from '../../core/comparison/tally.ts';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import type { Session, Sessions } from '../../postgres/session.ts';
import { inTransaction } from '../../postgres/transaction.ts';
import { type ChosenColumns, chooseColumns, type KeyRequest } from './choose-columns.ts';
import { compareHere } from './compare-here.ts';
import { compareStreams } from './compare-streams.ts';
import { demandUniqueKey, readPlace, readSide, rowsOf } from './read-side.ts';
import type { SideRequest } from './side.ts';

export interface DiffOptions {
  readonly from: SideRequest;
  readonly to: SideRequest;
  /** undefined: the unique_key of the first side, else of the second, else a primary key. */
  readonly key: KeyRequest | undefined;
  /** How many of the rows that differ are shown. */
  readonly limit: number;
  readonly sessions: Sessions;
  /** Those of the second side; undefined: it is in the same target. */
  readonly otherSessions: Sessions | undefined;
  readonly signal: AbortSignal;
}

/** Compares the rows of two sides, each read at one moment. Reads only. */
export async function diffRelations(options: DiffOptions): Promise<Comparison> {
  const { sessions, otherSessions, signal } = options;
  return reading(sessions, signal, (session) =>
    otherSessions === undefined
      ? diffHere(session, options)
      : reading(otherSessions, signal, (other) => diffAcross(session, other, options)),
  );
}

async function diffHere(session: Session, options: DiffOptions): Promise<Comparison> {
  const from = await readSide(session, options.from);
  const to = await readSide(session, options.to);
  const columns = chooseColumns(from, to, options.key);
  const key = columns.key.map(({ name }) => name);
  await demandUniqueKey(session, from, key);
  await demandUniqueKey(session, to, key);
  const result = await compareHere(session, {
    from: rowsOf(options.from),
    to: rowsOf(options.to),
    columns,
    limit: options.limit,
  });
  return comparisonOf(options, columns, result);
}

async function diffAcross(
  session: Session,
  other: Session,
  options: DiffOptions,
): Promise<Comparison> {
  const [here, there] = await Promise.all([readPlace(session), readPlace(other)]);
  if (here.name === there.name) {
    demandTwo(options);
    return diffHere(session, options);
  }
  const from = await readSide(session, options.from);
  const to = await readSide(other, options.to);
  const columns = chooseColumns(from, to, options.key);
  const key = columns.key.map(({ name }) => name);
  await demandUniqueKey(session, from, key);
  await demandUniqueKey(other, to, key);
  const result = await compareStreams(
    { session, request: options.from, encoding: here.encoding },
    { session: other, request: options.to, encoding: there.encoding },
    { columns, limit: options.limit },
  );
  return comparisonOf(options, columns, result);
}

/** Two targets may be the same schema of the same database. */
function demandTwo({ from, to }: DiffOptions): void {
  if (formatRelation(from.relation) !== formatRelation(to.relation) || from.asOf !== to.asOf)
    return;
  fail(
    'usage-argument',
    `"${from.name}" is the same relation in "${from.target}" and "${to.target}"`,
    {
      location: to.location,
      hint: 'both targets lead to one schema of one database; name two that differ',
    },
  );
}

function comparisonOf(
  { from, to }: DiffOptions,
  { key, values, added, removed, uncompared }: ChosenColumns,
  { counts, changes, rows }: TallyResult,
): Comparison {
  return {
    from: sideOf(from),
    to: sideOf(to),
    key: key.map(({ name }) => name),
    counts,
    columns: values.map((column, index) => ({ ...column, changed: changes[index] ?? 0 })),
    addedColumns: added,
    removedColumns: removed,
    uncomparedColumns: uncompared,
    rows,
  };
}

function sideOf({ node, relation, asOf, target }: SideRequest): ComparedSide {
  return { node: node?.id, relation: formatRelation(relation), asOf, target };
}

/** What is compared is read at one moment. */
function reading<T>(
  sessions: Sessions,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return sessions.use(
    (session) => inTransaction(session, { isolation: 'repeatable read' }, () => work(session)),
    signal,
  );
}
