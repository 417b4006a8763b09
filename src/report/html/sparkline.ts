import type { ExpectationStatus } from '../../core/expectation/expectation-result.ts';
import type { PastResult } from '../../core/expectation/past-result.ts';
import { formatPercent } from '../tolerance.ts';
import { measure } from './gauge.ts';
import { html, type Markup } from './markup.ts';

const HEIGHT = 20;
const STEP = 8;
const BAR = 5;
/** What a bar of nothing is drawn as, so that its colour is seen. */
const LEAST = 2;

/** The last results, oldest first: the value of each, in the colour of what it came to. */
export function sparkline(
  past: readonly PastResult[],
  { slots }: { readonly slots: number },
): Markup | undefined {
  if (past.length < 2) return undefined;
  const width = slots * STEP;
  const label = past.map(describe).join('\n');
  const first = slots - past.length;
  const isObserved = past.some((each) => observedAt(each) !== undefined);
  const shapes = isObserved ? curve(past, first) : bars(past, first);
  return html`<svg class="spark" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img"><title>${label}</title>${shapes}</svg>`;
}

function describe(each: PastResult): string {
  const of = each.asOf === undefined ? '' : ` as of ${each.asOf}`;
  const percent =
    each.unexpectedPercent === undefined
      ? ''
      : `, ${formatPercent(each.unexpectedPercent)} unexpected`;
  const observed = each.observed === undefined || percent !== '' ? '' : `, ${each.observed}`;
  return `${each.checkedAt.slice(0, 16).replace('T', ' ')}${of}: ${each.status}${percent}${observed}`;
}

function observedAt({ unexpectedPercent, observed }: PastResult): number | undefined {
  return unexpectedPercent === undefined ? measure(observed) : undefined;
}

/** From zero: how much of the rows was unexpected. */
function bars(past: readonly PastResult[], first: number): readonly Markup[] {
  const greatest = Math.max(...past.map((each) => each.unexpectedPercent ?? 0));
  return inColours(past, (each, at) => {
    const share = greatest === 0 ? 0 : (each.unexpectedPercent ?? 0) / greatest;
    const height = round(LEAST + share * (HEIGHT - 2 - LEAST));
    return `M${(first + at) * STEP + 1} ${HEIGHT - 1}v-${height}h${BAR}v${height}z`;
  });
}

/** Between the least and the greatest: how a value went. */
function curve(past: readonly PastResult[], first: number): readonly Markup[] {
  const values = past.map(observedAt);
  const known = values.filter((value) => value !== undefined);
  const least = Math.min(...known);
  const extent = Math.max(...known) - least;
  const x = (at: number) => (first + at) * STEP + STEP / 2;
  const y = (value: number | undefined) => {
    if (value === undefined) return HEIGHT - 3;
    return round(
      extent === 0 ? HEIGHT / 2 : HEIGHT - 4 - ((value - least) / extent) * (HEIGHT - 8),
    );
  };
  const line = values.flatMap((value, at) => (value === undefined ? [] : [`${x(at)} ${y(value)}`]));
  const last = past.length - 1;
  return [
    html`<path class="line" d="${`M${line.join('L')}`}"/>`,
    ...inColours(past, (each, at) =>
      at === last || each.status !== 'pass'
        ? `M${x(at) - 2} ${y(values[at])}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z`
        : '',
    ),
  ];
}

/** One path for each status that occurs. */
function inColours(
  past: readonly PastResult[],
  shape: (each: PastResult, at: number) => string,
): readonly Markup[] {
  const paths = new Map<ExpectationStatus, string>();
  past.forEach((each, at) => {
    paths.set(each.status, (paths.get(each.status) ?? '') + shape(each, at));
  });
  return [...paths]
    .filter(([, path]) => path !== '')
    .map(([status, path]) => html`<path class="${status}" d="${path}"/>`);
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
