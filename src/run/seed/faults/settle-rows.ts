import { AS_OF, keyClause, readyPartition } from '../../../core/sql/as-of-partition.ts';
import { quoteIdentifier } from '../../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../../core/sql/relation.ts';
import { sqlState } from '../../../postgres/postgres-error.ts';
import type { Session } from '../../../postgres/session.ts';
import { dropDefaults } from '../columns/aside.ts';
import type { SeedColumns } from '../columns/read-columns.ts';
import type { CopiedFile } from '../copy/copy-file.ts';
import type { CopySeedOptions, Filled } from '../copy/fill-aside.ts';
import { type SeedUnit, tableKey } from '../seed-unit.ts';
import { duplicates, type FaultQuery, invalidCells, orphans } from './find-faults.ts';
import { settleFaults } from './settle-faults.ts';

const UNIQUE_VIOLATION = '23505';
/** More than anybody reads, when the first of them stops the load. */
const FAULTS_TO_LIST = 21;

export interface Settling extends Filled {
  readonly columns: SeedColumns;
  readonly aside: Relation;
  readonly options: CopySeedOptions;
}

/** What only the database can tell of the rows: types of its own, foreign keys, the unique key. */
export async function settleRows(
  session: Session,
  unit: SeedUnit,
  { files, badRows, rejected, textTypes, columns, aside, options }: Settling,
): Promise<readonly CopiedFile[]> {
  const search = { aside, limit: rejected === undefined ? FAULTS_TO_LIST : undefined };
  let left = files;
  const settle = async (faults: FaultQuery): Promise<void> => {
    left = await settleFaults(session, unit, faults, {
      aside,
      headed: columns.files,
      files: left,
      badRows,
      signal: options.signal,
    });
  };
  if (textTypes.size > 0) {
    await settle(await invalidCells(session, textTypes, search));
    const clauses = [...textTypes].map(([name, { type }]) => {
      const column = quoteIdentifier(name);
      return `alter column ${column} type ${type} using ${column}::${type}`;
    });
    await session.query(`alter table ${renderRelation(aside)}\n  ${clauses.join(',\n  ')}`);
  }
  for (const reference of options.references ?? []) {
    await settle(orphans(reference, search));
  }
  const captured = columns.captured.map((column) => column.name);
  await dropDefaults(
    session,
    aside,
    unit.asOf === undefined ? captured : [...captured, AS_OF.name],
  );
  const key = tableKey(unit.node);
  // what the path captured stands in no row
  const named = key.find((name) => !captured.includes(name)) ?? key[0] ?? '';
  await addKey(session, unit, aside, () => settle(duplicates(key, named, search)));
  return left;
}

/** Keys the table after it is filled, which is faster than while. */
async function addKey(
  session: Session,
  unit: SeedUnit,
  aside: Relation,
  settleDuplicates: () => Promise<void>,
): Promise<void> {
  const key = tableKey(unit.node);
  const { asOf } = unit;
  if (asOf === undefined && key.length === 0) return;
  const statement =
    asOf === undefined
      ? `alter table ${renderRelation(aside)} add ${keyClause(aside, key)}`
      : readyPartition({ aside, asOf, key });
  await session.query('savepoint seed_key');
  try {
    await session.query(statement);
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    await session.query('rollback to savepoint seed_key');
    await settleDuplicates();
    await session.query(statement);
  }
  await session.query('release savepoint seed_key');
}
