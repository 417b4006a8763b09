import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { colourMode, createPaint, type Paint } from '../report/colour.ts';
import type { DiagnosticFormat } from '../report/format-diagnostic.ts';
import type { Shell } from './shell.ts';

/** A frame is not worth reading a gigabyte of CSV for. */
const MAX_FILE_BYTES = 8_000_000;

/** How this invocation shows diagnostics: in full to people, one a line to a CI system. */
export function diagnosticFormat(shell: Shell, directory: string | undefined): DiagnosticFormat {
  const isCi = shell.columns === undefined && isSet(shell.env['CI']);
  return {
    style: isCi ? 'concise' : 'full',
    paint: paintOf(shell),
    textOf: (file) =>
      shell.texts.get(file) ??
      (directory === undefined ? undefined : readText(join(directory, file))),
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}

export function paintOf(shell: Shell): Paint {
  return createPaint(
    colourMode({
      env: shell.env,
      isTerminal: shell.columns !== undefined,
      isForbidden: shell.words.includes('--no-color'),
    }),
  );
}

function readText(path: string): string | undefined {
  try {
    if (statSync(path).size > MAX_FILE_BYTES) return undefined;
    const text = readFileSync(path, 'utf8');
    // not of an encoding that a terminal could show
    return text.includes('\0') ? undefined : text;
  } catch {
    // Shown without its line: the diagnostic itself says what matters.
    return undefined;
  }
}
