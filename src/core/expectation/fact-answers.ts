import { bug } from '../diagnostics/bug.ts';
import { type Question, questionKey } from './facts/fact.ts';

/** What the database said to a question: a text of each group, or why it could not. */
export type FactAnswer =
  | {
      readonly type: 'values';
      /** By the group as JSON text; of what is not grouped, one under `ALL_ROWS`. */
      readonly byGroup: ReadonlyMap<string, string | null>;
      /** Of a group that has none of the rows in question. */
      readonly ofNone: string | null;
    }
  | { readonly type: 'error'; readonly message: string };

/** By the question's key. */
export type FactAnswers = ReadonlyMap<string, FactAnswer>;

/** The one group of rows that are not grouped. */
export const ALL_ROWS = '';

export function answerTo(question: Question, answers: FactAnswers): FactAnswer {
  const key = questionKey(question);
  return answers.get(key) ?? bug(`no answer to ${key}`);
}

/** The answer about one group; there must be one, and no error. */
export function textAbout(group: string, question: Question, answers: FactAnswers): string | null {
  const answer = answerTo(question, answers);
  if (answer.type === 'error') return bug('an error was judged as an answer');
  const text = answer.byGroup.get(group);
  return text === undefined ? answer.ofNone : text;
}
