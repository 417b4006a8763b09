/**
 * The public API, and the only file that re-exports. A command is load → select → plan → run →
 * report, and each of these is a function here: the command line has no power that this lacks.
 */

export { type Diagnostic, DiagnosticError } from './core/diagnostics/diagnostic.ts';
export { Problems } from './core/diagnostics/problems.ts';
export type { Location, SourceFile } from './core/diagnostics/source-file.ts';
export type { Expectation } from './core/expectation/expectation.ts';
export type { ExpectationResult } from './core/expectation/expectation-result.ts';
export { expectationResultJson } from './core/expectation/expectation-result-json.ts';
export type { NodeId } from './core/graph/node-id.ts';
export type { Manifest } from './core/manifest/manifest.ts';
export { manifestJson } from './core/manifest/manifest-json.ts';
export type { Node } from './core/manifest/node.ts';
export { compileBasis } from './core/plan/compile-basis.ts';
export { createPlan, type PlanOptions } from './core/plan/create-plan.ts';
export type { Plan, Task } from './core/plan/plan.ts';
export type { Reporter, RunEvent } from './core/plan/run-event.ts';
export type { NodeResult, RunResult, RunStatus } from './core/plan/run-result.ts';
export { nodeResultJson, runResultJson } from './core/plan/run-result-json.ts';
export { maskSecrets, Secrets } from './core/project/secrets.ts';
export type { Target } from './core/project/target.ts';
export { parseSelector } from './core/selector/parse-selector.ts';
export { type Selection, select } from './core/selector/select.ts';
export { connectionUrl } from './embedded/connection.ts';
export { startEmbedded, stopEmbedded } from './embedded/embedded-server.ts';
export { findProject } from './files/find-project.ts';
export { type LoadedProject, type LoadOptions, loadProject } from './files/load-project.ts';
export { readEnvironment } from './files/read-environment.ts';
export { pastResults } from './journal/past-results.ts';
export { parseConnectionUrl } from './postgres/connection-settings.ts';
export { openSessions } from './postgres/sessions.ts';
export { formatAnnotations } from './report/format-annotation.ts';
export { formatDiagnostics } from './report/format-diagnostic.ts';
export { formatJUnit, type JUnitReport } from './report/format-junit.ts';
export { formatHtmlReport, type HtmlReport } from './report/html/format-html-report.ts';
export { createJsonReporter } from './report/json-reporter.ts';
export { createTerminalReporter } from './report/terminal-reporter.ts';
export { type RunOptions, runPlan } from './run/run-plan.ts';
