import { fail } from '../diagnostics/diagnostic.ts';
import type { Json } from '../diagnostics/json.ts';
import type { LocatedEntry, LocatedValue } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import {
  asksForTime,
  type ParameterScope,
  resolveParameters,
  unresolvedNames,
} from '../expectation/declaration/suite-parameter/resolve-parameters.ts';
import type { Terms } from '../expectation/declaration/terms.ts';
import type { Expectation, LateArguments } from '../expectation/expectation.ts';
import { lastMomentOf } from '../expectation/late-arguments.ts';
import { parseDataTests, parseExpectationBlock } from '../expectation/parse-expectations.ts';
import { type NodeNames, resolveExpectations } from '../expectation/resolve-expectations.ts';
import type { NodeId } from '../graph/node-id.ts';
import { declaredAt } from '../project/declared-at.ts';
import type { ExpectationDeclaration, Project } from '../project/project.ts';
import type { ProjectPaths } from '../project/project-files.ts';
import { testSettingsAt } from '../project/read-test-settings.ts';
import type { Vars } from '../project/vars.ts';
import { linkTests } from './link-tests.ts';
import type { Edge, Node } from './node.ts';
import type { Resolver } from './resolve-name.ts';
import type { DraftContext } from './sql-drafts.ts';
import { testDefinitions } from './test-definitions.ts';

export interface ManifestExpectations {
  readonly expectations: readonly Expectation[];
  /** What nodes wait for because their gates read it. */
  readonly gates: ReadonlyMap<NodeId, readonly Edge[]>;
  /** Whether an argument of one is the time at which this command started. */
  readonly readsClock: boolean;
}

/** What their parameters may read. */
export interface ParameterFacts {
  readonly vars: Vars;
  readonly asOf: string | undefined;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

export interface ExpectationsContext {
  readonly context: DraftContext;
  readonly resolver: Resolver;
  readonly paths: ProjectPaths;
  readonly parameters: ParameterFacts;
}

/** The expectations that YAML declares, with their nodes, and the edges that their gates add. */
export function manifestExpectations(
  { expectations: declared, testTree }: Pick<Project, 'expectations' | 'testTree'>,
  nodes: readonly Node[],
  { context, resolver, paths, parameters }: ExpectationsContext,
  problems: Problems,
): ManifestExpectations {
  const before = problems.errorCount;
  const tests = testDefinitions(context.macros, context.facts, problems);
  const areTestsSound = problems.errorCount === before;
  const scope: ParameterScope = {
    lookup: (name, location) => lookupParameter(parameters.vars, name, location),
    // both are known only where an as_of is checked, of which one run may check several
    now: () => undefined,
  };
  const resolve = (value: LocatedValue): LocatedValue => resolveParameters(value, scope, problems);
  const declarations = declared.flatMap((each) => {
    const path = declaredAt(paths, each.location.file);
    const terms = { tests, inherited: testSettingsAt(testTree, path) };
    return each.spelling === 'dbt'
      ? dataTests(each, terms, resolve, problems)
      : parseExpectationBlock(resolve(blockOf(each)), terms, problems);
  });
  const resolved = resolveExpectations(declarations, namesOf(nodes), problems).map((each) =>
    each.late === undefined ? each : { ...each, late: withFacts(each.late, parameters) },
  );
  // a call of what is no test would only be found wrong once more
  const expectations = areTestsSound
    ? linkTests(resolved, { context, resolver }, problems)
    : resolved;
  const asked = expectations.some(({ late }) => late?.now !== undefined);
  const readsClock = parameters.asOf === undefined && asked;
  const gates = new Map<NodeId, Edge[]>();
  for (const { node, reads, gate, location } of expectations) {
    for (const to of Object.values(reads)) {
      if (to === node || !gate) continue;
      gates.set(node, [...(gates.get(node) ?? []), { to, why: 'expectation', location }]);
    }
  }
  return { expectations, gates, readsClock };
}

/** undefined where the var is declared and has no value yet; the as_of always waits. */
function lookupParameter(vars: Vars, name: string, location: Location): Json | undefined {
  if (!Object.hasOwn(vars.declarations, name)) {
    return fail('var-undeclared', `there is no var named "${name}"`, {
      location,
      hint:
        didYouMean(name, Object.keys(vars.declarations)) ??
        `declare it under vars: in project.yml, e.g. ${name}: {type: number, default: 1}`,
    });
  }
  return name === 'as_of' ? undefined : valueOfVar(vars, name);
}

function valueOfVar({ declarations, given }: Vars, name: string): Json | undefined {
  return (Object.hasOwn(given, name) ? given[name] : undefined) ?? declarations[name]?.default;
}

function withFacts({ args }: LateArguments, { vars, asOf, startedAt }: ParameterFacts) {
  const values = Object.values(args);
  const read = values.flatMap(unresolvedNames).flatMap(({ name }) => {
    const value = name === 'as_of' ? asOf : valueOfVar(vars, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const moment = asOf === undefined ? startedAt.replace(/Z$/, '') : lastMomentOf(asOf);
  const now = values.some(asksForTime) ? moment : undefined;
  return { args, vars: Object.fromEntries(read), now };
}

/** What is written under `data_tests:` means what it means in dbt. */
function dataTests(
  { subjects, table, columns, location }: ExpectationDeclaration,
  terms: Terms,
  resolve: (value: LocatedValue) => LocatedValue,
  problems: Problems,
) {
  const list = (items: readonly LocatedValue[], at: Location): LocatedValue =>
    resolve({ type: 'list', items, location: at });
  return subjects.flatMap((about) => [
    ...parseDataTests(list(table, location), about, undefined, terms, problems),
    ...columns.flatMap(({ column, checks, location: at }) =>
      parseDataTests(list(checks, at), about, column, terms, problems),
    ),
  ]);
}

/** The declaration as one item of `expectations:` would say it. */
function blockOf({
  subjects,
  table,
  columns,
  rows,
  location,
}: ExpectationDeclaration): LocatedValue {
  const kind = subjects[0]?.kind ?? 'model';
  const names = subjects.map(({ name, location: at }): LocatedValue => text(name, at));
  return map(location, [
    [kind, { type: 'list', items: names, location }],
    ['table', { type: 'list', items: table, location }],
    [
      'columns',
      map(
        location,
        columns.map(({ column, checks, location: at }) => [
          column,
          { type: 'list', items: checks, location: at },
        ]),
      ),
    ],
    ['rows', { type: 'list', items: rows, location }],
  ]);
}

function map(
  location: Location,
  entries: readonly (readonly [string, LocatedValue])[],
): LocatedValue {
  const located = entries.map(
    ([key, value]): LocatedEntry => ({ key, keyLocation: value.location, value }),
  );
  return { type: 'map', entries: located, location };
}

function text(value: string, location: Location): LocatedValue {
  return { type: 'scalar', value, text: value, location };
}

function namesOf(nodes: readonly Node[]): NodeNames {
  const named = new Map<string, Node[]>();
  for (const node of nodes) {
    if (node.kind !== 'expectation') named.set(node.name, [...(named.get(node.name) ?? []), node]);
  }
  const isOf = (kind: string | undefined) => (node: Node) =>
    kind === undefined || node.kind === kind;
  return {
    find: (name, kind) => named.get(name)?.find(isOf(kind))?.id,
    all: (kind) =>
      [...named.values()]
        .flat()
        .filter(isOf(kind))
        .map((node) => node.name),
  };
}
