import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import type { NodeResult } from '../core/plan/run-result.ts';
import { formatRelation } from '../core/sql/relation.ts';
import { describeChange } from './change-words.ts';
import type { Paint } from './colour.ts';
import { padEnd, padStart } from './display-width.ts';
import { formatDuration } from './duration.ts';
import { formatRows } from './format-rows.ts';
import { plural } from './plural.ts';
import { printable } from './printable.ts';
import { EXPECTATION_STATUS_WORDS, NODE_STATUS_WORDS } from './status-word.ts';

const STATUS_WIDTH = 8;
const KIND_WIDTH = 7;
const DETAIL_WIDTH = 26;

export interface LineStyle {
  readonly paint: Paint;
  /** The widest relation that will be shown, so that what follows is aligned. */
  readonly nameWidth: number;
  /** Of the run: a node of another one says so. */
  readonly asOf: string | undefined;
}

/** ` 1/14  ok      seed   raw.countries   249 rows      0.04s` */
export function nodeLine(
  result: NodeResult,
  progress: { readonly position: number; readonly nodeCount: number },
  style: LineStyle,
): string {
  const { word, colour } = NODE_STATUS_WORDS[result.status];
  return [
    `${position(progress)}  `,
    style.paint(colour, word) + ' '.repeat(STATUS_WIDTH - word.length),
    padEnd(result.kind === 'expectation' ? 'expect' : result.kind, KIND_WIDTH),
    `${padEnd(printable(result.relation), style.nameWidth)}  `,
    ending(detail(result, style.asOf), result.status === 'skipped' ? undefined : result.durationMs),
  ].join('');
}

/** `       FAIL    expect orders.id.not_null   3 unexpected rows   0.02s` */
export function expectationLine(
  result: ExpectationResult,
  nodeCount: number,
  style: LineStyle,
): string {
  const { word, colour } = EXPECTATION_STATUS_WORDS[result.status];
  return [
    ' '.repeat(position({ position: 0, nodeCount }).length + 2),
    style.paint(colour, word) + ' '.repeat(STATUS_WIDTH - word.length),
    padEnd('expect', KIND_WIDTH),
    `${padEnd(printable(result.id), style.nameWidth)}  `,
    ending(withChange(result), result.durationMs),
  ].join('');
}

/** What it found, and whether that is news. */
function withChange(result: ExpectationResult): string {
  const found = finding(result);
  const change = describeChange(result);
  if (change === undefined) return found;
  return found === '' ? change : `${found} (${change})`;
}

/** What an expectation found, in a few words. */
export function finding(result: ExpectationResult): string {
  if (result.status === 'pass') return '';
  const count = result.unexpectedCount;
  if (count !== undefined && count > 0) {
    // what warns is not told again at the end, so this is where it says where they are
    const rows = plural(count, 'unexpected row');
    const { quarantinedIn } = result;
    if (quarantinedIn === undefined) return rows;
    return `${rows}, quarantined in ${printable(formatRelation(quarantinedIn))}`;
  }
  if (result.message !== undefined) return firstLine(result.message);
  return result.observedValue === undefined
    ? ''
    : `observed ${printable(JSON.stringify(result.observedValue))}`;
}

function detail(result: NodeResult, runAsOf: string | undefined): string {
  if (result.message !== undefined) return firstLine(result.message);
  const rows = formatRows(result.rows);
  const of = result.asOf === runAsOf || result.asOf === undefined ? '' : `of ${result.asOf}`;
  const what = result.kind === 'seed' ? [] : [result.materialized];
  return [[...what, ...(rows === '' ? [] : [rows])].join(', '), of]
    .filter((part) => part !== '')
    .join(' ');
}

function ending(text: string, durationMs: number | undefined): string {
  if (durationMs === undefined) return text;
  return `${padEnd(text, DETAIL_WIDTH)}  ${formatDuration(durationMs)}`;
}

function position({ position: at, nodeCount }: { position: number; nodeCount: number }): string {
  const total = String(nodeCount);
  return `${padStart(String(at), Math.max(2, total.length))}/${total}`;
}

function firstLine(text: string): string {
  return printable(text.split('\n', 1)[0] ?? '');
}
