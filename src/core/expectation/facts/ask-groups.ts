import { columnList, quoteIdentifier } from '../../sql/quote.ts';
import { inScope, rowsWhere } from './condition.ts';
import type { GroupsFact, Question } from './fact.ts';
import { GROUP, ofGroup } from './of-group.ts';
import { atMost, groupObject, selectFacts, selectPerGroup } from './select-facts.ts';

/** A statement that groups the rows by their values once, for all facts about the same groups. */
export function askGroups(questions: readonly Question[], from: string): string {
  const facts = questions.flatMap(({ fact }) => (fact.over === 'groups' ? [fact] : []));
  const { groupBy, scope } = questions[0] ?? { groupBy: [], scope: undefined };
  const rows = rowsWhere(from, undefined, inScope(scope, facts[0]?.where));
  const items = facts.map(({ sql }) => sql);
  const groups = groupsOf(facts, rows, groupBy);
  if (facts.every((fact) => fact.form === 'aggregate')) {
    return selectPerGroup(items, `(\n${groups}\n) as "groups"`, groupBy);
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
    `select ${[...columns, 'count(*) as "asof count"', `${by[0]} as "asof value"`].join(', ')}`,
    rows,
    `group by ${[...new Set([...columns, ...by])].join(', ')}`,
    ...(onlyDuplicates ? ['having count(*) > 1'] : []),
  ].join('\n');
}
