import { Problems } from '../core/diagnostics/problems.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import { parseSelector } from '../core/selector/parse-selector.ts';
import { type Selection, select } from '../core/selector/select.ts';
import type { Selector } from '../core/selector/selector.ts';
import { formatDiagnostics } from '../report/format-diagnostic.ts';
import { diagnosticFormat } from './diagnostic-format.ts';
import type { Invocation } from './invocation.ts';

/** The nodes that `--select` and `--exclude` mean; what they do not match ends the command. */
export function selectNodes(manifest: Manifest, { flags, shell }: Invocation): Selection {
  const problems = new Problems();
  const parse = (flag: string, given: readonly string[]): Selector | undefined => {
    if (given.length === 0) return undefined;
    const text = given.join(' ');
    shell.texts.set(flag, text);
    return parseSelector(text, problems, flag);
  };
  const wanted = parse('--select', flags.select);
  const exclude = parse('--exclude', flags.exclude);
  problems.throwIfErrors();
  const selection = select({ select: wanted, exclude }, manifest, problems);
  problems.throwIfErrors();
  if (problems.all.length > 0 && !flags.quiet) {
    shell.progress(formatDiagnostics(problems.all, diagnosticFormat(shell, undefined)));
  }
  return selection;
}
