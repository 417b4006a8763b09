import type { Diagnostic } from '../core/diagnostics/diagnostic.ts';
import { unreachable } from '../core/diagnostics/unreachable.ts';
import type { Expectation } from '../core/expectation/expectation.ts';
import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import type { NodeId } from '../core/graph/node-id.ts';
import type { Reporter, RunEvent } from '../core/plan/run-event.ts';
import type { RunResult } from '../core/plan/run-result.ts';
import type { Paint } from './colour.ts';
import { formatDuration } from './duration.ts';
import { failureDetails } from './failure-details.ts';
import { type DiagnosticFormat, formatDiagnostic } from './format-diagnostic.ts';
import { createLiveRegion, type LiveRegion } from './live-region.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import { expectationLine, type LineStyle, nodeLine } from './result-line.ts';
import { expectationsSummary, lastLine, rowsSummary } from './run-summary.ts';
import { createRunningNodes } from './running-nodes.ts';

export interface TerminalReporterOptions {
  readonly write: (text: string) => void;
  /** The width of the terminal; undefined: not one, so nothing is ever redrawn. */
  readonly columns: (() => number) | undefined;
  readonly paint: Paint;
  /** Replaces secrets; everything written has passed through it. */
  readonly mask: (text: string) => string;
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  readonly diagnostics: DiagnosticFormat;
  /** `12:01:33` for an ISO time. */
  readonly formatTime: (at: string) => string;
  /** The widest name that will be shown. */
  readonly nameWidth: number;
  /** Where the compiled SQL of a template is written. */
  readonly compiledPath: (file: string) => string;
  /** What the project says of an expectation, by its id. */
  readonly declared?: (id: string) => Expectation | undefined;
  /** Where the page about the run is written; undefined: it is not. */
  readonly reportPath?: string;
}

export interface TerminalReporter {
  readonly report: Reporter;
  /** Redraws what is running; to be called a few times a second. */
  tick(at: string): void;
  /** Leaves the terminal as it should be, however the run ended. */
  close(): void;
}

/** Shows a run to a person: a line when a node ends, the failures in full at the end. */
export function createTerminalReporter(options: TerminalReporterOptions): TerminalReporter {
  const { columns, mask, paint, verbosity, formatTime } = options;
  const write = (text: string) => options.write(mask(text));
  const region: LiveRegion =
    columns === undefined ? { print: write, draw: () => {} } : createLiveRegion({ write, columns });
  const running = createRunningNodes();
  let style: LineStyle = { paint, nameWidth: options.nameWidth, asOf: undefined };
  const shownDiagnostics = new Set<string>();
  const compiledFiles = new Map<NodeId, string>();
  let nodeCount = 0;

  const isNew = (diagnostic: Diagnostic) => {
    const key = JSON.stringify(diagnostic);
    return shownDiagnostics.has(key) ? false : shownDiagnostics.add(key) !== undefined;
  };
  const timed = (at: string, text: string) => region.print(`${formatTime(at)}  ${text}\n`);
  const showDiagnostic = (diagnostic: Diagnostic) => {
    if (!isNew(diagnostic)) return;
    const block = formatDiagnostic(diagnostic, { ...options.diagnostics, paint });
    region.print(`${block}\n`);
  };

  function report(event: RunEvent): void {
    running.record(event);
    if (event.type === 'node-compiled') {
      compiledFiles.set(event.node, options.compiledPath(event.file));
    }
    if (verbosity !== 'quiet') show(event);
    else if (event.type === 'run-finished') showFailures(event.result);
    else if (event.type === 'diagnostic' && event.diagnostic.severity === 'error') {
      showDiagnostic(event.diagnostic);
    }
  }

  function show(event: RunEvent): void {
    switch (event.type) {
      case 'run-started':
        nodeCount = event.nodeCount;
        style = { ...style, asOf: event.asOf };
        timed(event.at, startLine(event));
        break;
      case 'node-started':
      case 'seed-progress':
        region.draw(running.lines(Date.parse(event.at)));
        break;
      case 'node-compiled':
        break;
      case 'statement-executed':
        if (verbosity === 'verbose') timed(event.at, statementText(event));
        break;
      case 'expectation-finished':
        if (isQuiet(event.result) && verbosity !== 'verbose') break;
        timed(event.at, expectationLine(event.result, nodeCount, style));
        break;
      case 'node-finished':
        region.draw(running.lines(Date.parse(event.at)));
        timed(event.at, nodeLine(event.result, event, style));
        for (const each of event.result.diagnostics) {
          if (each.severity === 'warning') showDiagnostic(each);
        }
        break;
      case 'diagnostic':
        showDiagnostic(event.diagnostic);
        break;
      case 'run-finished':
        region.draw([]);
        showSummary(event.at, event.result, { isBelowFailures: showFailures(event.result) });
        break;
      default:
        unreachable(event);
    }
  }

  /** Says whether there were any. */
  function showFailures(result: RunResult): boolean {
    const blocks = [
      ...failureDetails(result, {
        ...options.diagnostics,
        paint,
        compiledFile: (node) => compiledFiles.get(node),
        declared: options.declared ?? (() => undefined),
      }),
      ...result.diagnostics
        .filter((each) => verbosity !== 'quiet' || each.severity === 'error')
        .filter(isNew)
        .map((each) => formatDiagnostic(each, { ...options.diagnostics, paint })),
    ];
    for (const block of blocks) region.print(`\n${block}\n`);
    return blocks.length > 0;
  }

  function showSummary(
    at: string,
    result: RunResult,
    { isBelowFailures }: { readonly isBelowFailures: boolean },
  ): void {
    const rows = rowsSummary(result.nodes);
    if (rows.length > 0) region.print(`\n${rows.join('\n')}\n\n`);
    else if (isBelowFailures) region.print('\n');
    const expectations = expectationsSummary(result, options.reportPath);
    if (expectations !== undefined) timed(at, expectations);
    timed(at, lastLine(result));
  }

  return {
    report,
    tick(at) {
      if (verbosity !== 'quiet') region.draw(running.lines(Date.parse(at)));
    },
    close: () => region.draw([]),
  };
}

/** What holds as it did before is no news. */
function isQuiet({ status, change }: ExpectationResult): boolean {
  return status === 'pass' && change === undefined;
}

function statementText(event: RunEvent & { readonly type: 'statement-executed' }): string {
  return `${printable(event.sql.trim())}  -- ${event.node} ${formatDuration(event.durationMs)}`;
}

function startLine(event: RunEvent & { readonly type: 'run-started' }): string {
  const asOf = event.asOf === undefined ? '' : ` as of ${event.asOf}`;
  const what = [
    ...(event.nodeCount > 0 ? [plural(event.nodeCount, 'node')] : []),
    ...(event.expectationCount > 0 ? [plural(event.expectationCount, 'expectation')] : []),
  ];
  const all = what.length === 0 ? 'nothing' : what.join(' and ');
  return `running ${all}${asOf} on target "${event.target}", ${event.concurrency} at a time`;
}
