import { spawnSync } from 'node:child_process';

/** Seconds of wall time of a command that must succeed: the best of some runs. */
export function bestOf(
  count: number,
  command: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly before?: () => void } = {},
): number {
  let best = Number.POSITIVE_INFINITY;
  for (let left = count; left > 0; left -= 1) {
    options.before?.();
    const started = performance.now();
    run(command, options.cwd);
    best = Math.min(best, (performance.now() - started) / 1000);
  }
  return best;
}

/** What a command prints; throws with its last words when it fails. */
export function run([program, ...words]: readonly [string, ...string[]], cwd?: string): string {
  const done = spawnSync(program, words, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...(cwd && { cwd }),
  });
  if (done.status === 0) return done.stdout;
  const said = (done.stderr || done.error?.message || '').trim().split('\n').slice(-5).join('\n');
  throw new Error(`${program} ${words.join(' ')} failed:\n${said}`);
}
