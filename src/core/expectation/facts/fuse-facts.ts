import { askGroups } from './ask-groups.ts';
import { askLookups } from './ask-lookups.ts';
import { inAnyScope } from './condition.ts';
import { type Question, questionKey, type RowsFact } from './fact.ts';
import { groupsIn } from './of-group.ts';
import { atMost, selectFacts, selectPerGroup } from './select-facts.ts';

/**
 * One statement that answers several questions: `facts` is a JSON list of texts in their order,
 * `group` a JSON object of the group that they are of. Where rows are grouped, one more row whose
 * `group` is null says what they are of a group that has none of the rows in question.
 */
export interface FactQuery {
  readonly sql: string;
  readonly questions: readonly Question[];
}

/** A statement that need not be sent where another has the answer to its questions already. */
export interface FollowUp {
  readonly query: FactQuery;
  /** Where its answer is true, `answer` is the answer to each question of the query. */
  readonly unless: Question;
  readonly answer: string;
}

export interface FusedFacts {
  /** To be sent in any case. */
  readonly queries: readonly FactQuery[];
  readonly followUps: readonly FollowUp[];
}

/** So many facts are asked at once: a server compares each aggregate with all before it. */
const MAX_FACTS = 4000;

/** Each of them sorts, in memory or on disk, at the same time. */
const MAX_SORTS = 16;

/** From more on, a server does not look for the best order of joins. */
const MAX_JOINS = 7;

/** As few statements as answer all the questions; one asked twice is asked once. */
export function fuseFacts(questions: readonly Question[], from: string): FusedFacts {
  const statements = [...byStatement(questions).values()];
  const followUps = statements.flatMap((together) => followUp(together, from) ?? []);
  const spared = new Set(followUps.flatMap(({ query }) => query.questions.map(questionKey)));
  const asked = [
    ...questions.filter((question) => !spared.has(questionKey(question))),
    ...followUps.map(({ unless }) => unless),
  ];
  const queries = [...byStatement(asked).values()].flatMap((together) =>
    inChunks(together).map((chunk) => factQuery(chunk, from)),
  );
  return { queries, followUps };
}

/** The query as two of half the questions, to find out which of them it cannot answer. */
export function splitQuery(query: FactQuery, from: string): readonly FactQuery[] {
  const middle = Math.ceil(query.questions.length / 2);
  return [query.questions.slice(0, middle), query.questions.slice(middle)]
    .filter((half) => half.length > 0)
    .map((half) => factQuery(half, from));
}

/** How many of the questions make the server sort, each for itself. */
export function countSorts({ questions }: FactQuery): number {
  return questions.filter(({ fact }) => fact.over === 'rows' && fact.sorts).length;
}

/** Where all that is asked of some groups has the same shortcut. */
function followUp(questions: readonly Question[], from: string): FollowUp | undefined {
  const [first] = questions;
  const shortcut = first?.fact.over === 'groups' ? first.fact.shortcut : undefined;
  if (first === undefined || shortcut === undefined || first.groupBy.length > 0) return undefined;
  const isOfAll = questions.every(
    ({ fact }) =>
      fact.over === 'groups' &&
      fact.shortcut?.fact.sql === shortcut.fact.sql &&
      fact.shortcut.answer === shortcut.answer,
  );
  if (!isOfAll) return undefined;
  const unless = { fact: shortcut.fact, groupBy: [], scope: first.scope };
  return { query: factQuery(questions, from), unless, answer: shortcut.answer };
}

/** The different questions, by the statement that can answer them. */
function byStatement(questions: readonly Question[]): ReadonlyMap<string, readonly Question[]> {
  const distinct = new Map(questions.map((question) => [questionKey(question), question]));
  const groups = new Map<string, Question[]>();
  for (const question of distinct.values()) {
    const key = statementKey(question);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [question]);
    else group.push(question);
  }
  return groups;
}

function statementKey(question: Question): string {
  const { fact, groupBy, scope } = question;
  switch (fact.over) {
    case 'rows':
      return JSON.stringify(['rows', groupBy, fact.from ?? null, fact.sorts ?? false]);
    case 'groups':
      return JSON.stringify(['groups', groupBy, scope ?? null, fact.where ?? null, fact.by]);
    case 'lookups':
      return JSON.stringify(['lookups', groupBy]);
    case 'query':
      return questionKey(question);
  }
}

function inChunks(questions: readonly Question[]): readonly (readonly Question[])[] {
  const size = mostOf(questions[0]);
  const count = Math.ceil(questions.length / size);
  return Array.from({ length: count }, (_, at) => questions.slice(at * size, (at + 1) * size));
}

function mostOf(question: Question | undefined): number {
  if (question?.fact.over === 'lookups') return MAX_JOINS;
  return question?.fact.over === 'rows' && question.fact.sorts ? MAX_SORTS : MAX_FACTS;
}

function factQuery(questions: readonly Question[], from: string): FactQuery {
  const [first] = questions;
  if (first === undefined) return { sql: selectFacts([]), questions };
  return { sql: askTogether(questions, first, from), questions };
}

/** What can be answered by one statement is of one kind, and of the same groups. */
function askTogether(questions: readonly Question[], first: Question, from: string): string {
  const { groupBy, scope } = first;
  switch (first.fact.over) {
    case 'rows':
      return askRows(questions, first.fact, from);
    case 'groups':
      return askGroups(questions, from);
    case 'lookups':
      return askLookups(questions, from);
    case 'query': {
      const items = [`\n${first.fact.sql}\n`];
      if (groupBy.length === 0) return selectFacts(items);
      const each = `from ${groupsIn(from, scope, groupBy)}`;
      return `${selectFacts(items, groupBy)}\n${each}\n${atMost()}`;
    }
  }
}

function askRows(questions: readonly Question[], first: RowsFact, from: string): string {
  const items = questions.flatMap(({ fact }) => (fact.over === 'rows' ? [fact.sql] : []));
  const groupBy = questions[0]?.groupBy ?? [];
  // rows of a fact's own are those in scope already
  const where = first.from === undefined ? inAnyScope(questions) : undefined;
  return selectPerGroup(items, first.from ?? from, groupBy, where);
}
