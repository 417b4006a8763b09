import { createHash } from 'node:crypto';

/** Names of variables that were looked at, with a digest of what they held; null: not set. */
export type EnvironmentRead = Readonly<Record<string, string | null>>;

export interface RecordedEnvironment {
  readonly environment: Readonly<Record<string, string>>;
  /** What was looked at so far. */
  read(): EnvironmentRead;
}

/** An environment that remembers which of its variables were looked at. */
export function recordEnvironment(
  environment: Readonly<Record<string, string>>,
): RecordedEnvironment {
  const names = new Set<string>();
  const note = (name: string | symbol) => {
    if (typeof name === 'string') names.add(name);
  };
  return {
    environment: new Proxy(environment, {
      get(target, name, receiver) {
        note(name);
        return Reflect.get(target, name, receiver);
      },
      has(target, name) {
        note(name);
        return Reflect.has(target, name);
      },
      getOwnPropertyDescriptor(target, name) {
        note(name);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    }),
    read: () =>
      Object.fromEntries([...names].sort().map((name) => [name, digestOf(environment, name)])),
  };
}

/** Whether everything that was looked at still holds what it held. */
export function isSameEnvironment(
  read: EnvironmentRead,
  environment: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(read).every(([name, digest]) => digestOf(environment, name) === digest);
}

/** A digest and not the value: it may be a secret, and is written to disk. */
function digestOf(environment: Readonly<Record<string, string>>, name: string): string | null {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  return value === undefined ? null : createHash('sha256').update(value).digest('hex');
}
