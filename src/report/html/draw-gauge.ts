import type { Gauge } from './gauge.ts';
import { html, type Markup } from './markup.ts';

const WIDTH = 112;
const HEIGHT = 16;
const MIDDLE = HEIGHT / 2;

/** A small bar: a share of the rows against its limits, or a value and where it may lie. */
export function drawGauge(gauge: Gauge, label: string): Markup {
  return html`<svg class="gauge" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img"><title>${label}</title><rect class="track" y="${MIDDLE - 3}" width="${WIDTH}" height="6" rx="3"/>${marks(gauge)}</svg>`;
}

function marks(gauge: Gauge): readonly Markup[] {
  if (gauge.type === 'range') {
    const from = place(gauge.from);
    const width = Math.max(2, round(place(gauge.to) - from));
    return [
      html`<rect class="allowed" x="${from}" y="${MIDDLE - 3}" width="${width}" height="6" rx="1"/>`,
      html`<circle class="value" cx="${place(gauge.value)}" cy="${MIDDLE}" r="4"/>`,
    ];
  }
  // a share that is not nothing is seen, however small
  const width = gauge.value === 0 ? 0 : Math.max(3, place(gauge.value));
  return [
    ...(width === 0
      ? []
      : [html`<rect class="value" y="${MIDDLE - 3}" width="${width}" height="6" rx="3"/>`]),
    ...gauge.limits
      .filter((limit) => limit > 0)
      .map(
        (limit) =>
          html`<rect class="limit" x="${place(limit)}" y="1" width="1.5" height="${HEIGHT - 2}"/>`,
      ),
  ];
}

function place(share: number): number {
  return round(Math.min(1, Math.max(0, share)) * WIDTH);
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
