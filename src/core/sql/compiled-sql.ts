import { type Location, locate, type SourceFile } from '../diagnostics/source-file.ts';

/** SQL made from the user's templates, which remembers where each part of it was written. */
export interface CompiledSql {
  readonly sql: string;
  /** In order and without gaps. */
  readonly pieces: readonly SqlPiece[];
}

export interface SqlPiece {
  readonly length: number;
  readonly source: SourceFile;
  /** Of the literal text, or of the expression that printed it. */
  readonly offset: number;
  /** Literal text: its characters stand one by one in the source. */
  readonly isLiteral: boolean;
}

/** The place in the user's files that wrote the character at `offset` (UTF-16) of the SQL. */
export function locateInTemplate(compiled: CompiledSql, offset: number): Location | undefined {
  let start = 0;
  for (const piece of compiled.pieces) {
    if (offset < start + piece.length) {
      const at = piece.isLiteral ? piece.offset + (offset - start) : piece.offset;
      return locate(piece.source, at);
    }
    start += piece.length;
  }
  const last = compiled.pieces.at(-1);
  return last && locate(last.source, last.offset + (last.isLiteral ? last.length : 0));
}
