import { diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { RelationNode } from '../../core/plan/node-rows.ts';
import type { NodeResult } from '../../core/plan/run-result.ts';
import { formatRelation, type Relation } from '../../core/sql/relation.ts';
import type { StrayInput } from '../../core/time/decide.ts';
import type { RequeueDecision } from '../../core/time/decide-requeue.ts';
import { refusedForInputs } from '../model/describe-decision.ts';

export interface RefusalFacts {
  readonly asOf: string | undefined;
  readonly strayInputs: readonly StrayInput[];
  /** Of the quarantined rows. */
  readonly table: Relation;
}

type Described = Pick<NodeResult, 'status' | 'message' | 'diagnostics'>;

/** How a result reads where no row of an as_of may go back. */
export function describeRefusal(
  decision: Exclude<RequeueDecision, { readonly type: 'requeue' }>,
  node: RelationNode,
  { asOf, strayInputs, table }: RefusalFacts,
): Described {
  if (decision.type === 'superseded') return superseded(decision.by, node, { asOf, table });
  switch (decision.because) {
    case 'stray-inputs':
      return refusedForInputs(node, asOf, strayInputs);
    case 'retired':
      return refused(node, 'snapshot-retired', {
        message: `of ${asOf} was sealed, and its rows were let go`,
        hint: `delete the rows of ${asOf} from ${formatRelation(table)}`,
      });
    case 'not-held':
      return refused(node, 'requeue-refused', {
        message: `holds nothing${asOf === undefined ? '' : ` of ${asOf}`} that quarantined rows could go back to`,
        hint: `build it again: run build --select ${node.name}${asOf === undefined ? '' : ` --vars as_of=${asOf}`}`,
      });
  }
}

function superseded(
  by: string,
  { name, location }: RelationNode,
  { asOf, table }: Pick<RefusalFacts, 'asOf' | 'table'>,
): Described {
  const message = `stands at ${by}, which is later than ${asOf}`;
  const problem = diagnostic('as-of-superseded', `"${name}" ${message}: quarantined rows stay`, {
    severity: 'warning',
    location,
    hint: `what stands at a later as_of never goes back: delete rows of ${asOf} that nobody needs from ${formatRelation(table)}`,
  });
  return { status: 'superseded', message, diagnostics: [problem] };
}

function refused(
  { name, location }: RelationNode,
  code: 'snapshot-retired' | 'requeue-refused',
  { message, hint }: { readonly message: string; readonly hint: string },
): Described {
  const problem = diagnostic(code, `"${name}" ${message}`, { location, hint });
  return { status: 'refused', message, diagnostics: [problem] };
}
