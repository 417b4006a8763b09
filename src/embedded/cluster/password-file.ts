import { join } from 'node:path';

/** Where there are no Unix sockets: made with the cluster, readable to its owner alone. */
export function passwordFile(home: string): string | undefined {
  return process.platform === 'win32' ? join(home, 'password') : undefined;
}
