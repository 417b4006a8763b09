import type { Location } from '../core/diagnostics/source-file.ts';
import { displayWidth } from './display-width.ts';
import { printable } from './printable.ts';

const TAB_WIDTH = 4;
/** Of a longer line only the part around the place is shown: a CSV file may be one line of 5 MB. */
const MAX_WIDTH = 96;
const LEAD = 40;

/** The line of the place with carets under it; undefined where the text has no such line. */
export function codeFrame(text: string, location: Location): readonly string[] | undefined {
  const line = text.split('\n', location.line)[location.line - 1]?.replace(/\r$/, '');
  if (line === undefined) return undefined;
  const start = Math.min(location.column - 1, line.length);
  const end = Math.min(start + location.length, line.length);
  const from = line.length > MAX_WIDTH && start > LEAD ? wholeCharacter(line, start - LEAD) : 0;
  const to = wholeCharacter(line, Math.min(line.length, from + MAX_WIDTH));

  const before = (from > 0 ? '…' : '') + expandTabs(line.slice(from, start));
  const marked = expandTabs(line.slice(start, Math.min(end, to)), displayWidth(before));
  const after = expandTabs(
    line.slice(Math.min(end, to), to),
    displayWidth(before) + displayWidth(marked),
  );
  const shown = printable(before + marked + after) + (to < line.length ? '…' : '');
  const carets = '^'.repeat(Math.max(1, displayWidth(printable(marked))));

  const number = String(location.line);
  const gutter = ' '.repeat(number.length);
  return [
    `${gutter} |`,
    `${number} | ${shown}`.trimEnd(),
    `${gutter} | ${' '.repeat(displayWidth(printable(before)))}${carets}`,
  ];
}

/** The offset, or the one before it where it would cut a surrogate pair. */
function wholeCharacter(line: string, offset: number): number {
  const code = line.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}

function expandTabs(text: string, startColumn = 0): string {
  let column = startColumn;
  let expanded = '';
  for (const character of text) {
    const next = character === '\t' ? ' '.repeat(TAB_WIDTH - (column % TAB_WIDTH)) : character;
    expanded += next;
    column += displayWidth(printable(next));
  }
  return expanded;
}
