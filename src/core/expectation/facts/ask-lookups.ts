import { inAnyScope, inScope } from './condition.ts';
import type { LookupFact, Question } from './fact.ts';
import { selectPerGroup } from './select-facts.ts';

/**
 * A statement that looks up the values of several columns in one scan, by a join each. What is looked
 * up in is made distinct first, so that no row is counted twice; a single lookup is an anti-join,
 * which needs no such thing.
 */
export function askLookups(questions: readonly Question[], from: string): string {
  const lookups = questions.flatMap(({ fact, scope }) =>
    fact.over === 'lookups' ? [{ fact, scope }] : [],
  );
  const groupBy = questions[0]?.groupBy ?? [];
  const [first, ...others] = lookups;
  if (first !== undefined && others.length === 0) {
    return selectPerGroup(['count(*)'], first.fact.unmatched, groupBy);
  }
  const items = lookups.map(({ fact, scope }, at) => {
    const isThere = fact.own.map((own) => `${own} is not null`);
    const isMissing = [...isThere, `${nameOf(at)}."asof found" is null`].join(' and ');
    return `count(*) filter (where ${inScope(scope, isMissing)})`;
  });
  const joins = lookups.map(({ fact }, at) => joinTo(fact, nameOf(at)));
  return selectPerGroup(items, [from, ...joins].join('\n'), groupBy, inAnyScope(lookups));
}

function nameOf(at: number): string {
  return `"asof other ${at + 1}"`;
}

function joinTo({ own, other }: LookupFact, name: string): string {
  const columns = own.map((_, at) => `"asof ${at}"`);
  const same = own.map((value, at) => `${name}.${columns[at]} = ${value}`).join(' and ');
  const distinct = `select ${columns.join(', ')}, true as "asof found"\nfrom (${other}) as "asof other"\ngroup by ${columns.join(', ')}`;
  return `left join (\n${distinct}\n) as ${name} on ${same}`;
}
