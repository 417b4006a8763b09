import { bug } from '../../core/diagnostics/bug.ts';
import { DiagnosticError, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { checksumQuery, sealDifference } from '../../core/materialization/seal.ts';
import { partitionOf } from '../../core/sql/as-of-partition.ts';
import type { Column } from '../../core/sql/column.ts';
import type { Relation } from '../../core/sql/relation.ts';
import type { RecordedState } from '../../journal/node-state.ts';
import { number, text, texts } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import { maskedColumns } from '../expectation/subject-of.ts';
import type { SealOutcome, SnapshotSum } from './carry-out.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

export interface SealComparison {
  readonly node: StoredModel;
  readonly facts: ModelFacts;
  readonly aside: Relation;
  readonly columns: readonly Column[];
  /** Whether what is sealed gives way to other rows. */
  readonly isRestating: boolean;
}

/**
 * Compares the rows aside with the seal in force; throws where they differ and must not. Compared are the columns under the seal: one that was added later breaks none.
 */
export async function compareSeal(
  session: Session,
  sum: SnapshotSum,
  { node, facts, aside, columns, isRestating }: SealComparison,
): Promise<SealOutcome> {
  const { seal } = facts.state;
  if (seal?.status === 'retired') return 'restated';
  if (seal?.status !== 'sealed') return 'new';
  const now = await sumOf(session, sum, seal.columns, aside);
  const isSame = seal.checksum === now.checksum && seal.rowCount === now.rowCount;
  if (!facts.isRelationInForce) {
    if (isSame) return 'restored';
    if (isRestating) return 'restated';
    throw sealed(node, seal.asOf, [
      `its rows are gone from the database: ${seal.rowCount} were sealed, and ${now.rowCount} are taken now`,
    ]);
  }
  if (isSame) return 'same';
  const compared = seal.columns.map(
    (name) =>
      columns.find((column) => column.name === name) ??
      bug(`"${node.name}" lost the sealed column "${name}" unnoticed`),
  );
  const partition = partitionOf(node.relation, seal.asOf);
  const { rows } = await session.query({
    sql: sealDifference({
      sealed: partition,
      aside,
      key: node.config.uniqueKey,
      columns: compared,
    }),
  });
  const found = rows[0] ?? bug('a difference answers one row');
  const [changed, added, removed] = ['changed', 'added', 'removed'].map((name) =>
    number(found, name),
  );
  // the same values, written otherwise
  if (changed === 0 && added === 0 && removed === 0) return 'same';
  if (isRestating) return 'restated';
  const changes = texts(found, 'changes');
  const byColumn = texts(found, 'columns').flatMap((name, index) =>
    Number(changes[index]) > 0 ? [`"${name}" in ${changes[index]}`] : [],
  );
  throw sealed(node, seal.asOf, [
    `rows that would change: ${changed}, be added: ${added}, be removed: ${removed}`,
    ...(byColumn.length === 0 ? [] : [`changed: ${byColumn.join(', ')}`]),
    ...(hasMaskedKey(node) ? [] : [`first keys: ${texts(found, 'first_keys').join('; ')}`]),
  ]);
}

function hasMaskedKey(node: StoredModel): boolean {
  const masked = maskedColumns(node);
  return node.config.uniqueKey.some((name) => masked.includes(name));
}

function sealed(node: StoredModel, asOf: string, notes: readonly string[]): DiagnosticError {
  const problem = diagnostic(
    'snapshot-sealed',
    `"${node.name}" of ${asOf} is sealed, and building it now gives other rows`,
    {
      location: node.location,
      notes: notes.map((message) => ({ message, location: undefined })),
      hint: `find out which input changed; where it was wrong before: --restate --select ${node.name} --reason "…"`,
    },
  );
  return new DiagnosticError([problem]);
}

/** Over the columns of the seal: the sum that is there already, where those are the same. */
async function sumOf(
  session: Session,
  sum: SnapshotSum,
  columns: NonNullable<RecordedState['seal']>['columns'],
  aside: Relation,
): Promise<Pick<SnapshotSum, 'rowCount' | 'checksum'>> {
  if (columns.join('\0') === sum.columns.join('\0')) return sum;
  const { rows } = await session.query({ sql: checksumQuery(aside, columns) });
  const row = rows[0] ?? bug('a checksum query answers one row');
  return { rowCount: number(row, 'row_count'), checksum: text(row, 'checksum') };
}
