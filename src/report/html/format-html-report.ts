import { createHash } from 'node:crypto';
import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { PastResult } from '../../core/expectation/past-result.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { Node } from '../../core/manifest/node.ts';
import type { RunResult } from '../../core/plan/run-result.ts';
import { groupByNode } from '../group-by-node.ts';
import { printable } from '../printable.ts';
import { type EntryForm, entryBody, entryLine, rankOf } from './expectation-entry.ts';
import { html, type Markup, renderMarkup } from './markup.ts';
import { diagnosticBlock, nodeSection, rankOfGroup, type SectionEntry } from './node-section.ts';
import { pageControls, pageHeader, verdict } from './page-header.ts';
import type { ReportValues } from './report-values.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export interface HtmlReport {
  readonly run: RunResult;
  readonly manifest: Manifest;
  /** The last results of each expectation, oldest first, by its id. */
  readonly histories: ReadonlyMap<string, readonly PastResult[]>;
  readonly asofVersion: string;
  readonly textOf: (file: string) => string | undefined;
  /** Replaces secrets; every text on the page has passed through it. */
  readonly mask: (text: string) => string;
}

/** target/report.html: what a run came to, on one page that needs nothing beside it. */
export function formatHtmlReport(report: HtmlReport): string {
  const { run, manifest, mask } = report;
  const values = valuesOf(report);
  const groups = groupByNode(run).toSorted((a, b) => rankOfGroup(a) - rankOfGroup(b));
  const formOf = formsOf(groups.flatMap((group) => group.expectations));
  const sections = groups.map((group) => nodeSection(group, values, formOf));
  const show = (text: string) => printable(mask(text));
  const page = html`${head(`${verdict(run)} · ${manifest.projectName}`)}<body>
${pageHeader(run, { projectName: manifest.projectName, asofVersion: report.asofVersion })}${pageControls(run)}<main>
${run.diagnostics.map((each) => diagnosticBlock(each, values))}${sections.map(({ markup }) => markup)}<p id="nothing" hidden>Nothing matches.</p>
</main>
`;
  const data = sections.map(({ entries }) =>
    entries.map((entry) => entryData(entry, values, show)),
  );
  return `${renderMarkup(page, show)}<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function valuesOf({ run, manifest, histories, textOf }: HtmlReport): ReportValues {
  const nodes = Object.values<Node>(manifest.nodes);
  return {
    command: run.command,
    declared: new Map(manifest.expectations.map((each) => [each.id, each])),
    queries: new Map(
      nodes.flatMap((each) => (each.kind === 'expectation' ? [[each.name, each]] : [])),
    ),
    nodes: manifest.nodes,
    histories,
    textOf,
  };
}

/** So many failures are unfolded, and so many stand in the page whole: more would make it slow to open. */
const MAX_OPEN = 30;
const MAX_WHOLE = 200;

/** The first failures of the page in full; what holds, as it did before, folded away. */
function formsOf(
  expectations: readonly ExpectationResult[],
): (result: ExpectationResult) => EntryForm {
  const isNews = (each: ExpectationResult) => each.status !== 'pass' || each.change === 'fixed';
  const news = expectations.filter(isNews).toSorted((a, b) => rankOf(a) - rankOf(b));
  const places = new Map(news.map((each, place) => [each, place]));
  return (result) => {
    const place = places.get(result);
    if (place === undefined) return 'folded';
    if (place >= MAX_WHOLE) return 'brief';
    return place < MAX_OPEN && rankOf(result) < rankOf({ status: 'warn' }) ? 'open' : 'closed';
  };
}

/** What the script shows of an entry that the page itself does not hold: its line, its body. */
function entryData(
  { result, form }: SectionEntry,
  values: ReportValues,
  show: (text: string) => string,
): readonly string[] {
  const known = [result.status, result.change ?? ''];
  const isWhole = form === 'open' || form === 'closed';
  if (isWhole) return known;
  const body = renderMarkup(entryBody(result, values), show);
  if (form === 'brief') return [...known, body];
  return [...known, body, renderMarkup(entryLine(result, values, form), show)];
}

/** JSON that no text in it can end, whatever it holds. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('</', '<\\/')
    .replace(/<(?=!|script)/gi, '\\u003c');
}

/** The policy lets no other script run than ours, and nothing be loaded, whatever a value holds. */
function head(title: string): Markup {
  const hash = createHash('sha256').update(SCRIPT).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${{ literals: [STYLE], contents: [] }}</style>
</head>
`;
}
