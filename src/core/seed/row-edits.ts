/** Replacements in the bytes of rows that are on their way to COPY. */
export interface RowEdits {
  /** Later calls are about later bytes. */
  replace(start: number, end: number, by: Uint8Array): void;
  /** Leaves out these bytes, and forgets what was to be replaced from `start` on. */
  drop(start: number, end: number): void;
  /** The rows as they are to be sent; forgets the replacements. */
  apply(rows: Uint8Array): Uint8Array;
}

export function createRowEdits(): RowEdits {
  let starts: number[] = [];
  let ends: number[] = [];
  let texts: Uint8Array[] = [];

  function replace(start: number, end: number, by: Uint8Array): void {
    starts.push(start);
    ends.push(end);
    texts.push(by);
  }

  return {
    replace,
    drop(start, end) {
      while ((starts.at(-1) ?? -1) >= start) {
        starts.pop();
        ends.pop();
        texts.pop();
      }
      replace(start, end, NO_BYTES);
    },
    apply(rows) {
      if (texts.length === 0) return rows;
      const parts: Uint8Array[] = [];
      let from = 0;
      for (const [index, text] of texts.entries()) {
        parts.push(rows.subarray(from, starts[index]), text);
        from = ends[index] ?? from;
      }
      parts.push(rows.subarray(from));
      starts = [];
      ends = [];
      texts = [];
      return Buffer.concat(parts);
    },
  };
}

const NO_BYTES = new Uint8Array(0);
