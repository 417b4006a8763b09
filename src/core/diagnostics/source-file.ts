/** A text file of the project, as read. */
export interface SourceFile {
  /** Relative to the project directory, with `/` on every platform. */
  readonly path: string;
  readonly text: string;
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
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    file: source.path,
    line: before.split('\n').length,
    column: offset - lineStart + 1,
    length: Math.max(1, length),
  };
}

/** The file as a whole, for what is wrong with no one place in it. */
export function startOf(path: string): Location {
  return { file: path, line: 1, column: 1, length: 1 };
}
