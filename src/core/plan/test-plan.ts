import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { CompiledExpectations } from '../expectation/compile-expectations.ts';
import type { Expectation } from '../expectation/expectation.ts';
import { questionKey } from '../expectation/facts/fact.ts';
import type { FactQuery } from '../expectation/facts/fuse-facts.ts';
import type { NodeId } from '../graph/node-id.ts';

/** What `test` would ask about one node, or by one SQL file, without asking it. */
export interface PlannedTest {
  readonly node: NodeId;
  /** For people: `raw.users`, or the name of the file. */
  readonly title: string;
  readonly asOf: string | undefined;
  /** In the order in which they are sent. */
  readonly statements: readonly PlannedStatement[];
  /** Those that the columns of the relation decide. */
  readonly unasked: readonly PlannedExpectation[];
  /** Those that cannot be asked, and why: `test` fails. */
  readonly refused: readonly UnaskedExpectation[];
  /** Those whose inputs stand at another as_of, which is nobody's fault. */
  readonly superseded: readonly UnaskedExpectation[];
  /** Whether rows that fail are listed by one more statement. */
  readonly listsRows: boolean;
}

export interface PlannedStatement {
  readonly sql: string;
  readonly answers: readonly PlannedExpectation[];
  /** The place in the list of the statement whose answer may make it unnecessary. */
  readonly unless: number | undefined;
}

export interface PlannedExpectation {
  readonly id: string;
  readonly location: Location;
}

export interface UnaskedExpectation extends PlannedExpectation {
  readonly message: string;
}

/** The statements that expectations of the registry on one relation share. */
export function planStatements({
  expectations,
  asked: { queries, followUps },
}: CompiledExpectations): Pick<PlannedTest, 'statements' | 'unasked' | 'refused' | 'listsRows'> {
  const sharing = new Map<string, PlannedExpectation[]>();
  const share = (key: string, which: readonly PlannedExpectation[]): void => {
    sharing.set(key, [...(sharing.get(key) ?? []), ...which]);
  };
  for (const { expectation, questions } of expectations) {
    for (const key of new Set(questions.map(questionKey))) share(key, [planned(expectation)]);
  }
  const answeredBy = ({ questions }: FactQuery): readonly PlannedExpectation[] => [
    ...new Map(
      questions
        .flatMap((question) => sharing.get(questionKey(question)) ?? [])
        .map((each) => [each.id, each]),
    ).values(),
  ];
  for (const { query, unless } of followUps) share(questionKey(unless), answeredBy(query));
  const first = queries.map((query) => ({
    sql: query.sql,
    answers: answeredBy(query),
    unless: undefined,
  }));
  const later = followUps.map(({ query, unless }) => ({
    sql: query.sql,
    answers: answeredBy(query),
    unless: queries.findIndex(({ questions }) =>
      questions.some((each) => questionKey(each) === questionKey(unless)),
    ),
  }));
  return {
    statements: [...first, ...later],
    unasked: expectations.flatMap(({ expectation, asked }) =>
      asked.type === 'known' ? [planned(expectation)] : [],
    ),
    refused: expectations.flatMap(({ expectation, asked }) =>
      asked.type === 'impossible' ? [{ ...planned(expectation), message: asked.message }] : [],
    ),
    listsRows: expectations.some(({ asked }) => asked.type === 'rows'),
  };
}

export function planned({
  id,
  location,
}: Pick<Expectation, 'id' | 'location'>): PlannedExpectation {
  return { id, location };
}

/** The same object in `test --plan --json`. */
export function testPlanJson(tests: readonly PlannedTest[]): Json {
  return {
    nodes: tests.map(({ node, asOf, statements, unasked, refused, superseded, listsRows }) => ({
      node,
      as_of: asOf ?? null,
      statements: statements.map(({ sql, answers, unless }) => ({
        sql,
        expectations: answers.map(expectationJson),
        ...(unless === undefined ? {} : { unless_answered_by: unless + 1 }),
      })),
      without_statement: unasked.map(expectationJson),
      refused: refused.map(unaskedJson),
      superseded: superseded.map(unaskedJson),
      lists_failing_rows: listsRows,
    })),
  };
}

function unaskedJson(each: UnaskedExpectation): Json {
  return { ...expectationJson(each), message: each.message };
}

function expectationJson({ id, location }: PlannedExpectation): {
  readonly [name: string]: Json;
} {
  const { file, line, column } = location;
  return { id, file, line, column };
}
