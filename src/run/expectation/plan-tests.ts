import { bug } from '../../core/diagnostics/bug.ts';
import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import { compileExpectations } from '../../core/expectation/compile-expectations.ts';
import { sqlExpectationStatement } from '../../core/expectation/sql-expectation.ts';
import type { ExpectationNode } from '../../core/manifest/node.ts';
import type { CheckTask, QueryTask, Task } from '../../core/plan/plan.ts';
import {
  type PlannedExpectation,
  type PlannedTest,
  planned,
  planStatements,
} from '../../core/plan/test-plan.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { migrateWithin } from '../../journal/migrate.ts';
import type { Session } from '../../postgres/session.ts';
import { rolledBack } from '../../postgres/transaction.ts';
import { refusedForInputs } from '../model/describe-decision.ts';
import type { RunContext } from '../run-context.ts';
import type { SelectCheck } from './check-select.ts';
import { compileQuerySelect } from './compile-query-select.ts';
import { compileTestSelect } from './compile-test-select.ts';
import { heldInputs } from './execute-query.ts';
import { heldQuestion } from './held-question.ts';
import { nodeChecks } from './node-checks.ts';
import { underSavepoint } from './savepoint.ts';
import { relationNode } from './subject-of.ts';

/** What the tasks of a plan of `test` would ask: reads the catalog and the journal, and writes nothing. */
export async function planTests(context: RunContext): Promise<readonly PlannedTest[]> {
  const { sessions, plan, journal: schema, signal } = context;
  return sessions.use(
    (session) =>
      rolledBack(session, { isolation: 'repeatable read' }, async () => {
        // one that is older, or not there at all, is brought to where `test` would find it
        await migrateWithin({ session, schema });
        const tests: PlannedTest[] = [];
        for (const task of Object.values(plan.tasks))
          tests.push(await planTask(session, task, context));
        return tests;
      }),
    signal,
  );
}

async function planTask(session: Session, task: Task, context: RunContext): Promise<PlannedTest> {
  if (task.type !== 'check' && task.type !== 'query') return bug(`${task.type} is no test`);
  try {
    return await underSavepoint(session, true, () =>
      task.type === 'check' ? planCheck(session, task, context) : planQuery(session, task, context),
    );
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return refusedTest(task, messageOf(error), context);
  }
}

async function planCheck(
  session: Session,
  task: CheckTask,
  context: RunContext,
): Promise<PlannedTest> {
  const node = relationNode(context.manifest, task.node);
  const question = await heldQuestion(session, node, context);
  const { asOf, columns } = question;
  const { subject, expectations, tests, queries } = await nodeChecks(session, question);
  const shared = planStatements(compileExpectations(expectations, subject));
  const checked = { node, from: undefined, columns };
  const selects: PlannedSelects[] = [];
  for (const test of tests) {
    selects.push(
      planSelect(await compileTestSelect(session, test, { asOf, context, checked, subject })),
    );
  }
  for (const query of queries) {
    selects.push(planSelect(await compileQuerySelect(session, query, { asOf, context, checked })));
  }
  return {
    ...titleOf(task, context),
    asOf,
    ...shared,
    statements: [...shared.statements, ...selects.flatMap((each) => each.statements)],
    refused: [...shared.refused, ...selects.flatMap((each) => each.refused)],
    superseded: [],
  };
}

async function planQuery(
  session: Session,
  task: QueryTask,
  context: RunContext,
): Promise<PlannedTest> {
  const query = queryOf(task, context);
  const { asOf, facts } = await heldInputs(session, query, context);
  if (facts.strayInputs.length > 0) {
    const { message } = refusedForInputs(query, asOf, facts.strayInputs);
    const { refused, ...rest } = refusedTest(task, message ?? '', context);
    return { ...rest, refused: [], superseded: refused };
  }
  const compiled = await compileQuerySelect(session, query, { asOf, context, checked: undefined });
  const { statements, refused } = planSelect(compiled);
  return {
    ...titleOf(task, context),
    asOf,
    statements,
    refused,
    unasked: [],
    superseded: [],
    listsRows: false,
  };
}

type PlannedSelects = Pick<PlannedTest, 'statements' | 'refused'>;

/** A select of the user's own has a statement of its own, which lists its rows too. */
function planSelect({ expectation, compiled, problems }: SelectCheck): PlannedSelects {
  const answers = [planned(expectation)];
  if (compiled === undefined) {
    const message = problems.map((each) => each.message).join('; ');
    return { statements: [], refused: answers.map((each) => ({ ...each, message })) };
  }
  const { sql } = sqlExpectationStatement(expectation, compiled);
  return { statements: [{ sql, answers, unless: undefined }], refused: [] };
}

/** Nothing of it can be asked. */
function refusedTest(
  task: CheckTask | QueryTask,
  message: string,
  context: RunContext,
): PlannedTest {
  const expectations = expectationsOf(task, context);
  return {
    ...titleOf(task, context),
    asOf: context.plan.asOf,
    statements: [],
    unasked: [],
    refused: expectations.map((each) => ({ ...each, message })),
    superseded: [],
    listsRows: false,
  };
}

function expectationsOf(
  task: CheckTask | QueryTask,
  context: RunContext,
): readonly PlannedExpectation[] {
  if (task.type === 'query') {
    const { name: id, location } = queryOf(task, context);
    return [{ id, location }];
  }
  const queries = context.queriesOf.get(task.node) ?? [];
  return [
    ...(context.expectationsOf.get(task.node) ?? []).map(planned),
    ...queries.map(({ name: id, location }) => ({ id, location })),
  ];
}

function titleOf({ node }: Task, { manifest }: RunContext): Pick<PlannedTest, 'node' | 'title'> {
  const found = manifest.nodes[node] ?? bug(`no ${node}`);
  const isNamed = found.kind === 'expectation' || found.relation === undefined;
  return { node, title: isNamed ? found.name : formatRelation(found.relation) };
}

function queryOf({ node }: QueryTask, { manifest }: RunContext): ExpectationNode {
  const query = manifest.nodes[node];
  return query?.kind === 'expectation' ? query : bug(`${node} is no expectation`);
}

function messageOf({ diagnostics }: DiagnosticError): string {
  return diagnostics
    .map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`))
    .join('; ');
}
