import { bug } from '../../core/diagnostics/bug.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { unreachable } from '../../core/diagnostics/unreachable.ts';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { IncomingRows } from '../../core/expectation/quarantine/incoming-rows.ts';
import type { ModelNode } from '../../core/manifest/node.ts';
import type { GateSubject, Step } from '../../core/materialization/step.ts';
import type { RowCounts } from '../../core/plan/run-result.ts';
import type { Column } from '../../core/sql/column.ts';
import type { Relation } from '../../core/sql/relation.ts';
import { sqlState } from '../../postgres/postgres-error.ts';
import type { Session } from '../../postgres/session.ts';
import { publish, sendAll } from '../publish.ts';
import { publishTable } from '../publish-table.ts';
import { checkEmpty, refuseKeys, refuseOverlaps, refuseTimes } from './refuse-rows.ts';

/** What the steps of one node need from outside of the database session. */
export interface StepPorts {
  readonly node: ModelNode;
  readonly relation: Relation;
  readonly signal: AbortSignal;
  /** Moves failing rows away from those that are to be written; answers how many. */
  readonly quarantine: (incoming: IncomingRows) => Promise<number>;
  /** Checks the node's expectations; throws when an error expectation does not hold. */
  readonly gate: (subject: GateSubject) => Promise<readonly ExpectationResult[]>;
  /** Compares the rows aside with the seal in force; throws when they differ. */
  readonly seal: (sum: SnapshotSum, aside: Relation) => Promise<SealOutcome>;
  /** Makes sure that this run still owns what it is about to publish. */
  readonly fence: () => Promise<void>;
}

/** How rows that are taken stand to what is sealed: `restored` are those whose table was gone. */
export type SealOutcome = 'new' | 'same' | 'restated' | 'restored';

export interface SnapshotSum {
  readonly rowCount: number;
  readonly checksum: string;
  /** The columns under the checksum. */
  readonly columns: readonly string[];
  /** All columns of the table. */
  readonly types: readonly Column[];
}

export interface StepResults {
  readonly rows: RowCounts;
  readonly expectations: readonly ExpectationResult[];
  readonly warnings: readonly Diagnostic[];
  readonly sum: SnapshotSum | undefined;
  readonly seal: SealOutcome | undefined;
}

/** Carries out the steps of a model in order, inside its transaction. */
export async function carryOut(
  session: Session,
  steps: readonly Step[],
  ports: StepPorts,
): Promise<StepResults> {
  const rows: Record<string, number> = {};
  const expectations: ExpectationResult[] = [];
  const warnings: Diagnostic[] = [];
  let sum: SnapshotSum | undefined;
  let seal: SealOutcome | undefined;

  for (const step of steps) {
    switch (step.type) {
      case 'execute': {
        const { rowCount } = await session.query(step.statement);
        if (step.counts !== undefined) rows[step.counts] = rowCount;
        break;
      }
      case 'count': {
        const counted = await session.query(step.statement);
        for (const [name, value] of Object.entries(counted.rows[0] ?? {}))
          rows[name] = Number(value);
        break;
      }
      case 'refuse-keys':
        await refuseKeys(session, step.statement, step.key, ports.node);
        break;
      case 'add-key':
        await addKey(session, step, ports.node);
        break;
      case 'refuse-times':
        await refuseTimes(session, step, ports.node);
        break;
      case 'refuse-overlaps':
        await refuseOverlaps(session, step, ports.node);
        break;
      case 'check-empty':
        warnings.push(...(await checkEmpty(session, step.statement, step.onEmpty, ports.node)));
        break;
      case 'quarantine': {
        const moved = await ports.quarantine(step.incoming);
        if (moved === 0) break;
        rows['quarantined'] = moved;
        // what was counted when the table was made
        if (rows['inserted'] !== undefined) rows['inserted'] -= moved;
        break;
      }
      case 'gate':
        expectations.push(...(await ports.gate(step.subject)));
        break;
      case 'seal': {
        const summed = await session.query(step.statement);
        const row = summed.rows[0] ?? bug('a checksum query answers one row');
        sum = {
          rowCount: Number(row['row_count']),
          checksum: String(row['checksum']),
          columns: step.columns,
          types: step.types,
        };
        seal = await ports.seal(sum, step.aside);
        if (seal === 'same') {
          await session.query(step.drop);
          const { inserted: _, ...others } = rows;
          return {
            rows: { ...others, unchanged: sum.rowCount },
            expectations,
            warnings,
            sum,
            seal,
          };
        }
        rows['inserted'] = sum.rowCount;
        break;
      }
      case 'publish':
        await ports.fence();
        await publish(session, () => sendAll(session, step.statements), ports);
        break;
      case 'replace-table':
        await ports.fence();
        await publish(
          session,
          () =>
            publishTable(session, {
              live: ports.relation,
              aside: step.aside,
              key: step.key,
              renamings: step.renamings,
              definitions: step.definitions,
            }),
          ports,
        );
        break;
      default:
        unreachable(step);
    }
  }
  return { rows, expectations, warnings, sum, seal };
}

/** Not null and unique violations. */
const KEY_VIOLATIONS = new Set(['23502', '23505']);

async function addKey(
  session: Session,
  { statement, refused, key }: Step & { readonly type: 'add-key' },
  node: ModelNode,
): Promise<void> {
  await session.query('savepoint add_key');
  try {
    await session.query(statement);
  } catch (error) {
    if (!KEY_VIOLATIONS.has(sqlState(error) ?? '')) throw error;
    await session.query('rollback to savepoint add_key');
    await refuseKeys(session, refused, key, node);
    // another constraint than the key
    throw error;
  }
  await session.query('release savepoint add_key');
}
