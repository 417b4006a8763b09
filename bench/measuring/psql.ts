import { spawnSync } from 'node:child_process';
import { type Command, run, timed } from './command.ts';

/** Whether the machine has psql: it comes with the packages of PostgreSQL, not with asof. */
export function hasPsql(): boolean {
  return spawnSync('psql', ['--version']).status === 0;
}

/** psql that reads a script from stdin and stops at its first error. */
export function psqlCommand(url: string): Command {
  return ['psql', '-qXAt', '-v', 'ON_ERROR_STOP=1', '-f', '-', url];
}

/** Seconds that psql needs for a script, its own start included. */
export function timedScript(url: string, script: string): number {
  return timed(psqlCommand(url), { input: script });
}

/** What a script prints. */
export function runScript(url: string, script: string): string {
  return run(psqlCommand(url), { input: script }).trim();
}

/** The bytes of WAL that the server has written so far. */
export function walPosition(url: string): number {
  return Number(runScript(url, `select pg_current_wal_insert_lsn() - '0/0'`));
}

/** A comparison of two that do not do the same is none: throws where a select finds a difference. */
export function requireNoRow(url: string, select: string): void {
  const found = runScript(url, `select count(*) from (${select}) as difference`);
  if (found !== '0')
    throw new Error(`what asof made differs in ${found} rows from what was made by hand`);
}
