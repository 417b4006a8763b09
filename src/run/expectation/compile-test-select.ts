import { Problems } from '../../core/diagnostics/problems.ts';
import type { Expectation } from '../../core/expectation/expectation.ts';
import type { SqlExpectation } from '../../core/expectation/sql-expectation.ts';
import type { Subject } from '../../core/expectation/subject.ts';
import type { CompileContext } from '../../core/plan/compile-node.ts';
import { versionedInputs } from '../../core/plan/inputs-of.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import type { SelectCheck } from './check-select.ts';
import {
  type CheckedNode,
  columnNames,
  unpublishedOf,
  withChecked,
} from './compile-query-select.ts';
import type { Catalog } from './compile-select.ts';
import { maskedColumns, relationNode } from './subject-of.ts';

export interface TestQuestion {
  readonly asOf: string | undefined;
  readonly context: RunContext;
  readonly checked: CheckedNode;
  /** The rows of the checked node. */
  readonly subject: Subject;
}

/** What an expectation that is a test of the project's macros asks, compiled for where its rows are. */
export async function compileTestSelect(
  session: Session,
  expectation: Expectation,
  { asOf, context, checked, subject }: TestQuestion,
): Promise<SelectCheck> {
  const { compileTest, testedRows } = await import('../../core/plan/compile-test.ts');
  const catalog = await readCatalog(session, expectation, context);
  const contextWith = async (known: Catalog): Promise<CompileContext> => ({
    ...(await context.compile()),
    asOf,
    isIncremental: false,
    columnsOf: (relation) => known.get(formatRelation(relation))?.columns.map(({ name }) => name),
  });
  const { node, from } = checked;
  const rows = testedRows(node, subject.from);
  // what people are shown reads what is published by then
  const shown = await contextWith(withChecked(catalog, checked));
  const problems = new Problems();
  const published = problems.attempt(() =>
    compileTest(expectation, { ...rows, from: subject.displayFrom }, shown),
  );
  const asked =
    from === undefined
      ? shown
      : { ...(await contextWith(catalog)), unpublished: unpublishedOf(checked, from) };
  const compiled = published && problems.attempt(() => compileTest(expectation, rows, asked));
  const read = Object.values(expectation.reads).map((id) => relationNode(context.manifest, id));
  return {
    expectation: questionOf(expectation, node.id, published?.sql.trim()),
    compiled,
    problems: problems.all,
    columns: {
      masked: [node, ...read].flatMap(maskedColumns),
      shown: columnNames(withChecked(catalog, checked)),
    },
  };
}

function questionOf(
  expectation: Expectation,
  node: Expectation['node'],
  sql: string | undefined,
): SqlExpectation {
  const { id, column, check, kwargs, threshold, limit, sample, test, gate, location } = expectation;
  return {
    id,
    node,
    column,
    expectation: check,
    kwargs: column === undefined ? kwargs : { column, ...kwargs },
    threshold,
    limit,
    sample,
    failCalc: test?.failCalc,
    gate,
    sql,
    location,
    notes: [{ message: `"${check}" is called here`, location }],
  };
}

/** The columns of what the test reads beside the node that it is about. */
async function readCatalog(
  session: Session,
  { reads }: Expectation,
  { manifest }: RunContext,
): Promise<Catalog> {
  const ids = Object.values(reads);
  if (ids.length === 0) return new Map();
  const read = versionedInputs(manifest.nodes, ids);
  const relations = read.flatMap((each) =>
    each.kind === 'expectation' ? [] : (each.relation ?? []),
  );
  return readRelations(session, relations);
}
