import { type Fact, factKey, type GroupsFact } from './fact.ts';

/** One statement that answers several facts: one row, one column `facts`, a JSON list of texts. */
export interface FactQuery {
  readonly sql: string;
  /** In the order of the list. */
  readonly facts: readonly Fact[];
}

/** As few statements as give all the facts; the same fact asked for twice is asked once. */
export function fuseFacts(facts: readonly Fact[], from: string): readonly FactQuery[] {
  const distinct = new Map(facts.map((fact) => [factKey(fact), fact]));
  const statements = grouped([...distinct.values()]);
  return [...statements.values()].map((together) => factQuery(together, from));
}

/** The query as two of half the facts, to find out which of them it cannot answer. */
export function splitQuery(query: FactQuery, from: string): readonly FactQuery[] {
  const middle = Math.ceil(query.facts.length / 2);
  return [query.facts.slice(0, middle), query.facts.slice(middle)]
    .filter((half) => half.length > 0)
    .map((half) => factQuery(half, from));
}

/** By the statement that can answer them. */
function grouped(facts: readonly Fact[]): ReadonlyMap<string, readonly Fact[]> {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const key = statementKey(fact);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  return groups;
}

function statementKey(fact: Fact): string {
  switch (fact.over) {
    case 'rows':
      return '';
    case 'groups':
      return JSON.stringify([fact.rows, fact.by]);
    case 'query':
      return factKey(fact);
  }
}

function factQuery(facts: readonly Fact[], from: string): FactQuery {
  // packed into one value: a select has 1,664 outputs at most
  const items = facts.map((fact) =>
    fact.over === 'query' ? `  (\n${fact.sql}\n)::text` : `  (${fact.sql})::text`,
  );
  const select = `select to_json(array[\n${items.join(',\n')}\n])::text as "facts"`;
  const groups = facts.filter((fact) => fact.over === 'groups');
  const [first] = facts;
  if (first?.over === 'rows') return { sql: `${select}\nfrom ${from}`, facts };
  return {
    sql: groups[0] === undefined ? select : `${select}\n${groupsOf(groups[0], groups)}`,
    facts,
  };
}

function groupsOf({ rows, by }: GroupsFact, facts: readonly GroupsFact[]): string {
  const onlyDuplicates = facts.every((fact) => fact.duplicatesOnly);
  return [
    'from (',
    'select count(*) as "rows"',
    rows,
    `group by ${by.join(', ')}`,
    ...(onlyDuplicates ? ['having count(*) > 1'] : []),
    ') as "groups"',
  ].join('\n');
}
