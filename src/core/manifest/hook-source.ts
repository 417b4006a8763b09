import type { SourceFile } from '../diagnostics/source-file.ts';
import type { Hook } from '../materialization/model-config.ts';

/** A hook as a text to parse, whose places are those of the value it is written in. */
export function hookSource({ text, location }: Hook): SourceFile {
  return { path: location.file, text, within: location };
}
