import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import { embeddedStatus, startEmbedded, stopEmbedded } from '../../src/embedded/embedded-server.ts';

/** One use of the launcher in a process of its own; prints its outcome as JSON. See run-command.ts. */
const [verb, projectDirectory = '', then] = process.argv.slice(2);

async function outcome(): Promise<unknown> {
  try {
    if (verb === 'start') return await startEmbedded({ projectDirectory, durable: false });
    if (verb === 'stop') return await stopEmbedded(projectDirectory);
    return await embeddedStatus(projectDirectory);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}

process.stdout.write(`${JSON.stringify(await outcome())}\n`);
// For tests that kill it.
if (then === 'linger') setInterval(() => undefined, 60_000);
