import type { NodeId } from '../core/graph/node-id.ts';
import type { Session, Sessions } from '../postgres/session.ts';
import type { RunContext } from './run-context.ts';

/** The same sessions, reporting each statement that is sent for a node, those that fail as well. */
export function observeStatements(
  node: NodeId,
  { sessions, clock, report }: Pick<RunContext, 'sessions' | 'clock' | 'report'>,
): Sessions {
  function ended(sql: string, startedMs: number): void {
    const durationMs = clock.monotonicMs() - startedMs;
    report({ type: 'statement-executed', at: clock.now().toISOString(), node, sql, durationMs });
  }

  const observe = (session: Session): Session => ({
    processId: session.processId,
    query(statement) {
      const startedMs = clock.monotonicMs();
      const sql = typeof statement === 'string' ? statement : statement.sql;
      return session.query(statement).finally(() => ended(sql, startedMs));
    },
    copyTo(sql, target) {
      const startedMs = clock.monotonicMs();
      return session.copyTo(sql, target).finally(() => ended(sql, startedMs));
    },
    async copyFrom(sql) {
      const startedMs = clock.monotonicMs();
      const { stream, finished } = await session.copyFrom(sql);
      return { stream, finished: finished.finally(() => ended(sql, startedMs)) };
    },
  });

  return {
    size: sessions.size,
    use: (work, signal) => sessions.use((session) => work(observe(session)), signal),
    open: () => sessions.open(),
    [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose](),
  };
}
