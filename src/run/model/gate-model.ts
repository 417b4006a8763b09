import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { ModelBuild } from '../../core/materialization/model-build.ts';
import type { GateSubject } from '../../core/materialization/step.ts';
import { rowsCondition } from '../../core/plan/rows-condition.ts';
import type { Column } from '../../core/sql/column.ts';
import { quoteIdentifier } from '../../core/sql/quote.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import type { Session } from '../../postgres/session.ts';
import { checkGates } from '../expectation/check-gates.ts';
import type { GateQuestion } from '../expectation/gate-subject.ts';
import type { RunContext } from '../run-context.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

export interface GateContext {
  readonly node: StoredModel;
  readonly facts: ModelFacts;
  readonly context: RunContext;
  readonly build?: ModelBuild;
  /** What is known of expectations whose rows were moved. */
  readonly known?: GateQuestion['known'];
}

/** Checks the expectations of a model on what is to be published, or on what it holds already. */
export async function gateModel(
  session: Session,
  subject: GateSubject,
  { node, facts, context, build, known }: GateContext,
): Promise<readonly ExpectationResult[]> {
  return checkGates(session, {
    node,
    asOf: facts.asOf,
    columns: build?.columns ?? columnsInDatabase(node, facts),
    from: fromItem(subject, node, facts),
    isHeld: build === undefined,
    catalog: facts.catalog,
    context,
    ...(known === undefined ? {} : { known }),
  });
}

export function columnsInDatabase(node: StoredModel, { catalog }: ModelFacts): readonly Column[] {
  return catalog.get(formatRelation(node.relation))?.columns ?? [];
}

function fromItem(subject: GateSubject, node: StoredModel, facts: ModelFacts): string | undefined {
  switch (subject.type) {
    case 'held':
      return undefined;
    case 'relation':
      return `${renderRelation(subject.relation)} as ${quoteIdentifier(node.name)}`;
    case 'select': {
      const name = quoteIdentifier(node.name);
      const rows = `(\n${facts.select.sql}\n) as ${name}`;
      const condition = rowsCondition(node, facts.asOf);
      return condition === undefined
        ? rows
        : `(select * from ${rows} where ${condition}) as ${name}`;
    }
  }
}
