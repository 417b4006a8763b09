import type { Json } from '../../../src/core/diagnostics/json.ts';
import type { Expectation } from '../../../src/core/expectation/expectation.ts';
import type { ExpectationResult } from '../../../src/core/expectation/expectation-result.ts';
import type { RowIdentity, Subject } from '../../../src/core/expectation/subject.ts';
import type { Column } from '../../../src/core/sql/column.ts';
import { parseConnectionUrl } from '../../../src/postgres/connection-settings.ts';
import type { Session } from '../../../src/postgres/session.ts';
import { openSessions } from '../../../src/postgres/sessions.ts';
import { checkExpectations } from '../../../src/run/expectation/check-expectations.ts';
import { createDatabase } from '../../support/database.ts';

/** A database of the test's own, and one session on it. */
export async function openDatabase(setup: string): Promise<{ session: Session } & AsyncDisposable> {
  const database = await createDatabase();
  const sessions = await openSessions({ settings: parseConnectionUrl(database.url, {}), size: 1 });
  const session = await sessions.open();
  await session.query(setup);
  return {
    session,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await sessions[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}

/** The table `users` with its columns as the database has them; `orders` is beside it. */
export async function subjectOf(session: Session, keys: readonly string[]): Promise<Subject> {
  const { rows } = await session.query(`
    select attname::text as name, format_type(atttypid, atttypmod) as type
    from pg_attribute
    where attrelid = 'users'::regclass and attnum > 0 and not attisdropped
    order by attnum`);
  const columns: Column[] = rows.map((row) => ({
    name: String(row['name']),
    type: String(row['type']),
  }));
  return {
    title: 'public.users',
    from: '"public"."users"',
    displayFrom: '"public"."users"',
    asOf: '2024-01-31',
    now: '2024-02-01T10:00:00Z',
    columns,
    addedColumns: [],
    masked: [],
    maskedOf: () => [],
    keys,
    relationOf: (node) => `"public"."${node.split('.').at(-1)}"`,
  };
}

export async function check(
  session: Session,
  expectations: readonly Expectation[],
  {
    keys = ['id'],
    inTransaction = false,
    accepted = new Map(),
    masked = [],
    identity,
  }: {
    keys?: readonly string[];
    inTransaction?: boolean;
    accepted?: ReadonlyMap<string, Json>;
    masked?: readonly string[];
    identity?: RowIdentity;
  } = {},
): Promise<readonly ExpectationResult[]> {
  const rows = await subjectOf(session, keys);
  const subject = {
    ...rows,
    masked,
    past: { observations: new Map(), accepted },
    ...(identity === undefined ? {} : { identity }),
  };
  let now = 0;
  const clock = { monotonicMs: () => (now += 1) };
  return checkExpectations(session, expectations, subject, {
    asOf: '2024-01-31',
    clock,
    inTransaction,
  });
}

/** What tells results apart, in one line each. */
export function summary(result: ExpectationResult): string {
  const { id, status, elementCount, missingCount, unexpectedCount, observedValue } = result;
  const counts = [elementCount, missingCount, unexpectedCount].filter((each) => each !== undefined);
  const shown = [
    counts.length > 0 ? counts.join('/') : '',
    observedValue === undefined ? '' : JSON.stringify(observedValue),
    result.partialUnexpectedList.length > 0 ? JSON.stringify(result.partialUnexpectedList) : '',
    status === 'error' ? (result.message ?? '') : '',
  ];
  return [id.replace(/^users\./, ''), status, ...shown.filter((each) => each !== '')].join(' ');
}
