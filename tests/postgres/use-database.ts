import { afterAll, beforeAll } from 'vitest';
import { parseConnectionUrl } from '../../src/postgres/connection-settings.ts';
import type { Sessions } from '../../src/postgres/session.ts';
import { openSessions } from '../../src/postgres/sessions.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

export interface DatabaseInUse {
  readonly url: string;
  readonly sessions: Sessions;
}

/** A database for the tests of one file, with sessions on it; both end with the file. */
export function useDatabase({ size = 4 }: { readonly size?: number } = {}): DatabaseInUse {
  let database: TestDatabase | undefined;
  let sessions: Sessions | undefined;
  beforeAll(async () => {
    database = await createDatabase();
    sessions = await openSessions({ settings: parseConnectionUrl(database.url, {}), size });
  });
  afterAll(async () => {
    await sessions?.[Symbol.asyncDispose]();
    await database?.drop();
  });
  return {
    get url() {
      if (database === undefined) throw new Error('no test has begun yet');
      return database.url;
    },
    get sessions() {
      if (sessions === undefined) throw new Error('no test has begun yet');
      return sessions;
    },
  };
}
