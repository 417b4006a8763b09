import { HISTORY_COLUMNS } from '../../core/materialization/history-columns.ts';
import { isHistory, rowsCondition } from '../../core/plan/rows-condition.ts';
import type { CompiledSql } from '../../core/sql/compiled-sql.ts';
import { columnList } from '../../core/sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../../core/sql/relation.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

/** A model that a replay has built in its shadow, as it is taken from there. */
export interface ReplayedModel {
  readonly node: StoredModel;
  readonly facts: ModelFacts;
  /** A live table on the way: only its version is of interest, what it holds comes at the end. */
  readonly isPassing: boolean;
}

/** undefined: no replay has built it. */
export async function replayedModel(
  session: Session,
  node: StoredModel,
  facts: ModelFacts,
  { replay }: RunContext,
): Promise<ReplayedModel | undefined> {
  const shadow = replay?.shadows.get(node.id);
  if (replay === undefined || shadow === undefined) return undefined;
  if (facts.isSnapshot || facts.history !== undefined) {
    const select = await selectOf(session, shadow, { node, facts });
    return { node, facts: { ...facts, select, strayInputs: [] }, isPassing: false };
  }
  const isView = node.config.materialized === 'view';
  if (node.temporality !== 'current' && !isView) return undefined;
  // its inputs stood where it needed them in the shadow
  const settled = { ...facts, strayInputs: [] };
  if (!replay.isPublishing) return { node, facts: settled, isPassing: true };
  if (isView) return undefined;
  // the shadow holds all rows that it is to have, those that are marked missing too
  const config = { ...node.config, onMissing: 'delete', hasContract: false } as const;
  const select = await selectOf(session, shadow, { node, facts });
  return { node: { ...node, config }, facts: { ...settled, select }, isPassing: false };
}

/** The rows that the shadow holds: of what holds several as_ofs, those of one. */
async function selectOf(
  session: Session,
  shadow: Relation,
  { node, facts }: { readonly node: StoredModel; readonly facts: ModelFacts },
): Promise<CompiledSql> {
  const { asOf, isSnapshot, select } = facts;
  const found = (await readRelations(session, [shadow])).get(formatRelation(shadow));
  const added: readonly string[] = isSnapshot ? ['as_of'] : isHistory(node) ? HISTORY_COLUMNS : [];
  const names = (found?.columns ?? []).map((column) => column.name);
  const columns = columnList(names.filter((name) => !added.includes(name)));
  const condition = added.length === 0 ? undefined : rowsCondition(node, asOf);
  const where = condition === undefined ? '' : ` where ${condition}`;
  const sql = `select ${columns} from ${renderRelation(shadow)}${where}`;
  const source = select.pieces[0]?.source;
  return {
    sql,
    pieces:
      source === undefined ? [] : [{ length: sql.length, source, offset: 0, isLiteral: false }],
  };
}
