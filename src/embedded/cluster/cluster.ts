import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { errorCode } from '../failure.ts';

/** A project's own PostgreSQL cluster: where it is, whether or not it has been made yet. */
export interface Cluster {
  /** Random, and made once: it outlives moves of the project. */
  readonly id: string;
  /** The project's directory, as it really is. */
  readonly project: string;
  /** Holds the data, the log, and what the launcher notes. */
  readonly home: string;
}

/** Where root keeps data that an unprivileged server could not reach in the project. */
export const SYSTEM_DIRECTORIES = ['/var/lib/asof', '/var/tmp/asof'] as const;

/** `.asof/embedded.json`: the id, and which home. Paths are never taken from it: it is the project's to write. */
export interface Pointer {
  readonly id: string;
  readonly home: 'project' | (typeof SYSTEM_DIRECTORIES)[number];
}

/** `project.json` in the home: whose cluster it is, so that a copied pointer does not open it. */
export interface Claim {
  readonly project: string;
  readonly owner: number;
}

/** How a project stands to the cluster that its pointer names. */
export type Standing = 'settled' | 'moved' | 'copied';

export function stateDirectory(projectDirectory: string): string {
  return join(projectDirectory, '.asof');
}

export function pointerFile(projectDirectory: string): string {
  return join(stateDirectory(projectDirectory), 'embedded.json');
}

export function claimFile(home: string): string {
  return join(home, 'project.json');
}

export function dataDirectory(cluster: Cluster): string {
  return join(cluster.home, 'data');
}

export function lockDirectory(cluster: Cluster): string {
  return join(cluster.home, 'lock');
}

/** Its modification time is when a command last asked for the server. */
export function lastUsedFile(home: string): string {
  return join(home, 'last-used');
}

/** There while the server is to run until it is stopped. */
export function keepFile(home: string): string {
  return join(home, 'keep');
}

export function homeOf(projectDirectory: string, pointer: Pointer): string {
  return pointer.home === 'project'
    ? join(stateDirectory(projectDirectory), 'postgres')
    : join(pointer.home, pointer.id);
}

/** What the project's pointer names; reads only. */
export function findCluster(
  projectDirectory: string,
): { cluster: Cluster; standing: Standing; pointer: Pointer } | undefined {
  const project = realpathSync(projectDirectory);
  const pointer = readPointer(project);
  if (pointer === undefined) return undefined;
  const cluster = { id: pointer.id, project, home: homeOf(project, pointer) };
  return { cluster, pointer, standing: standingOf(cluster) };
}

export function readPointer(project: string): Pointer | undefined {
  const value = readJson(pointerFile(project));
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('id' in value) || typeof value.id !== 'string' || !/^[0-9a-f]{16}$/.test(value.id)) {
    return undefined;
  }
  if (!('home' in value)) return undefined;
  const system = SYSTEM_DIRECTORIES.find((directory) => directory === value.home);
  if (system === undefined && value.home !== 'project') return undefined;
  return { id: value.id, home: system ?? 'project' };
}

function standingOf({ id, project, home }: Cluster): Standing {
  const claim = readClaim(home);
  if (claim === undefined) return 'moved';
  // Data in the project is the project's; what lies elsewhere opens to no one but who made it.
  if (!isInside(home, project) && claim.owner !== ownerOf(project)) return 'copied';
  if (claim.project === project) return 'settled';
  const there = readPointer(claim.project);
  if (there?.id !== id) return 'moved';
  // The same directory under two names, as by a bind mount, is one project.
  return isSameFile(pointerFile(claim.project), pointerFile(project)) ? 'settled' : 'copied';
}

function readClaim(home: string): Claim | undefined {
  const value = readJson(claimFile(home));
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('project' in value) || typeof value.project !== 'string') return undefined;
  if (!('owner' in value) || typeof value.owner !== 'number') return undefined;
  return { project: value.project, owner: value.owner };
}

export function ownerOf(path: string): number {
  return statSync(path).uid;
}

export function isInside(path: string, directory: string): boolean {
  return path.startsWith(join(directory, sep));
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other)];
  return a.ino === b.ino && a.dev === b.dev;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}
