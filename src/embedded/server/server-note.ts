import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { touchOwned, writeOwned } from '../cluster/owned-file.ts';
import { errorCode } from '../failure.ts';
import { formatIdentity, identify, type ProcessIdentity, parseIdentity } from './process-state.ts';

/** What a supervisor notes of its server, beside what postmaster.pid says. */
export interface ServerNote {
  readonly identity: ProcessIdentity;
  /** Which directory it serves: a copy of that has another inode. */
  readonly data: string;
  /** Where its pid means something. */
  readonly world: string;
}

const LIFE_SIGN_MS = 10_000;
/** After which it must be dead. */
export const LONGEST_SILENCE_MS = 25_000;

export function noteServer(home: string, pid: number): void {
  const note = {
    process: formatIdentity(identify(pid)),
    data: inode(join(home, 'data')),
    world: processWorld(),
  };
  writeOwned(noteFile(home), JSON.stringify(note));
}

export function readNote(home: string): ServerNote | undefined {
  const value = readJson(noteFile(home));
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('process' in value) || typeof value.process !== 'string') return undefined;
  if (!('data' in value) || typeof value.data !== 'string') return undefined;
  if (!('world' in value) || typeof value.world !== 'string') return undefined;
  const identity = parseIdentity(value.process);
  return identity && { identity, data: value.data, world: value.world };
}

/** Called often by the supervisor: keeps the note fresh, for those who cannot see the process. */
export function showLife(home: string): void {
  if (Date.now() - lastLife(home) >= LIFE_SIGN_MS) touchOwned(noteFile(home));
}

/** When the server of another world last showed life; undefined when it is one of ours, or of other data. */
export function lastLifeElsewhere(home: string): { at: number; world: string } | undefined {
  const note = readNote(home);
  if (note === undefined || note.world === processWorld()) return undefined;
  // Devices have other numbers there; inodes have the same.
  if (inodeNumber(note.data) !== inodeNumber(inode(join(home, 'data')))) return undefined;
  return { at: lastLife(home), world: note.world };
}

export function inode(path: string): string {
  const { dev, ino } = statSync(path);
  return `${dev}:${ino}`;
}

function noteFile(home: string): string {
  return join(home, 'server.json');
}

/** The machine, and the namespace of its process numbers. */
function processWorld(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function lastLife(home: string): number {
  return statSync(noteFile(home)).mtimeMs;
}

function inodeNumber(deviceAndInode: string): string {
  return deviceAndInode.slice(deviceAndInode.indexOf(':') + 1);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
