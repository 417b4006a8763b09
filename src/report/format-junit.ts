import type { Diagnostic } from '../core/diagnostics/diagnostic.ts';
import type { Expectation } from '../core/expectation/expectation.ts';
import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import type { NodeResult, RunResult } from '../core/plan/run-result.ts';
import { describeChange } from './change-words.ts';
import { describeDemand } from './demand.ts';
import { formatDiagnostic } from './format-diagnostic.ts';
import { formatRows } from './format-rows.ts';
import { formatTable } from './format-table.ts';
import { groupByNode, type NodeGroup } from './group-by-node.ts';
import { describeTolerance } from './tolerance.ts';
import { unexpectedRows } from './unexpected-rows.ts';
import { renderXml, type XmlElement, xml } from './xml.ts';

export interface JUnitReport {
  /** One, or those of a backfill. */
  readonly runs: readonly RunResult[];
  readonly declared: ReadonlyMap<string, Expectation>;
  readonly projectName: string;
  /** Replaces secrets; every text has passed through it. */
  readonly mask: (text: string) => string;
}

/** A test case of JUnit, and how it ended. */
interface TestCase {
  readonly name: string;
  readonly durationMs: number;
  readonly end: 'pass' | 'failure' | 'error' | 'skipped';
  readonly children: readonly XmlElement[];
}

/**
 * What runs came to, as JUnit XML in the form that Jenkins and Surefire validate: a suite for each
 * node, a case for each expectation, and one for the node itself.
 */
export function formatJUnit({ runs, declared, projectName, mask }: JUnitReport): string {
  const suites = runs.flatMap((run) =>
    groupByNode(run).map((group) => suiteOf(group, run, declared)),
  );
  const ofRuns = runs.filter((run) => run.diagnostics.length > 0).map(suiteOfRun);
  return renderXml(rootOf(projectName, [...ofRuns, ...suites]), mask);
}

/** What kept a command from running at all, as JUnit XML: an error that no reader takes for success. */
export function formatJUnitError(
  diagnostics: readonly Diagnostic[],
  { startedAt, mask }: { readonly startedAt: string; readonly mask: (text: string) => string },
): string {
  const cases = diagnostics.map((each) => diagnosticCase(each, 'error'));
  return renderXml(rootOf('asof', [{ name: 'asof', startedAt, cases, properties: [] }]), mask);
}

interface Suite {
  readonly name: string;
  readonly startedAt: string;
  readonly cases: readonly TestCase[];
  readonly properties: readonly (readonly [name: string, value: string])[];
}

function rootOf(name: string, suites: readonly Suite[]): XmlElement {
  const cases = suites.flatMap((suite) => suite.cases);
  const { skipped: _, ...counts } = countsOf(cases);
  return xml('testsuites', { name, ...counts }, suites.map(suiteElement));
}

function suiteElement({ name, startedAt, cases, properties }: Suite): XmlElement {
  return xml('testsuite', { name, ...countsOf(cases), timestamp: startedAt.slice(0, 19) }, [
    ...(properties.length === 0
      ? []
      : [
          xml(
            'properties',
            {},
            properties.map(([key, value]) => xml('property', { name: key, value }, [])),
          ),
        ]),
    ...cases.map((each) =>
      xml(
        'testcase',
        { name: each.name, classname: name, time: seconds(each.durationMs) },
        each.children,
      ),
    ),
  ]);
}

function countsOf(cases: readonly TestCase[]) {
  const count = (end: TestCase['end']) => String(cases.filter((each) => each.end === end).length);
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(cases.reduce((sum, each) => sum + each.durationMs, 0)),
  };
}

function suiteOf(
  group: NodeGroup,
  run: RunResult,
  declared: ReadonlyMap<string, Expectation>,
): Suite {
  const [first] = group.results;
  const asOfs = new Set([...group.results, ...group.expectations].map(({ asOf }) => asOf));
  // the same name from run to run, so that a CI system knows it again
  const named = (name: string, asOf: string | undefined) =>
    asOfs.size > 1 && asOf !== undefined ? `${name} as of ${asOf}` : name;
  return {
    name: first?.relation ?? group.node,
    startedAt: run.startedAt,
    properties: [
      ['node', group.node],
      ['command', run.command],
      ['target', run.target],
      ['run', run.runId],
      ...(run.asOf === undefined ? [] : [['as_of', run.asOf] as const]),
    ],
    cases: [
      ...group.results
        .filter((each) => isCase(each, group, run))
        .map((each) => nodeCase(each, named(verbOf(each, run), each.asOf))),
      ...group.expectations.map((each) =>
        expectationCase(each, named(each.id, each.asOf), declared.get(each.id)),
      ),
    ],
  };
}

/** What a node came to is told unless its expectations tell all of it. */
function isCase({ kind, status }: NodeResult, group: NodeGroup, { command }: RunResult): boolean {
  const isChecked = command === 'test' || kind === 'expectation';
  if (!isChecked) return true;
  const isOfExpectations = status === 'success' || status === 'warn' || status === 'fail';
  return !isOfExpectations || group.expectations.length === 0;
}

function verbOf({ kind }: NodeResult, { command }: RunResult): string {
  if (command === 'test' || kind === 'expectation') return 'check';
  return kind === 'seed' ? 'load' : 'build';
}

function nodeCase(result: NodeResult, name: string): TestCase {
  const { status, durationMs, message = '' } = result;
  const details = result.diagnostics
    .map((each) => formatDiagnostic(each, { style: 'full', textOf: () => undefined }))
    .join('\n\n');
  const rows = formatRows(result.rows);
  const said = [message, rows, details].filter((part) => part !== '').join('\n');
  switch (status) {
    case 'success':
    case 'unchanged':
    case 'superseded':
    case 'warn': {
      const children = said === '' ? [] : [xml('system-out', {}, [said])];
      return { name, durationMs, end: 'pass', children };
    }
    case 'fail':
    case 'refused': {
      const children = [xml('failure', { message, type: status }, [details])];
      return { name, durationMs, end: 'failure', children };
    }
    case 'error': {
      const type = result.diagnostics[0]?.code ?? status;
      return {
        name,
        durationMs,
        end: 'error',
        children: [xml('error', { message, type }, [details])],
      };
    }
    case 'skipped':
    case 'interrupted':
      return {
        name,
        durationMs,
        end: 'skipped',
        children: [xml('skipped', { message: message || status }, [])],
      };
  }
}

function expectationCase(
  result: ExpectationResult,
  name: string,
  declared: Expectation | undefined,
): TestCase {
  const { status, durationMs, message = '' } = result;
  const details = describe(result, declared);
  const common = { name, durationMs };
  switch (status) {
    case 'pass':
      return { ...common, end: 'pass', children: [] };
    case 'warn':
      return {
        ...common,
        end: 'pass',
        children: [xml('system-out', {}, [`warning: ${message}\n${details}`])],
      };
    case 'fail':
      return {
        ...common,
        end: 'failure',
        children: [xml('failure', { message, type: result.expectation }, [details])],
      };
    case 'error':
      return {
        ...common,
        end: 'error',
        children: [xml('error', { message, type: 'expectation-error' }, [details])],
      };
  }
}

/** All that helps who reads it in a CI system, far from the terminal. */
function describe(result: ExpectationResult, declared: Expectation | undefined): string {
  const { column, location, keptIn, sql } = result;
  const found = unexpectedRows(result);
  const change = describeChange(result);
  const where = column === undefined ? '' : `${column}: `;
  return [
    `${location.file}:${location.line}`,
    `${where}${describeDemand(result, declared)}`,
    ...(declared === undefined || result.unexpectedPercent === undefined
      ? []
      : [`limit: ${describeTolerance(declared)}`]),
    ...(declared?.description === undefined ? [] : [declared.description]),
    ...(declared?.owner === undefined ? [] : [`owner: ${declared.owner}`]),
    ...(change === undefined ? [] : [change]),
    ...(found === undefined
      ? []
      : [
          '',
          ...formatTable(
            found.columns.map((each) => ({ name: each, align: 'left' })),
            found.rows,
          ),
        ]),
    ...(found === undefined || found.moreCount === 0 ? [] : [`… and ${found.moreCount} more`]),
    ...(keptIn !== undefined
      ? ['', `select row from ${keptIn}`]
      : sql === undefined || result.status === 'error'
        ? []
        : ['', sql.trimEnd()]),
  ].join('\n');
}

/** What is wrong with a run as a whole; a warning fails nobody. */
function suiteOfRun(run: RunResult): Suite {
  return {
    name: run.command,
    startedAt: run.startedAt,
    properties: [['run', run.runId]],
    cases: run.diagnostics.map((each) =>
      diagnosticCase(each, each.severity === 'error' ? 'error' : 'pass'),
    ),
  };
}

function diagnosticCase(diagnostic: Diagnostic, end: 'error' | 'pass'): TestCase {
  const { code, message } = diagnostic;
  const text = formatDiagnostic(diagnostic, { style: 'full', textOf: () => undefined });
  const child =
    end === 'error' ? xml('error', { message, type: code }, [text]) : xml('system-out', {}, [text]);
  return { name: code, durationMs: 0, end, children: [child] };
}

/** `1.234`: Surefire writes milliseconds so. */
function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}
