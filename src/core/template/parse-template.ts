import type { Problems } from '../diagnostics/problems.ts';
import { locate, type SourceFile } from '../diagnostics/source-file.ts';
import { SyntaxFailure } from './syntax/syntax-error.ts';
import type { Statement } from './syntax/syntax-tree.ts';
import { parseStatements } from './syntax/template-parser.ts';

/** A template as read: its tree holds offsets into its source. */
export interface Template {
  readonly source: SourceFile;
  readonly root: readonly Statement[];
}

/** One newline at the end of a template belongs to the file, not to the text, as in Jinja. */
const LAST_NEWLINE = /(?:\r\n|\n|\r)$/;

/** Reads a template by Jinja's grammar; what cannot be read is added to the problems, with its place. */
export function parseTemplate(source: SourceFile, problems: Problems): Template | undefined {
  try {
    return { source, root: parseStatements(source.text.replace(LAST_NEWLINE, '')) };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    const { code, message, span, hint } = error;
    return problems.error(code, message, {
      location: locate(source, span.start, span.end - span.start),
      hint,
    });
  }
}
