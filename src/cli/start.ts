import { join } from 'node:path';
import { bug } from '../core/diagnostics/bug.ts';
import { requireCompiled } from './compiled-code.ts';
import { asofVersion } from './package-facts.ts';

/** The file with the main function, beside this one; its name tells its content. Set when it is bundled. */
declare const PROGRAM_FILE: string;

/** What bin/run.js calls: the program, with its compiled code kept between calls. */
export async function start(): Promise<void> {
  const words = process.argv.slice(2);
  const [first = ''] = words;
  // Before anything else is loaded: other programs ask for the version, and often.
  if (words.length === 1 && (first === '--version' || first === '-V')) {
    process.stdout.write(`${asofVersion()}\n`);
    return;
  }
  // each command is other code
  const purpose = /^[a-z]+$/.test(first) ? first : 'any';
  const { main } = requireCompiled(join(import.meta.dirname, PROGRAM_FILE), purpose);
  if (typeof main !== 'function') bug(`${PROGRAM_FILE} has no main function`);
  await main();
}
