import { bug } from '../../core/diagnostics/bug.ts';
import {
  ALL_ROWS,
  type FactAnswer,
  type FactAnswers,
} from '../../core/expectation/fact-answers.ts';
import { questionKey } from '../../core/expectation/facts/fact.ts';
import {
  countSorts,
  type FactQuery,
  type FollowUp,
  type FusedFacts,
  splitQuery,
} from '../../core/expectation/facts/fuse-facts.ts';
import { MAX_GROUPS } from '../../core/expectation/facts/select-facts.ts';
import type { Session } from '../../postgres/session.ts';
import type { CheckOptions } from './check-options.ts';
import { expectationFault } from './fault.ts';
import { underSavepoint } from './savepoint.ts';
import { withSettings } from './with-settings.ts';

/** What the database said to each question, and what it took, by the question's key. */
export interface TimedAnswers {
  readonly answers: FactAnswers;
  readonly durations: ReadonlyMap<string, number>;
}

/**
 * Sends the statements, and those that follow up what they leave open. One that the database refuses,
 * or that has too many groups, is halved until the questions at fault stand alone: they are errors,
 * all others are answered, at the price of a few more scans.
 */
export async function answerFacts(
  session: Session,
  { queries, followUps }: FusedFacts,
  from: string,
  { clock, inTransaction }: CheckOptions,
): Promise<TimedAnswers> {
  const answers = new Map<string, FactAnswer>();
  const durations = new Map<string, number>();

  async function answer(query: FactQuery): Promise<void> {
    const started = clock.monotonicMs();
    const groups = await ask(query);
    const durationMs = (clock.monotonicMs() - started) / query.questions.length;
    const isAnswered = typeof groups !== 'string' && !isCut(groups, query);
    if (!isAnswered && query.questions.length > 1) {
      for (const half of splitQuery(query, from)) await answer(half);
      return;
    }
    query.questions.forEach((question, index) => {
      const key = questionKey(question);
      durations.set(key, durationMs);
      answers.set(
        key,
        typeof groups === 'string'
          ? { type: 'error', message: groups }
          : answerAt(index, groups, question.groupBy.length > 0),
      );
    });
  }

  /** The answers, group by group; or as one text, why the database refuses. */
  async function ask(query: FactQuery): Promise<readonly GroupAnswers[] | string> {
    try {
      const { rows } = await underSavepoint(session, inTransaction, () =>
        withSettings(session, inTransaction ? settingsFor(query) : [], query.sql),
      );
      return rows.map((row) => ({
        group: typeof row['group'] === 'string' ? row['group'] : undefined,
        texts: textsOf(row['facts']),
      }));
    } catch (error) {
      return expectationFault(error)?.message ?? Promise.reject(error);
    }
  }

  async function followUp({ query, unless, answer: known }: FollowUp): Promise<void> {
    const shortcut = answers.get(questionKey(unless));
    const durationMs = durations.get(questionKey(unless)) ?? 0;
    const isKnown = shortcut?.type === 'values' && shortcut.byGroup.get(ALL_ROWS) === 'true';
    if (!isKnown) await answer(query);
    for (const question of query.questions) {
      const key = questionKey(question);
      durations.set(key, (durations.get(key) ?? 0) + durationMs / query.questions.length);
      if (isKnown) answers.set(key, answerAt(0, [{ group: undefined, texts: [known] }], false));
    }
  }

  for (const query of queries) await answer(query);
  for (const each of followUps) await followUp(each);
  return { answers, durations };
}

/** From so many answers on, a server that compiles the statement takes longer for that than it saves. */
const WIDE = 100;

function settingsFor(query: FactQuery): readonly string[] {
  return [
    ...(query.questions.length > WIDE ? ['jit'] : []),
    // it would sort whole rows for one of the aggregates, and leave the others to sort by themselves
    ...(countSorts(query) > 1 ? ['enable_presorted_aggregate'] : []),
  ];
}

/** Whether there are more groups than were fetched, though each question may be of fewer. */
function isCut(groups: readonly GroupAnswers[], { questions }: FactQuery): boolean {
  const scopes = new Set(questions.map(({ scope }) => scope));
  return scopes.size > 1 && groups.filter(({ group }) => group !== undefined).length > MAX_GROUPS;
}

/** One row of a query: what it says to each of its questions. */
interface GroupAnswers {
  /** As JSON; undefined: what is said of all rows, or of a group without the rows in question. */
  readonly group: string | undefined;
  readonly texts: readonly (string | null)[];
}

function answerAt(index: number, groups: readonly GroupAnswers[], isGrouped: boolean): FactAnswer {
  const byGroup = new Map<string, string | null>();
  let ofNone: string | null = null;
  for (const { group, texts } of groups) {
    const text = texts[index] ?? null;
    if (group === undefined && isGrouped) ofNone = text;
    else byGroup.set(group ?? ALL_ROWS, text);
  }
  return { type: 'values', byGroup, ofNone };
}

function textsOf(facts: unknown): readonly (string | null)[] {
  const list: unknown = JSON.parse(String(facts));
  if (!Array.isArray(list)) return bug(`facts came back as ${String(facts)}`);
  return list.map((each) => (each === null ? null : String(each)));
}
