import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedFailure, USE_A_URL } from '../failure.ts';
import { lastSocketDirectory } from './postmaster.ts';
import { LONGEST_SILENCE_MS, lastLifeElsewhere } from './server-note.ts';

const POLL_MS = 200;

export interface ElsewhereOptions {
  readonly onProgress: ((message: string) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Refuses data that a server in another container or on another machine is using: its process cannot be seen from here,
 * and a second server would ruin the data. One that was killed there only stays silent, and is waited for.
 */
export async function refuseIfServedElsewhere(
  home: string,
  { onProgress, signal }: ElsewhereOptions,
): Promise<void> {
  // A server that ended in good order left no postmaster.pid.
  if (lastSocketDirectory(home) === '') return;
  const first = lastLifeElsewhere(home);
  if (first === undefined || Date.now() - first.at > LONGEST_SILENCE_MS) return;
  onProgress?.('waiting to see whether the server still runs in another container or machine');
  while (Date.now() - first.at <= LONGEST_SILENCE_MS) {
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
    if (lastSocketDirectory(home) === '') return;
    if (lastLifeElsewhere(home)?.at === first.at) continue;
    throw embeddedFailure(
      'embedded-start',
      `the server of this project runs in another container or on another machine (${first.world})`,
      { hint: `stop it there with "asof db stop", or ${USE_A_URL}` },
    );
  }
}
