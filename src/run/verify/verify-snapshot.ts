import { type Diagnostic, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { GUARDS } from '../../core/materialization/snapshot.ts';
import { sealSumsQuery } from '../../core/materialization/verify-seals.ts';
import type { VerifiedNode, VerifiedSeal } from '../../core/plan/verification.ts';
import { partitionOf } from '../../core/sql/as-of-partition.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import type { Journal } from '../../journal/journal.ts';
import { readSeals, type SealRecord } from '../../journal/seals.ts';
import { type CatalogRelation, readRelations } from '../../postgres/catalog.ts';
import { number, text } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import type { StoredModel } from '../model/stored-model.ts';

interface Sum {
  readonly rowCount: number;
  readonly checksum: string;
}

/** Recomputes the seals of a snapshot in one scan of its table. */
export async function verifySnapshot(
  journal: Journal,
  node: StoredModel,
  asOfs: readonly string[],
): Promise<VerifiedNode> {
  const { session } = journal;
  const isAsked = (asOf: string): boolean => asOfs.length === 0 || asOfs.includes(asOf);
  const seals = (await readSeals(journal, node.id)).filter((seal) => isAsked(seal.asOf));
  const catalog = await readRelations(session, [
    node.relation,
    ...seals.map((seal) => partitionOf(node.relation, seal.asOf)),
  ]);
  const table = catalog.get(formatRelation(node.relation));
  const only = asOfs.length === 0 ? undefined : asOfs;
  const sums =
    table === undefined
      ? new Map<string, Sum>()
      : await sumsOf(session, node, { seals: seals.filter((seal) => has(table, seal)), only });
  const verified = seals.map((seal) => ({
    seal,
    ...verifySeal(node, seal, { table, catalog, sums }),
  }));
  const unknown = [...sums].filter(([asOf]) => !seals.some((seal) => seal.asOf === asOf));
  return {
    node: node.id,
    relation: formatRelation(node.relation),
    kind: node.config.materialized,
    rowCount: [...sums.values()].reduce((sum, each) => sum + each.rowCount, 0),
    seals: verified.map(({ seal, status }) => ({
      asOf: seal.asOf,
      rowCount: seal.rowCount,
      checksum: seal.checksum,
      status,
    })),
    findings: [
      ...verified.flatMap((each) => each.findings),
      ...unknown.map(([asOf, { rowCount }]) =>
        mismatch(node, asOf, `holds ${rows(rowCount)} that no seal speaks of`),
      ),
      ...(node.config.guard === 'none' ? [] : await openGuards(session, node, seals, catalog)),
    ],
  };
}

async function sumsOf(
  session: Session,
  { relation }: StoredModel,
  {
    seals,
    only,
  }: { readonly seals: readonly SealRecord[]; readonly only: readonly string[] | undefined },
): Promise<ReadonlyMap<string, Sum>> {
  const { rows: found } = await session.query({ sql: sealSumsQuery(relation, seals, only) });
  return new Map(
    found.map((row) => [
      text(row, 'as_of'),
      { rowCount: number(row, 'row_count'), checksum: text(row, 'checksum') },
    ]),
  );
}

function has(table: CatalogRelation, seal: SealRecord): boolean {
  return seal.columns.every((name) => table.columns.some((column) => column.name === name));
}

function verifySeal(
  node: StoredModel,
  seal: SealRecord,
  {
    table,
    catalog,
    sums,
  }: {
    readonly table: CatalogRelation | undefined;
    readonly catalog: ReadonlyMap<string, CatalogRelation>;
    readonly sums: ReadonlyMap<string, Sum>;
  },
): { readonly status: VerifiedSeal['status']; readonly findings: readonly Diagnostic[] } {
  const differs = (message: string) => ({
    status: 'differs' as const,
    findings: [mismatch(node, seal.asOf, message)],
  });
  if (table === undefined) return differs('is sealed, and its table is gone');
  if (!catalog.has(formatRelation(partitionOf(node.relation, seal.asOf)))) {
    return differs(`is sealed with ${rows(seal.rowCount)}, and its partition is gone`);
  }
  const gone = seal.columns.filter((name) => !table.columns.some((each) => each.name === name));
  if (gone.length > 0) return differs(`is sealed with columns that are gone: ${gone.join(', ')}`);
  const sum = sums.get(seal.asOf) ?? { rowCount: 0, checksum: '0' };
  if (sum.rowCount !== seal.rowCount) {
    return differs(`holds ${rows(sum.rowCount)}, and ${seal.rowCount} were sealed`);
  }
  if (sum.checksum !== seal.checksum) return differs('holds other values than were sealed');
  if (seal.status !== 'unsealed') return { status: 'same', findings: [] };
  const unsealed = diagnostic('snapshot-unsealed', `"${node.name}" of ${seal.asOf} is not sealed`, {
    severity: 'warning',
    location: node.location,
    hint: 'it was taken with --no-gate: build it again without',
  });
  return { status: 'unsealed', findings: [unsealed] };
}

/** Partitions whose rows others could change, because the triggers are gone or switched off. */
async function openGuards(
  session: Session,
  node: StoredModel,
  seals: readonly SealRecord[],
  catalog: ReadonlyMap<string, CatalogRelation>,
): Promise<readonly Diagnostic[]> {
  const held = seals.filter((seal) =>
    catalog.has(formatRelation(partitionOf(node.relation, seal.asOf))),
  );
  const { rows: guarded } = await session.query({
    sql: `select p.name
from unnest($1::text[]) as p (name)
where (
  select count(*) from pg_catalog.pg_trigger as t
  where t.tgrelid = p.name::regclass and t.tgname = any ($2) and t.tgenabled <> 'D'
) = 2`,
    values: [
      held.map((seal) => renderRelation(partitionOf(node.relation, seal.asOf))),
      Object.values(GUARDS),
    ],
  });
  const names = new Set(guarded.map((row) => text(row, 'name')));
  return held
    .filter((seal) => !names.has(renderRelation(partitionOf(node.relation, seal.asOf))))
    .map(({ asOf }) =>
      mismatch(node, asOf, 'is not guarded: its triggers are gone or switched off'),
    );
}

/** `"frozen" of 2024-01-31 holds 3 rows, and 2 were sealed` */
function mismatch(node: StoredModel, asOf: string, message: string): Diagnostic {
  return diagnostic('verify-mismatch', `"${node.name}" of ${asOf} ${message}`, {
    location: node.location,
    hint: 'find out who changed it; a restatement would give it what its inputs hold now',
  });
}

function rows(count: number): string {
  return `${count} ${count === 1 ? 'row' : 'rows'}`;
}
