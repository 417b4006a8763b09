/** Colours follow the reader's system; what is printed is light. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fff; --ink: #1b1f24; --soft: #59626e; --faint: #8a94a1; --line: #e3e7ec; --wash: #f6f7f9;
  --fail: #c0272d; --fail-wash: #fdf1f1; --warn: #96650a; --warn-wash: #fdf7e8; --pass: #2a7d4f;
  --skip: #6b7480; --accent: #2f5fd0; --track: #e6e9ee; --allowed: #bfd8c9;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --ink: #e4e8ed; --soft: #a2acb8; --faint: #76808c; --line: #2a3037; --wash: #1b2026;
    --fail: #f2777a; --fail-wash: #2a1b1d; --warn: #dfb05a; --warn-wash: #28231a; --pass: #6cc495;
    --skip: #929ca8; --accent: #86a9ff; --track: #2c333b; --allowed: #2f5a44;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; padding: 0 32px 64px; max-width: 1240px; background: var(--page); color: var(--ink);
  font: 14px/1.5 var(--sans); -webkit-text-size-adjust: 100%; }
h1, h2, p, dl, dd, figure, pre { margin: 0; }
h1, h2 { font-weight: 600; letter-spacing: -.011em; }
code, pre, td, kbd { font-family: var(--mono); }

.top { padding: 40px 0 20px; }
.crumb { color: var(--soft); font-size: 13px; margin-bottom: 6px; }
.crumb span::before { content: "/"; color: var(--faint); margin: 0 .5em; }
h1 { font-size: 28px; line-height: 1.2; letter-spacing: -.02em; }
.meter { display: flex; gap: 2px; height: 6px; margin: 20px 0 18px; border-radius: 3px; overflow: hidden; }
.meter i { min-width: 3px; flex-basis: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 10px 28px; }
.facts dt { color: var(--faint); font-size: 12px; line-height: 1.4; }
.facts dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }

.controls { display: none; position: sticky; top: 0; z-index: 1; align-items: center; gap: 12px;
  margin: 0 -12px; padding: 12px; background: var(--page); border-bottom: 1px solid var(--line); }
.js .controls { display: flex; }
.filters { display: flex; flex-wrap: wrap; gap: 4px; flex: 1; }
.filters .gap { width: 1px; margin: 4px 8px; background: var(--line); }
.filters button { font: inherit; font-size: 13px; color: var(--soft); background: none; border: 1px solid transparent;
  border-radius: 6px; padding: 3px 9px; cursor: pointer; display: inline-flex; align-items: center; gap: 6px; }
.filters button b { font-weight: 500; color: var(--faint); font-variant-numeric: tabular-nums; }
.filters button i { width: 8px; height: 8px; border-radius: 50%; }
.filters button:hover { background: var(--wash); }
.filters button[aria-pressed=true] { color: var(--ink); background: var(--wash); border-color: var(--line); }
input[type=search] { font: inherit; width: 240px; padding: 5px 30px 5px 10px; color: inherit; background: var(--page);
  border: 1px solid var(--line); border-radius: 6px; }
input::placeholder { color: var(--faint); }
kbd { margin-left: -36px; margin-right: 12px; width: 18px; text-align: center; font-size: 11px; color: var(--faint);
  border: 1px solid var(--line); border-radius: 4px; pointer-events: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
input:focus-visible { outline-offset: -1px; }
input:focus + kbd { visibility: hidden; }

i.fail, i.error { background: var(--fail); } i.warn { background: var(--warn); } i.pass { background: var(--pass); }

/* what is out of sight is not laid out, however many there are */
.node { margin: 0 -12px; padding: 22px 12px 6px; border-bottom: 1px solid var(--line); content-visibility: auto;
  contain-intrinsic-size: auto 96px; }
.node > header { display: flex; align-items: baseline; gap: 10px; margin-bottom: 8px; }
.node h2 { font-size: 16px; overflow-wrap: anywhere; }
.kind, .did { color: var(--faint); font-size: 13px; white-space: nowrap; }
.did { margin-left: auto; font-variant-numeric: tabular-nums; }
.description { color: var(--soft); max-width: 80ch; }
.node > .description { margin: -4px 0 10px; }
.badge { font-size: 12px; font-weight: 500; padding: 0 7px; border-radius: 4px; border: 1px solid currentColor; line-height: 18px; }
.badge.fail { color: var(--fail); } .badge.warn { color: var(--warn); } .badge.skip { color: var(--skip); }
.badge.pass { color: var(--pass); }

.unit { margin: 0 0 10px; padding-left: 12px; border-left: 2px solid var(--line); }
.unit.fail { border-color: var(--fail); } .unit.warn { border-color: var(--warn); }
.diagnostic { margin: 8px 0; padding: 10px 14px; border-radius: 6px; background: var(--wash); font-size: 12.5px;
  line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; }
main > .diagnostic { margin-top: 16px; }
.diagnostic.fail { background: var(--fail-wash); } .diagnostic.warn { background: var(--warn-wash); }

summary { list-style: none; cursor: pointer; }
summary::-webkit-details-marker { display: none; }
.check { margin: 0 -12px; border-radius: 8px; }
.chunk { margin: 0 -12px; padding: 0 12px; content-visibility: auto; contain-intrinsic-size: auto 1440px; }
.check > summary { display: grid; align-items: center; gap: 0 16px; padding: 7px 12px; border-radius: 8px;
  grid-template-columns: 62px minmax(0, 1fr) minmax(0, 204px) 112px 96px; }
.check > summary:hover { background: var(--wash); }
.check[open] { margin-bottom: 10px; background: var(--wash); }
.status { font-size: 12px; font-weight: 600; }
.fail > summary .status, .error > summary .status { color: var(--fail); }
.warn > summary .status { color: var(--warn); }
.pass > summary .status { color: var(--pass); font-weight: 500; }
.what { display: flex; align-items: baseline; min-width: 0; }
.what span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
[open] > summary .what span { white-space: normal; overflow-wrap: anywhere; }
.what b { font-weight: 600; margin-right: .35em; }
.change { font-style: normal; font-size: 11.5px; font-weight: 500; padding: 1px 6px; margin-left: 8px; border-radius: 4px;
  flex: none; }
.change.new { color: var(--page); background: var(--fail); }
.warn > summary .change.new { background: var(--warn); }
.change.still { color: var(--fail); background: var(--fail-wash); }
.warn > summary .change.still { color: var(--warn); background: var(--warn-wash); }
.change.fixed { color: var(--pass); border: 1px solid currentColor; padding: 0 5px; }
.found { text-align: right; color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; }
.fail > summary .found, .error > summary .found { color: var(--fail); } .warn > summary .found { color: var(--warn); }
.measure, .history { line-height: 0; }
svg { overflow: visible; }
.gauge .track { fill: var(--track); } .gauge .allowed { fill: var(--allowed); } .gauge .limit { fill: var(--soft); }
.gauge .value { fill: var(--pass); } .gauge circle.value { stroke: var(--page); stroke-width: 1.5; }
.fail > summary .gauge .value { fill: var(--fail); } .warn > summary .gauge .value { fill: var(--warn); }
.spark .pass { fill: var(--faint); } .spark .warn { fill: var(--warn); }
.spark .fail, .spark .error { fill: var(--fail); }
.spark .line { fill: none; stroke: var(--faint); stroke-width: 1.25; stroke-linejoin: round; }

.body { padding: 4px 16px 16px 90px; }
.body > * + * { margin-top: 12px; }
.body > .message + .description { margin-top: 4px; }
.body .message { overflow-wrap: anywhere; white-space: pre-wrap; }
.rows { overflow-x: auto; }
table { border-collapse: collapse; font-size: 12.5px; background: var(--page); border: 1px solid var(--line); }
th { text-align: left; font: 500 12px/1.4 var(--sans); color: var(--soft); }
th, td { padding: 4px 14px 4px 10px; border-bottom: 1px solid var(--line); vertical-align: top; white-space: pre-wrap;
  max-width: 480px; overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; }
td i { font-style: normal; color: var(--faint); }
.more { margin-top: 6px; font-size: 13px; color: var(--soft); }
.body .facts { font-size: 13px; gap: 8px 24px; }
.code { border: 1px solid var(--line); border-radius: 6px; background: var(--page); overflow: hidden; }
.code figcaption { display: flex; justify-content: space-between; align-items: center; padding: 4px 6px 4px 12px;
  font-size: 12px; color: var(--soft); border-bottom: 1px solid var(--line); }
.code pre { padding: 10px 12px; font-size: 12.5px; line-height: 1.55; overflow-x: auto; max-height: 340px; tab-size: 2; }
.copy { visibility: hidden; font: inherit; color: var(--soft); background: none; border: 1px solid var(--line);
  border-radius: 4px; padding: 1px 8px; cursor: pointer; }
.copy:hover { color: var(--ink); background: var(--wash); }
.js .copy { visibility: visible; }

.fold { margin-bottom: 10px; }
.fold > summary b { font-weight: inherit; font-variant-numeric: tabular-nums; }
html:not(.js) .fold > summary { pointer-events: none; }
html:not(.js) .fold > summary::before { display: none; }
.fold > summary { color: var(--soft); font-size: 13px; padding: 4px 0; }
.fold > summary::before { content: ""; display: inline-block; width: 6px; height: 6px; margin: 0 8px 2px 2px;
  border: solid var(--faint); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
.fold[open] > summary::before { transform: rotate(45deg); margin-bottom: 3px; }
.fold > summary:hover { color: var(--ink); }
#nothing { padding: 48px 0; text-align: center; color: var(--soft); }

@media (max-width: 860px) {
  body { padding: 0 16px 40px; }
  .controls { position: static; flex-wrap: wrap; }
  .filters { flex-basis: 100%; }
  input[type=search] { flex: 1; }
  .node > header { flex-wrap: wrap; gap: 2px 10px; }
  .did { margin-left: 0; white-space: normal; }
  .check > summary { grid-template-columns: 56px minmax(0, 1fr); gap: 2px 8px; }
  .what span { white-space: normal; overflow-wrap: anywhere; }
  .found { grid-column: 2; text-align: left; }
  .measure { grid-column: 2; padding: 3px 0; } .history { grid-column: 2; }
  .body { padding-left: 16px; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --ink: #000; --soft: #444; --faint: #666; --line: #ccc; --wash: #fff;
    --fail: #b3141b; --fail-wash: #fff; --warn: #805500; --warn-wash: #fff; --pass: #1d6b3f; --skip: #555;
    --track: #e2e2e2; --allowed: #bfd8c9; }
  @page { margin: 14mm; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  .top { padding-top: 0; }
  .js .controls, .js .copy { display: none; }
  .node, .chunk { content-visibility: visible; }
  .node > header { break-after: avoid; }
  .check { break-inside: avoid; }
  .code pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; }
}
`;
