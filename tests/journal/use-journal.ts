import { beforeAll } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { migrate } from '../../src/journal/migrate.ts';
import type { RunStart } from '../../src/journal/start-run.ts';
import { type DatabaseInUse, useDatabase } from '../postgres/use-database.ts';

export interface JournalInUse extends DatabaseInUse {
  readonly schema: string;
  /** Runs `work` with the journal on a free session. */
  use<T>(work: (journal: Journal) => Promise<T>): Promise<T>;
}

/** A database with an empty journal for the tests of one file. */
export function useJournal(): JournalInUse {
  const database = useDatabase();
  const schema = 'dev "asof"';
  const use = <T>(work: (journal: Journal) => Promise<T>): Promise<T> =>
    database.sessions.use((session) => work({ session, schema }));
  beforeAll(() => use(migrate));
  return {
    schema,
    use,
    get url() {
      return database.url;
    },
    get sessions() {
      return database.sessions;
    },
  };
}

export function runStart(runId: string, change: Partial<RunStart> = {}): RunStart {
  return {
    runId,
    command: 'build',
    target: 'dev',
    asOf: '2024-01-31',
    builds: true,
    vars: { as_of: '2024-01-31' },
    fullRefresh: false,
    asofVersion: '0.1.0',
    gitCommit: undefined,
    startedAt: '2024-02-01T10:00:00.000Z',
    ...change,
  };
}
