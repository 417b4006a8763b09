import { basename } from 'node:path';
import { maskSecrets, Secrets } from '../core/project/secrets.ts';
import { COMMAND_LINE, commandLineText } from './command-line-text.ts';
import { watchInterrupts } from './interrupts.ts';
import { createWriter } from './output.ts';
import type { Shell } from './shell.ts';

export interface OpenShell extends Disposable {
  readonly shell: Shell;
}

/** The shell of a real process. */
export function openShell(
  process: NodeJS.Process,
  words: readonly string[],
  leave: () => never,
): OpenShell {
  const env = definedOnly(process.env);
  const secrets = new Secrets();
  secrets.addEnvironment(env);
  const mask = (text: string) => maskSecrets(text, secrets);
  const progress = createWriter(process.stderr, mask);
  const interrupts = watchInterrupts(process, progress, leave);
  const { stderr } = process;
  const program = /^run(\.js)?$/.test(basename(process.argv[1] ?? '')) ? 'run' : 'asof';
  return {
    shell: {
      program,
      words,
      answer: createWriter(process.stdout, mask),
      progress,
      columns: stderr.isTTY ? () => stderr.columns : undefined,
      env,
      directory: process.cwd(),
      now: () => new Date(),
      signal: interrupts.signal,
      passOnInterrupts: interrupts.passOn,
      secrets,
      texts: new Map([[COMMAND_LINE, commandLineText(program, words)]]),
    },
    [Symbol.dispose]: () => interrupts[Symbol.dispose](),
  };
}

function definedOnly(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
