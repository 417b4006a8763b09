import { setMaxListeners } from 'node:events';
import { COMMAND_LINE, commandLineText } from '../../src/cli/command-line-text.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import type { RunStatus } from '../../src/core/plan/run-result.ts';
import { maskSecrets, Secrets } from '../../src/core/project/secrets.ts';

export interface CliOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: RunStatus;
}

export interface CliOptions {
  readonly directory?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

/** Runs a command line in this process, at a fixed time unless told otherwise and away from any terminal. */
export async function runCli(
  words: readonly string[],
  {
    directory = '/nowhere',
    env = {},
    signal = unheardSignal(),
    now = () => new Date('2024-02-01T12:00:00Z'),
  }: CliOptions = {},
): Promise<CliOutcome> {
  let stdout = '';
  let stderr = '';
  const secrets = new Secrets();
  secrets.addEnvironment(env);
  const status = await runCommandLine({
    program: 'run',
    words,
    answer: (text) => {
      stdout += maskSecrets(text, secrets);
    },
    progress: (text) => {
      stderr += maskSecrets(text, secrets);
    },
    columns: undefined,
    env,
    directory,
    now,
    signal,
    passOnInterrupts: () => {},
    secrets,
    texts: new Map([[COMMAND_LINE, commandLineText('run', words)]]),
  });
  return { stdout, stderr, status };
}

/** As the command line has it: every statement under way listens to it. */
function unheardSignal(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}
