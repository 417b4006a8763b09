import { displayWidth, truncate } from './display-width.ts';

export interface LiveRegion {
  /** Writes lasting text above the region. */
  print(text: string): void;
  /** Replaces the lines of the region. */
  draw(lines: readonly string[]): void;
}

export interface Screen {
  readonly write: (text: string) => void;
  /** The terminal's width now. */
  readonly columns: () => number;
}

/** The last lines of a terminal, redrawn in place; nothing of it stays once drawn empty. */
export function createLiveRegion({ write, columns }: Screen): LiveRegion {
  let shown: readonly string[] = [];
  const erase = () => (shown.length === 0 ? '' : `\u001b[${shown.length}A\u001b[0J`);
  // A line as wide as the terminal would wrap, and the region be one line taller than we think.
  const fit = (line: string) =>
    displayWidth(line) < columns() ? line : truncate(line, Math.max(1, columns() - 1));
  return {
    print(text) {
      write(`${erase()}${text}${shown.map((line) => `${line}\n`).join('')}`);
    },
    draw(lines) {
      const next = lines.map(fit);
      if (next.length === 0 && shown.length === 0) return;
      const text = next.map((line) => `${line}\n`).join('');
      write(erase() + text);
      shown = next;
    },
  };
}
