import { DiagnosticError, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { sealDifference } from '../../core/materialization/seal.ts';
import { partitionOf } from '../../core/sql/as-of-partition.ts';
import type { Column } from '../../core/sql/column.ts';
import type { Relation } from '../../core/sql/relation.ts';
import type { Session } from '../../postgres/session.ts';
import type { SnapshotSum } from './carry-out.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

export interface SealComparison {
  readonly node: StoredModel;
  readonly facts: ModelFacts;
  readonly aside: Relation;
  readonly columns: readonly Column[];
}

/** Compares the rows aside with the seal in force: the same, nothing sealed yet, or refused. */
export async function compareSeal(
  session: Session,
  sum: SnapshotSum,
  { node, facts, aside, columns }: SealComparison,
): Promise<'new' | 'same'> {
  const { seal } = facts.state;
  if (seal === undefined || seal.status !== 'sealed' || !facts.isRelationInForce) return 'new';
  if (seal.checksum === sum.checksum && seal.rowCount === sum.rowCount) return 'same';
  const sealed = partitionOf(node.relation, seal.asOf);
  const { rows } = await session.query({
    sql: sealDifference({ sealed, aside, key: node.config.uniqueKey, columns }),
  });
  const counts = rows[0] ?? {};
  const problem = diagnostic(
    'snapshot-sealed',
    `"${node.name}" of ${seal.asOf} is sealed, and building it now gives other rows`,
    {
      location: node.location,
      notes: [
        `${counts['changed']} rows would change, ${counts['added']} be added, ${counts['removed']} removed`,
        ...(Array.isArray(counts['first_keys'])
          ? [`first keys: ${counts['first_keys'].join('; ')}`]
          : []),
      ].map((message) => ({ message, location: undefined })),
      hint: 'what was true at that time does not change: find out which input did',
    },
  );
  throw new DiagnosticError([problem]);
}
