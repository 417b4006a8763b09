import { type FailedRows, firstUnexpected } from '../../core/expectation/first-unexpected.ts';
import type { Subject } from '../../core/expectation/subject.ts';
import { number, texts } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import type { CheckOptions } from './check-options.ts';
import { expectationFault } from './fault.ts';
import { underSavepoint } from './savepoint.ts';

/** The first unexpected rows of an expectation, as JSON texts, or why the database does not list them. */
export type ListedRows =
  | { readonly type: 'listed'; readonly rows: readonly string[]; readonly durationMs: number }
  | { readonly type: 'refused'; readonly message: string };

/** So many are listed by one statement. */
const AT_ONCE = 200;

/** Lists the rows of all that have any, in one statement; undefined for those that have none. */
export async function listUnexpected(
  session: Session,
  found: readonly FailedRows[],
  subject: Subject,
  options: CheckOptions,
): Promise<readonly (ListedRows | undefined)[]> {
  const failed = [...found.entries()].filter(([, each]) => each.unexpectedCount > 0);
  const listed = new Map<number, ListedRows>();
  for (let start = 0; start < failed.length; start += AT_ONCE) {
    const some = failed.slice(start, start + AT_ONCE);
    const rows = await listSome(
      session,
      some.map(([, each]) => each),
      subject,
      options,
    );
    for (const [at, [place]] of some.entries()) {
      const each = rows[at];
      if (each !== undefined) listed.set(place, each);
    }
  }
  return found.map((_, place) => listed.get(place));
}

async function listSome(
  session: Session,
  failed: readonly FailedRows[],
  subject: Subject,
  options: CheckOptions,
): Promise<readonly (ListedRows | undefined)[]> {
  const statement = firstUnexpected(failed, subject);
  if (statement === undefined) return failed.map(() => undefined);
  const { clock, inTransaction } = options;
  const started = clock.monotonicMs();
  try {
    const { rows } = await underSavepoint(session, inTransaction, () => session.query(statement));
    const durationMs = (clock.monotonicMs() - started) / rows.length;
    const byOrdinal = new Map(rows.map((row) => [number(row, 'ordinal'), texts(row, 'rows')]));
    return failed.map((_, ordinal) => {
      const texts = byOrdinal.get(ordinal);
      return texts && { type: 'listed', rows: texts, durationMs };
    });
  } catch (error) {
    const fault = expectationFault(error);
    if (fault === undefined) throw error;
    if (failed.length === 1) return [{ type: 'refused', message: fault.message }];
    // one of them is at fault, and does not touch the others
    const alone: (ListedRows | undefined)[] = [];
    for (const each of failed) alone.push(...(await listSome(session, [each], subject, options)));
    return alone;
  }
}
