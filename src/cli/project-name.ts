import { basename } from 'node:path';

/** The directory's name as a project may be named. */
export function projectName(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(name) ? name : `project_${name}`.replace(/_$/, '');
}
