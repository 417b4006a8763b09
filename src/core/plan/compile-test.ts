import { bug } from '../diagnostics/bug.ts';
import { DiagnosticError, fail } from '../diagnostics/diagnostic.ts';
import type { Expectation } from '../expectation/expectation.ts';
import { bracketed } from '../expectation/facts/condition.ts';
import { MODEL, testTemplate } from '../manifest/test-template.ts';
import type { CompiledSql } from '../sql/compiled-sql.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';
import { type CompileContext, compileNode, compileTemplate, oneSelect } from './compile-node.ts';
import { isInlined, nodeRows, type RelationNode } from './node-rows.ts';

/** The rows that a test is about. */
export interface TestedRows {
  /** The name under which its SQL finds them, where it gives none. */
  readonly name: string;
  readonly relation: Relation;
  /** What stands in a `from`. */
  readonly from: string;
  /** The relation as SQL names it. */
  readonly mention: string;
}

export function testedRows({ name, relation }: RelationNode, from: string): TestedRows {
  const mention = relation === undefined ? quoteIdentifier(name) : renderRelation(relation);
  return { name, relation: relation ?? { schema: '', name }, from, mention };
}

/** The select of a test of what is published, as `run test` asks it. */
export function compilePublished(
  expectation: Expectation,
  node: RelationNode,
  context: CompileContext,
): CompiledSql {
  const { asOf } = context;
  if (node.temporality === 'dated' && asOf === undefined) {
    return fail('as-of-missing', `"${node.name}" is checked at an as_of, and none is given`, {
      location: expectation.location,
      hint: 'add --vars as_of=2024-01-31',
    });
  }
  const select = isInlined(node) ? compileNode(node, context).sql : undefined;
  return compileTest(expectation, testedRows(node, nodeRows(node, { asOf, select })), context);
}

/** dbt's name for the rows that `where` leaves. */
const NARROWED = 'dbt_subquery';

/** The select of a test for one expectation, of which `model` is the rows that are given. */
export function compileTest(
  expectation: Expectation,
  { name, relation, from, mention }: TestedRows,
  context: CompileContext,
): CompiledSql {
  const { check, test, where, location } = expectation;
  if (test === undefined) return bug(`${expectation.id} is no test`);
  const select = `select * from ${from}`;
  const rows =
    where === undefined
      ? { select, alias: name, mention }
      : { select: `${select} where ${bracketed(where)}`, alias: NARROWED, mention };
  const template = testTemplate(expectation, test);
  const given = { name: MODEL, relation, rows };
  const compiled = compileTemplate(
    { template, self: undefined, isSnapshot: false, given },
    { ...context, isIncremental: false },
  );
  try {
    return oneSelect(compiled, { name: check, what: 'a test', location });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const note = { message: `"${check}" is called here`, location };
    const noted = error.diagnostics.map((each) =>
      each.location?.file === location.file ? each : { ...each, notes: [...each.notes, note] },
    );
    throw new DiagnosticError(noted, error.cause);
  }
}
