import type { Manifest } from '../core/manifest/manifest.ts';
import { relationOf } from '../core/manifest/manifest-json.ts';
import type { Node } from '../core/manifest/node.ts';
import type { Reporter } from '../core/plan/run-event.ts';
import { maskSecrets } from '../core/project/secrets.ts';
import { compiledPath, REPORT_PATH } from '../files/write-artifacts.ts';
import { displayWidth } from '../report/display-width.ts';
import { formatAnnotations } from '../report/format-annotation.ts';
import { createJsonReporter } from '../report/json-reporter.ts';
import { createTerminalReporter } from '../report/terminal-reporter.ts';
import { annotationFormat, isAnnotating } from './annotations.ts';
import { diagnosticFormat, paintOf } from './diagnostic-format.ts';
import type { Invocation } from './invocation.ts';
import type { Workspace } from './open-project.ts';

const TICK_MS = 200;

export interface OpenReporter extends Disposable {
  readonly report: Reporter;
}

/** Shows a run as this invocation asks for it: lines for people, or JSON. */
export function openReporter(invocation: Invocation, workspace: Workspace): OpenReporter {
  const shown = openShownReporter(invocation, workspace);
  const { flags, shell } = invocation;
  if (!isAnnotating(shell)) return shown;
  const format = annotationFormat(shell, workspace.directory);
  // lines of JSON stay alone on stdout; GitHub reads both
  const write = flags.json ? shell.progress : shell.answer;
  return {
    ...shown,
    report(event) {
      shown.report(event);
      if (event.type === 'run-finished') write(formatAnnotations(event.result, format));
    },
  };
}

function openShownReporter(
  { flags, shell }: Invocation,
  { directory, manifest }: Workspace,
): OpenReporter {
  const mask = (text: string) => maskSecrets(text, shell.secrets);
  const verbosity = flags.quiet ? 'quiet' : flags.verbose ? 'verbose' : 'normal';
  if (flags.json) {
    const report = createJsonReporter({ write: shell.answer, mask, verbosity });
    return { report, [Symbol.dispose]: () => {} };
  }
  const declared = new Map(manifest.expectations.map((each) => [each.id, each]));
  const reporter = createTerminalReporter({
    write: shell.progress,
    columns: shell.columns,
    paint: paintOf(shell),
    mask,
    verbosity,
    diagnostics: diagnosticFormat(shell, directory),
    formatTime: localTime,
    nameWidth: nameWidthOf(manifest),
    compiledPath,
    declared: (id) => declared.get(id),
    reportPath: REPORT_PATH,
  });
  const tick = () => reporter.tick(shell.now().toISOString());
  const timer = shell.columns === undefined ? undefined : setInterval(tick, TICK_MS);
  timer?.unref();
  return {
    report: reporter.report,
    [Symbol.dispose]() {
      clearInterval(timer);
      reporter.close();
    },
  };
}

const MAX_NAME_WIDTH = 48;

function nameWidthOf(manifest: Manifest): number {
  const nodes = Object.values<Node>(manifest.nodes);
  const widths = nodes.map((node) => displayWidth(relationOf(node) ?? node.name));
  return widths.reduce((widest, width) => Math.min(MAX_NAME_WIDTH, Math.max(widest, width)), 0);
}

/** `12:01:33`, as the clock on the wall says it. */
function localTime(at: string): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
