/** A text file of the project, as read. */
export interface SourceFile {
  /** Relative to the project directory, with `/` on every platform. */
  readonly path: string;
  readonly text: string;
  /** Of a text that is one value in the file, as in YAML: where that value stands. */
  readonly within?: Location;
}

/** A place in a file: 1-based, columns and length in UTF-16 units, as editors count. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** The place of `length` characters at a 0-based offset into the file's text. */
export function locate(source: SourceFile, offset: number, length = 1): Location {
  if (source.within !== undefined) return locateWithin(source.within, source.text, offset, length);
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    file: source.path,
    line: before.split('\n').length,
    column: offset - lineStart + 1,
    length: Math.max(1, length),
  };
}

/**
 * The place in the file of a place in one of its values. Where the text is folded or escaped its
 * characters have no places of their own, so the value as a whole is meant.
 */
function locateWithin(whole: Location, text: string, offset: number, length: number): Location {
  const quotes = whole.length - text.length;
  if (text.includes('\n') || (quotes !== 0 && quotes !== 2)) return whole;
  return { ...whole, column: whole.column + quotes / 2 + offset, length: Math.max(1, length) };
}

/** The file as a whole, for what is wrong with no one place in it. */
export function startOf(path: string): Location {
  return { file: path, line: 1, column: 1, length: 1 };
}
