import { bug } from '../../core/diagnostics/bug.ts';

/** What a supervisor is told on its command line; it works in the cluster's home. */
export interface SupervisorTask {
  /** Undefined: the server runs already, as `pid`. */
  readonly launch: ServerLaunch | undefined;
  readonly pid: number | undefined;
  readonly host: string;
  readonly port: number;
  /** How long after the last connection the server is stopped. */
  readonly idleMs: number;
}

export interface ServerLaunch {
  readonly program: string;
  readonly programArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** Reads back what the launcher wrote with JSON.stringify. */
export function parseSupervisorTask(text: string): SupervisorTask {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) return bug('the supervisor has no task');
  return {
    launch: isRecord(value['launch']) ? parseLaunch(value['launch']) : undefined,
    pid: optionalNumber(value['pid']),
    host: String(value['host']),
    port: Number(value['port']),
    idleMs: Number(value['idleMs']),
  };
}

function parseLaunch(value: Readonly<Record<string, unknown>>): ServerLaunch {
  const { program, programArguments, environment, uid, gid } = value;
  return {
    program: String(program),
    programArguments: Array.isArray(programArguments) ? programArguments.map(String) : [],
    environment: isRecord(environment)
      ? Object.fromEntries(Object.entries(environment).map(([name, each]) => [name, String(each)]))
      : {},
    uid: optionalNumber(uid),
    gid: optionalNumber(gid),
  };
}

function optionalNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
