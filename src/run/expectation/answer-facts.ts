import { bug } from '../../core/diagnostics/bug.ts';
import { factKey } from '../../core/expectation/facts/fact.ts';
import { type FactQuery, splitQuery } from '../../core/expectation/facts/fuse-facts.ts';
import type { FactAnswer, FactAnswers } from '../../core/expectation/judge.ts';
import type { Session } from '../../postgres/session.ts';
import type { CheckOptions } from './check-options.ts';
import { expectationFault } from './fault.ts';
import { underSavepoint } from './savepoint.ts';

/** What the database said to each fact, and what it took, by the fact's key. */
export interface TimedAnswers {
  readonly answers: FactAnswers;
  readonly durations: ReadonlyMap<string, number>;
}

/**
 * Runs the queries. One that the database refuses is halved until the facts at fault stand alone:
 * they are errors, all others are answered, at the price of a few more scans.
 */
export async function answerFacts(
  session: Session,
  queries: readonly FactQuery[],
  from: string,
  { clock, inTransaction }: CheckOptions,
): Promise<TimedAnswers> {
  const answers = new Map<string, FactAnswer>();
  const durations = new Map<string, number>();

  async function answer(query: FactQuery): Promise<void> {
    const started = clock.monotonicMs();
    const texts = await ask(query);
    const durationMs = (clock.monotonicMs() - started) / query.facts.length;
    if (typeof texts === 'string' && query.facts.length > 1) {
      for (const half of splitQuery(query, from)) await answer(half);
      return;
    }
    query.facts.forEach((fact, index) => {
      const key = factKey(fact);
      durations.set(key, durationMs);
      answers.set(
        key,
        typeof texts === 'string'
          ? { type: 'error', message: texts }
          : { type: 'text', text: texts[index] ?? null },
      );
    });
  }

  /** The facts as texts; or as one text, why the database refuses. */
  async function ask(query: FactQuery): Promise<readonly (string | null)[] | string> {
    try {
      const { rows } = await underSavepoint(session, inTransaction, () => session.query(query.sql));
      return textsOf(rows[0]?.['facts']);
    } catch (error) {
      return expectationFault(error)?.message ?? Promise.reject(error);
    }
  }

  for (const query of queries) await answer(query);
  return { answers, durations };
}

function textsOf(facts: unknown): readonly (string | null)[] {
  const list: unknown = JSON.parse(String(facts));
  if (!Array.isArray(list)) return bug(`facts came back as ${String(facts)}`);
  return list.map((each) => (each === null ? null : String(each)));
}
