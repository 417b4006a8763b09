import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type WrittenMonth, writeMonths } from '../streamflow/write-months.ts';
import { openWorkspace, ROOT, type Workspace } from './workspace.ts';

/** What the project does beside the reference pipeline, which knows no histories. */
export const BEYOND_REFERENCE = ['--exclude', 'subscriptions_history+'] as const;

export interface Flagship extends Disposable {
  readonly workspace: Workspace;
  readonly seedsDirectory: string;
  readonly months: readonly WrittenMonth[];
}

/** The flagship project in a workspace of its own, with files of so many users. */
export function openFlagship(options: {
  readonly users: number;
  readonly months: number;
}): Flagship {
  const workspace = openWorkspace({
    'project.yml': readFileSync(join(ROOT, 'project.yml'), 'utf8'),
  });
  try {
    for (const part of ['models', 'macros', 'expectations', 'seeds/streamflow.yml']) {
      cpSync(join(ROOT, part), join(workspace.directory, part), { recursive: true });
    }
    const seedsDirectory = join(workspace.directory, 'seeds');
    const months = writeMonths({ directory: seedsDirectory, ...options });
    return { workspace, seedsDirectory, months, [Symbol.dispose]: workspace[Symbol.dispose] };
  } catch (error) {
    workspace[Symbol.dispose]();
    throw error;
  }
}
