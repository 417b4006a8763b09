import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ensureEnvironment, lastWords, type Peer, peersDirectory } from './environment.ts';

export interface PeerOptions {
  /** An empty database, or one that the same peer built the months before in. */
  readonly url: string;
  readonly seedsDirectory: string;
  /** In order; `month` is the folder's number, e.g. 000. */
  readonly months: readonly { readonly month: string; readonly asOf: string }[];
}

export interface PeerMonth {
  readonly asOf: string;
  /** From the start of its process to the end. */
  readonly wallSeconds: number;
  /** By phase, within the process; the interpreter's own start and end are not in it. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly rows: Readonly<Record<string, number>>;
}

export type PeerResult =
  | { readonly peer: Peer; readonly status: 'success'; readonly months: readonly PeerMonth[] }
  | { readonly peer: Peer; readonly status: 'not-run'; readonly reason: string }
  | { readonly peer: Peer; readonly status: 'error'; readonly message: string };

const Output = z.object({
  seconds: z.record(z.string(), z.number()),
  rows: z.record(z.string(), z.number()),
});

/** Builds months of StreamFlow with a peer, one process a month, as its users do. */
export async function runPeer(peer: Peer, options: PeerOptions): Promise<PeerResult> {
  const environment = await ensureEnvironment(peer);
  if (environment.status === 'not-run') return { peer, ...environment };
  const months: PeerMonth[] = [];
  try {
    for (const month of options.months) {
      months.push(await runMonth(environment.python, peer, month, options));
    }
  } catch (error) {
    return { peer, status: 'error', message: lastWords(error) };
  }
  return { peer, status: 'success', months };
}

async function runMonth(
  python: string,
  peer: Peer,
  { month, asOf }: PeerOptions['months'][number],
  { url, seedsDirectory }: PeerOptions,
): Promise<PeerMonth> {
  const script = join(peersDirectory, peer, 'run.py');
  const started = performance.now();
  const { stdout } = await promisify(execFile)(
    python,
    ['-B', script, '--seeds', seedsDirectory, '--month', month, '--as-of', asOf],
    // The URL may hold a password, which arguments show to everybody on the machine.
    { env: { ...process.env, DATABASE_URL: url }, maxBuffer: 1 << 26 },
  );
  const wallSeconds = (performance.now() - started) / 1000;
  return { asOf, wallSeconds, ...Output.parse(JSON.parse(stdout)) };
}
