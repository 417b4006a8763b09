import { spawn, spawnSync } from 'node:child_process';

export type Command = readonly [string, ...string[]];

export interface CommandOptions {
  readonly cwd?: string;
  /** What it reads from stdin. */
  readonly input?: string;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command prints; throws with its last words when it fails. */
export function run(command: Command, options: CommandOptions = {}): string {
  const [program, ...words] = command;
  const done = spawnSync(program, words, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...options,
    env: { ...process.env, ...options.env },
  });
  if (done.status === 0) return done.stdout;
  throw failure(command, done.stderr || done.error?.message || '');
}

/** Seconds of wall time of a command that must succeed. */
export function timed(command: Command, options: CommandOptions = {}): number {
  const started = performance.now();
  run(command, options);
  return (performance.now() - started) / 1000;
}

/** Seconds until the last of several commands, begun at once, has ended. */
export async function timedTogether(
  commands: readonly { readonly command: Command; readonly input: string }[],
): Promise<number> {
  const started = performance.now();
  await Promise.all(commands.map(({ command, input }) => runBeside(command, input)));
  return (performance.now() - started) / 1000;
}

function runBeside(command: Command, input: string): Promise<void> {
  const [program, ...words] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.once('error', reject);
    child.once('close', (status) => (status === 0 ? resolve() : reject(failure(command, said))));
    child.stdin.end(input);
  });
}

function failure([program, ...words]: Command, said: string): Error {
  const lastLines = said.trim().split('\n').slice(-5).join('\n');
  return new Error(`${program} ${words.join(' ')} failed:\n${lastLines}`);
}
