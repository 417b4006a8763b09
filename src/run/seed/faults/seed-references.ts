import { bug } from '../../../core/diagnostics/bug.ts';
import { fail } from '../../../core/diagnostics/diagnostic.ts';
import type { Manifest } from '../../../core/manifest/manifest.ts';
import type { ModelNode, Node, SeedNode } from '../../../core/manifest/node.ts';
import { rowsCondition } from '../../../core/plan/rows-condition.ts';
import type { ForeignKey } from '../../../core/seed/seed-settings.ts';
import { formatRelation, renderRelation } from '../../../core/sql/relation.ts';
import { readRelations } from '../../../postgres/catalog.ts';
import type { Session } from '../../../postgres/session.ts';
import type { RunContext } from '../../run-context.ts';
import type { SeedUnit } from '../seed-unit.ts';
import type { SeedReference } from './find-faults.ts';

/** What a seed's foreign keys refer to: of a dated parent, its rows of the as_of that is loaded. */
export async function seedReferences(
  session: Session,
  unit: SeedUnit,
  { manifest }: Pick<RunContext, 'manifest'>,
): Promise<readonly SeedReference[]> {
  const found: SeedReference[] = [];
  for (const foreignKey of unit.node.settings.foreignKeys) {
    found.push(await referenceOf(session, unit, foreignKey, parentOf(manifest, foreignKey)));
  }
  return found;
}

function parentOf(manifest: Manifest, { to }: ForeignKey): ModelNode | SeedNode {
  const named = Object.values<Node>(manifest.nodes).find(
    (node): node is ModelNode | SeedNode =>
      (node.kind === 'model' || node.kind === 'seed') && node.name === to,
  );
  return named ?? bug(`the manifest lacks "${to}", which a foreign key refers to`);
}

async function referenceOf(
  session: Session,
  { asOf }: SeedUnit,
  { columns, to, toColumns, location }: ForeignKey,
  parent: ModelNode | SeedNode,
): Promise<SeedReference> {
  const { relation } = parent;
  if (relation === undefined) {
    return fail('seed-foreign-key', `"${to}" is no table that rows can be found in`, { location });
  }
  const table = (await readRelations(session, [relation])).get(formatRelation(relation));
  if (table === undefined) {
    return fail('seed-foreign-key', `"${to}" is not there yet`, {
      location,
      hint: `load it first: run build --select ${to}`,
    });
  }
  const key = parent.kind === 'seed' ? parent.settings.uniqueKey : parent.config.uniqueKey;
  const referred = toColumns.length > 0 ? toColumns : key;
  const missing = referred.find((name) => !table.columns.some((column) => column.name === name));
  if (missing !== undefined || referred.length !== columns.length) {
    const message =
      missing === undefined
        ? `${columns.length} columns refer to ${referred.length} of "${to}"`
        : `"${to}" has no column "${missing}"`;
    return fail('seed-foreign-key', message, { location, hint: 'name them in to_columns' });
  }
  const condition = rowsCondition(parent, asOf);
  const from =
    condition === undefined
      ? renderRelation(relation)
      : `(select * from ${renderRelation(relation)} where ${condition})`;
  return { columns, toColumns: referred, from, title: `"${to}" (${referred.join(', ')})` };
}
