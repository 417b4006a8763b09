import { type Diagnostic, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { materializedOf } from '../../core/manifest/manifest-json.ts';
import type { SeedNode } from '../../core/manifest/node.ts';
import type { VerifiedNode } from '../../core/plan/verification.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import type { Journal } from '../../journal/journal.ts';
import { readSeedFiles } from '../../journal/seed-files.ts';
import { readWatermarks } from '../../journal/watermarks.ts';
import { readOid } from '../../postgres/catalog.ts';
import { number, optionalText } from '../../postgres/row.ts';
import type { StoredModel } from '../model/stored-model.ts';

/** Compares the rows of a seed with those that were loaded, as_of by as_of. */
export async function verifySeed(
  journal: Journal,
  node: SeedNode,
  asOfs: readonly string[],
): Promise<VerifiedNode> {
  const files = await readSeedFiles(journal, node.id);
  const isDated = node.temporality === 'dated';
  const name = renderRelation(node.relation);
  const expected = new Map<string, number>();
  for (const { asOf = '', rowCount } of files) {
    if (asOfs.length > 0 && !asOfs.includes(asOf)) continue;
    expected.set(asOf, (expected.get(asOf) ?? 0) + rowCount);
  }
  const exists = (await readOid(journal.session, node.relation)) !== undefined;
  const { rows } = exists
    ? await journal.session.query(
        isDated
          ? `select as_of::text as as_of, count(*) as row_count from ${name} group by 1`
          : `select null as as_of, count(*) as row_count from ${name}`,
      )
    : { rows: [] };
  const found = new Map(
    rows.map((row) => [optionalText(row, 'as_of') ?? '', number(row, 'row_count')]),
  );
  const findings = [...expected].flatMap(([asOf, count]): Diagnostic[] => {
    const held = found.get(asOf) ?? 0;
    if (held === count) return [];
    const of = asOf === '' ? '' : ` of ${asOf}`;
    return [
      diagnostic(
        'verify-mismatch',
        `"${node.name}"${of} holds ${held} rows, and ${count} were loaded`,
        { location: node.location, hint: 'load it again: run seed --full-refresh' },
      ),
    ];
  });
  const rowCount = [...expected.keys()].reduce((sum, asOf) => sum + (found.get(asOf) ?? 0), 0);
  return {
    node: node.id,
    relation: formatRelation(node.relation),
    kind: 'seed',
    seals: [],
    rowCount,
    findings,
  };
}

/** Whether the relation of a live table is still the one whose watermark is journalled. */
export async function verifyLive(journal: Journal, node: StoredModel): Promise<VerifiedNode> {
  const mark = (await readWatermarks(journal, [node.id])).get(node.id);
  const oid = mark === undefined ? undefined : await readOid(journal.session, node.relation);
  const isSame = mark === undefined || oid === mark.relationOid;
  const what = oid === undefined ? 'is gone from the database' : 'is not the table that was built';
  return {
    node: node.id,
    relation: formatRelation(node.relation),
    kind: materializedOf(node) ?? node.kind,
    seals: [],
    rowCount: 0,
    findings: isSame
      ? []
      : [
          diagnostic('verify-mismatch', `"${node.name}" ${what}`, {
            location: node.location,
            hint: `build it again: run models --select ${node.name}`,
          }),
        ],
  };
}
