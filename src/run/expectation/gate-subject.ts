import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { Subject } from '../../core/expectation/subject.ts';
import type { NodeId } from '../../core/graph/node-id.ts';
import { isInlined, type RelationNode } from '../../core/plan/node-rows.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import type { RunContext } from '../run-context.ts';
import { type Catalog, compileSelect } from './compile-select.ts';
import { type SubjectOptions, subjectOf } from './subject-of.ts';

export interface GateQuestion {
  readonly node: RelationNode;
  readonly asOf: string | undefined;
  readonly columns: readonly Column[];
  /** Where the rows are before they are published; undefined: they are published. */
  readonly from: string | undefined;
  /** Whether an earlier run published the rows, and nothing of this one is in them. */
  readonly isHeld: boolean;
  /** The relations whose columns inlined views may have to name. */
  readonly catalog: Catalog;
  readonly context: RunContext;
  /** By id, what is known of expectations already: of rows that were moved, or that are too many for it. */
  readonly known?: ReadonlyMap<string, ExpectationResult>;
}

/** The rows that the expectations of a node are checked on. */
export async function gateSubject({
  node,
  asOf,
  columns,
  from,
  catalog,
  context,
}: Omit<GateQuestion, 'isHeld' | 'known'>): Promise<Subject> {
  const expectations = context.expectationsOf.get(node.id) ?? [];
  const selects = await selectsOf([
    node.id,
    ...expectations.flatMap((each) => Object.values(each.reads)),
  ]);
  return subjectOf({
    manifest: context.manifest,
    node,
    asOf,
    now: context.clock.now().toISOString(),
    columns,
    selects,
    ...(from === undefined ? publishedIn(node, catalog) : { from }),
  });

  async function selectsOf(read: readonly NodeId[]): Promise<ReadonlyMap<NodeId, string>> {
    const selects = new Map<NodeId, string>();
    for (const id of new Set(read)) {
      const each = context.manifest.nodes[id];
      if (each === undefined || !isInlined(each)) continue;
      selects.set(id, (await compileSelect(each, context, { asOf, catalog })).sql);
    }
    return selects;
  }
}

/** The table that holds the rows, where one does. */
function publishedIn(node: RelationNode, catalog: Catalog): Pick<SubjectOptions, 'table'> {
  if (isInlined(node) || node.relation === undefined) return {};
  const { kind, primaryKey } = catalog.get(formatRelation(node.relation)) ?? {};
  return kind === undefined || primaryKey === undefined ? {} : { table: { kind, primaryKey } };
}
