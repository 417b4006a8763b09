import { Problems } from '../../src/core/diagnostics/problems.ts';
import { NO_TERMS } from '../../src/core/expectation/declaration/terms.ts';
import { parseExpectationBlock } from '../../src/core/expectation/parse-expectations.ts';
import { resolveExpectations } from '../../src/core/expectation/resolve-expectations.ts';
import type { Subject } from '../../src/core/expectation/subject.ts';
import { nodeId } from '../../src/core/graph/node-id.ts';
import { parseYaml } from '../../src/core/project/parse-yaml.ts';
import { quoteIdentifier, quoteLiteral } from '../../src/core/sql/quote.ts';
import type { Session } from '../../src/postgres/session.ts';
import { checkExpectations } from '../../src/run/expectation/check-expectations.ts';
import type { CaseOutcome } from './compare-with-case.ts';
import type { ConformanceCase, Dataset } from './conformance-case.ts';

/** Declares the case as a user would, by its full name under `table:`, and checks it. */
export async function runCase(
  session: Session,
  given: ConformanceCase,
  datasets: Readonly<Record<string, Dataset>>,
): Promise<CaseOutcome> {
  const tables = given.tables.map(({ name, dataset }) => ({ name, data: datasets[dataset] }));
  const [table] = tables;
  const dataset = table?.data;
  if (table === undefined || dataset === undefined) throw new Error(`${given.id} has no table`);
  // JSON is YAML
  const text = JSON.stringify({
    model: table.name,
    table: [{ [given.expectation]: given.kwargs }],
  });
  const problems = new Problems();
  const block = parseYaml({ path: 'case.yml', text }, problems);
  const node = nodeId('model', 'conformance', table.name);
  const declared = resolveExpectations(
    block === undefined ? [] : parseExpectationBlock(block, NO_TERMS, problems),
    {
      find: (name) => nodeId('model', 'conformance', name),
      all: () => tables.map(({ name }) => name),
    },
    problems,
  );
  const now = new Date().toISOString().replace('Z', '');
  const expectations = declared.map((each) =>
    each.late === undefined ? each : { ...each, late: { ...each.late, now } },
  );
  if (problems.errorCount > 0) {
    return { type: 'refused', messages: problems.all.map((each) => each.message) };
  }
  for (const { name, data } of tables)
    if (data !== undefined) await createTable(session, name, data);
  const [result] = await checkExpectations(session, expectations, subjectOf(table.name, dataset), {
    asOf: undefined,
    clock: performanceClock,
    inTransaction: false,
  });
  for (const { name } of tables) await session.query(`drop table ${quoteIdentifier(name)}`);
  if (result === undefined) throw new Error(`no result for ${node}`);
  return { type: 'result', result };
}

const performanceClock = { monotonicMs: () => performance.now() };

function subjectOf(name: string, { columns }: Dataset): Subject {
  return {
    title: name,
    from: quoteIdentifier(name),
    displayFrom: quoteIdentifier(name),
    asOf: undefined,
    now: new Date().toISOString(),
    columns,
    addedColumns: [],
    masked: [],
    maskedOf: () => [],
    keys: ['pk_index'],
    relationOf: (node) => quoteIdentifier(node.split('.').at(-1) ?? name),
  };
}

async function createTable(session: Session, name: string, dataset: Dataset): Promise<void> {
  const columns = dataset.columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
  await session.query(`create temp table ${quoteIdentifier(name)} (${columns.join(', ')})`);
  if (dataset.rows.length === 0) return;
  const rows = dataset.rows.map(
    (row) => `(${row.map((cell) => (cell === null ? 'null' : quoteLiteral(cell))).join(', ')})`,
  );
  await session.query(`insert into ${quoteIdentifier(name)} values ${rows.join(', ')}`);
}
