import type {
  PlannedExpectation,
  PlannedStatement,
  PlannedTest,
  UnaskedExpectation,
} from '../core/plan/test-plan.ts';
import { displayWidth, padEnd } from './display-width.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';

/** A script that psql can run: what would be asked, and in comments, what for. */
export function formatTestPlan(tests: readonly PlannedTest[]): string {
  const blocks = [summary(tests), ...tests.flatMap(formatTest)];
  return `${blocks.join('\n\n')}\n`;
}

function summary(tests: readonly PlannedTest[]): string {
  const ids = tests.flatMap(({ statements, unasked, refused, superseded }) =>
    [...statements.flatMap(({ answers }) => answers), ...unasked, ...refused, ...superseded].map(
      ({ id }) => id,
    ),
  );
  const statements = tests.flatMap((test) => test.statements);
  const followUps = statements.filter(({ unless }) => unless !== undefined).length;
  const always = plural(statements.length - followUps, 'statement');
  const more = followUps === 0 ? '' : `, and ${followUps} more where values occur twice`;
  return comment(`${plural(new Set(ids).size, 'expectation')}: ${always}${more}`);
}

function formatTest(test: PlannedTest): readonly string[] {
  const { title, asOf, statements, unasked, refused, superseded, listsRows } = test;
  return [
    comment(asOf === undefined ? title : `${title} as of ${asOf}`),
    ...statements.map((each, at) => formatStatement(each, at, test)),
    ...(listsRows ? [comment('then, if any fail: one statement that lists their first rows')] : []),
    ...listed('answered by the columns of the relation, without a statement', unasked),
    ...[...byMessage(refused)].flatMap(([message, which]) =>
      listed(`cannot be asked: ${message}`, which),
    ),
    ...[...byMessage(superseded)].flatMap(([message, which]) =>
      listed(`not asked: ${message}`, which),
    ),
  ];
}

function formatStatement(
  { sql, answers, unless }: PlannedStatement,
  at: number,
  { statements }: PlannedTest,
): string {
  const place = `${at + 1} of ${statements.length}`;
  const condition =
    unless === undefined ? '' : `, unless ${unless + 1} says that no value occurs twice`;
  return [...listed(`${place}${condition}`, answers), `${sql.trim()};`].join('\n');
}

/** A heading and the expectations below it, each with its place; nothing where there are none. */
function listed(heading: string, expectations: readonly PlannedExpectation[]): readonly string[] {
  if (expectations.length === 0) return [];
  const places = expectations.map(
    ({ location: { file, line, column } }) => `${file}:${line}:${column}`,
  );
  const width = Math.max(...places.map(displayWidth));
  const rows = expectations.map(({ id }, at) =>
    comment(`  ${padEnd(places[at] ?? '', width)}  ${id}`),
  );
  return [[comment(heading), ...rows].join('\n')];
}

function byMessage(
  unasked: readonly UnaskedExpectation[],
): ReadonlyMap<string, readonly UnaskedExpectation[]> {
  const groups = new Map<string, UnaskedExpectation[]>();
  for (const each of unasked) groups.set(each.message, [...(groups.get(each.message) ?? []), each]);
  return groups;
}

/** One line, whatever is in the text: what follows it would be SQL. */
function comment(text: string): string {
  return `-- ${printable(text).replaceAll('\n', ' ')}`.trimEnd();
}
