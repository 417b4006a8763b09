import { columnList, quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { inScope, rowsWhere } from './condition.ts';
import { type GroupsFact, type Question, questionKey } from './fact.ts';

/**
 * One statement that answers several questions: `facts` is a JSON list of texts in their order,
 * `group` a JSON object of the group that they are of. Where rows are grouped, one more row whose
 * `group` is null says what they are of a group that has none of the rows in question.
 */
export interface FactQuery {
  readonly sql: string;
  readonly questions: readonly Question[];
}

/** More groups than that are no answer that anybody reads. */
export const MAX_GROUPS = 10_000;

/** What the groups of a relation are called, for correlated conditions. */
const GROUP = '"asof group"';

/** As few statements as answer all the questions; one asked twice is asked once. */
export function fuseFacts(questions: readonly Question[], from: string): readonly FactQuery[] {
  const distinct = new Map(questions.map((question) => [questionKey(question), question]));
  return [...grouped([...distinct.values()]).values()].map((together) => factQuery(together, from));
}

/** The query as two of half the questions, to find out which of them it cannot answer. */
export function splitQuery(query: FactQuery, from: string): readonly FactQuery[] {
  const middle = Math.ceil(query.questions.length / 2);
  return [query.questions.slice(0, middle), query.questions.slice(middle)]
    .filter((half) => half.length > 0)
    .map((half) => factQuery(half, from));
}

/** True for the rows of the group that is asked about: for selects that a group is put into. */
export function ofGroup(groupBy: readonly string[]): string | undefined {
  const parts = groupBy
    .map(quoteIdentifier)
    .map((column) => `${column} is not distinct from ${GROUP}.${column}`);
  return parts.length === 0 ? undefined : parts.join(' and ');
}

/** A select that asks of one group (`ofGroup`), for people: for each of the groups there are. */
export function listByGroup(
  select: string,
  from: string,
  { groupBy, scope }: Pick<Question, 'groupBy' | 'scope'>,
): string {
  if (groupBy.length === 0) return select;
  return [
    `select ${GROUP}.*, "asof unexpected".*`,
    `from ${groupsIn(from, scope, groupBy)}`,
    `cross join lateral (\n${select}\n) as "asof unexpected"`,
  ].join('\n');
}

function groupsIn(from: string, scope: string | undefined, groupBy: readonly string[]): string {
  const rows = rowsWhere(from, scope, undefined);
  return `(\nselect distinct ${columnList(groupBy)}\n${rows}\n) as ${GROUP}`;
}

/** By the statement that can answer them. */
function grouped(questions: readonly Question[]): ReadonlyMap<string, readonly Question[]> {
  const groups = new Map<string, Question[]>();
  for (const question of questions) {
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
    case 'query':
      return questionKey(question);
  }
}

function factQuery(questions: readonly Question[], from: string): FactQuery {
  const facts = questions.map(({ fact }) => fact);
  const [first] = questions;
  const groupBy = first?.groupBy ?? [];
  const groups = facts.filter((fact) => fact.over === 'groups');
  switch (first?.fact.over) {
    case undefined:
    case 'rows': {
      const rows = first?.fact.over === 'rows' ? first.fact.from : undefined;
      const items = facts.map(({ sql }) => sql);
      // rows of a fact's own are those in scope already
      const where = rows === undefined ? anyScope(questions) : undefined;
      return { sql: perGroup(items, rows ?? from, groupBy, where), questions };
    }
    case 'groups':
      return { sql: groupsSql(groups, first, from), questions };
    case 'query': {
      const items = facts.map(({ sql }) => `\n${sql}\n`);
      if (groupBy.length === 0) return { sql: selectFacts(items), questions };
      const each = `from ${groupsIn(from, first.scope, groupBy)}`;
      return { sql: `${selectFacts(items, groupBy)}\n${each}\n${atMost()}`, questions };
    }
  }
}

function groupsSql(
  facts: readonly GroupsFact[],
  { groupBy, scope }: Question,
  from: string,
): string {
  const [first] = facts;
  const rows = rowsWhere(from, undefined, inScope(scope, first?.where));
  const items = facts.map(({ sql }) => sql);
  const groups = groupsOf(facts, rows, groupBy);
  if (facts.every((fact) => fact.form === 'aggregate')) {
    return perGroup(items, `(\n${groups}\n) as "groups"`, groupBy);
  }
  const selects = facts.map(({ form, sql }) =>
    form === 'select' ? `\n${sql}\n` : `select ${sql} from "groups"`,
  );
  if (groupBy.length === 0) {
    return `with "groups" as materialized (\n${groups}\n)\n${selectFacts(selects)}`;
  }
  const mine = `with "groups" as (select * from "all groups" where ${ofGroup(groupBy)})`;
  return [
    `with "all groups" as materialized (\n${groups}\n)`,
    `select ${groupObject(groupBy)} as "group", (${mine} ${selectFacts(selects)}) as "facts"`,
    `from (select distinct ${columnList(groupBy)} from "all groups") as ${GROUP}`,
    'union all',
    `select null, (with "groups" as (select * from "all groups" where false) ${selectFacts(selects)})`,
    atMost(),
  ].join('\n');
}

function groupsOf(facts: readonly GroupsFact[], rows: string, groupBy: readonly string[]): string {
  const by = facts[0]?.by ?? [];
  const columns = groupBy.map(quoteIdentifier);
  const onlyDuplicates = facts.every((fact) => fact.duplicatesOnly);
  return [
    `select ${[...columns, 'count(*) as "rows"', `${by[0]} as "value"`].join(', ')}`,
    rows,
    `group by ${[...new Set([...columns, ...by])].join(', ')}`,
    ...(onlyDuplicates ? ['having count(*) > 1'] : []),
  ].join('\n');
}

/** Rows in the scope of none of the questions make no groups; undefined where one looks at all. */
function anyScope(questions: readonly Question[]): string | undefined {
  const scopes = questions.map(({ scope }) => scope);
  if (scopes.some((scope) => scope === undefined)) return undefined;
  return [...new Set(scopes)].join(' or ');
}

/** Aggregates over all the rows, or over those of each group. */
function perGroup(
  items: readonly string[],
  from: string,
  groupBy: readonly string[],
  where?: string,
): string {
  if (groupBy.length === 0) return `${selectFacts(items)}\nfrom ${from}`;
  return [
    selectFacts(items, groupBy),
    rowsWhere(from, where, undefined),
    `group by ${columnList(groupBy)}`,
    'union all',
    `select null, ${factList(items)}`,
    `from ${from}\nwhere false`,
    atMost(),
  ].join('\n');
}

/** One group beside the most that are taken shows that there are more. */
function atMost(): string {
  return `limit ${MAX_GROUPS + 2}`;
}

function selectFacts(items: readonly string[], groupBy: readonly string[] = []): string {
  const facts = `${factList(items)} as "facts"`;
  return groupBy.length === 0
    ? `select ${facts}`
    : `select ${groupObject(groupBy)} as "group", ${facts}`;
}

/** Packed into one value: a select has 1,664 outputs at most. */
function factList(items: readonly string[]): string {
  return `to_json(array[\n${items.map((sql) => `  (${sql})::text`).join(',\n')}\n])::text`;
}

function groupObject(groupBy: readonly string[]): string {
  const pairs = groupBy.map((name) => `${quoteLiteral(name)}, ${quoteIdentifier(name)}`);
  return `json_build_object(${pairs.join(', ')})::text`;
}
