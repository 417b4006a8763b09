import { unreachable } from '../../src/core/diagnostics/unreachable.ts';
import { judge } from './judge.ts';
import type { Goal, Measured, Measurement, Unit } from './measurement.ts';

/** The measurements as a table, and under it what was not measured and what must be known. */
export function formatResults(measurements: readonly Measurement[]): string {
  const measured = measurements.filter((each) => each.status === 'measured');
  const missing = measurements.filter((each) => each.status === 'not-measured');
  const notes: string[] = [];
  const cells = measured.map((each) => {
    const mark = each.note === undefined ? '' : ` [${notes.push(each.note)}]`;
    return [`${each.what}${mark}`, ...figures(each)];
  });
  return [
    ...(cells.length === 0 ? [] : formatTable([HEADER, ...cells])),
    ...notes.map((note, index) => `[${index + 1}] ${note}`),
    ...missing.map(({ what, reason }) => `not measured: ${what}: ${reason}`),
    '',
  ].join('\n');
}

const HEADER = ['what', 'against', 'asof', 'baseline', 'ratio', 'goal', 'met'];

function figures(measured: Measured): readonly string[] {
  const { asof, baseline, against, unit, goal } = measured;
  const { ratio, isMet } = judge(measured);
  return [
    against ?? '',
    formatFigure(asof, unit),
    baseline === undefined ? '' : formatFigure(baseline, unit),
    ratio === undefined ? '' : ratio.toFixed(ratio < 0.1 ? 3 : 2),
    formatGoal(goal, unit),
    isMet === undefined ? '' : isMet ? 'yes' : 'NO',
  ];
}

/** A goal as DESIGN.md's table of measures has it. */
export function formatGoal(goal: Goal, unit: Unit): string {
  switch (goal.type) {
    case 'ratio':
      return `<= ${goal.atMost} x`;
    case 'times-faster':
      return `${goal.atLeast} x faster`;
    case 'added':
      return `<= +${formatFigure(goal.atMost, unit)}${goal.pieces === 1 ? '' : ' each'}`;
    case 'value':
      return `<= ${formatFigure(goal.atMost, unit)}`;
    case 'none':
      return '';
    default:
      return unreachable(goal);
  }
}

export function formatFigure(value: number, unit: Unit): string {
  if (unit === 'bytes') return `${(value / 1e6).toFixed(1)} MB`;
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(2)} s`;
}

/** Text to the left, figures to the right. */
function formatTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADER.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < 2 || column > 4 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [...lines.slice(0, 1), rule, ...lines.slice(1)];
}
