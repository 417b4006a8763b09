import { fail } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { type CallArguments, describeType, toText, type Value } from '../template/value.ts';

const EXAMPLE =
  "write as_of_join(ref('orders'), ref('plans', as_of='through'), 'user_id', at='ordered_at')";

/**
 * `left as l left join right as r on …`: of the right side the row that was valid at each left row's
 * time, and never a later one. The right side says so by two columns, from when to when, as a history
 * does, or by one, its as_of, of which the newest that is not later counts.
 */
export function asOfJoin({ positional, named, location }: CallArguments): Value {
  const given = (name: string, position: number) =>
    position < positional.length ? positional[position] : named.get(name);
  const unknown = [...named.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined || positional.length > 3) {
    const what = unknown === undefined ? 'more than three arguments by place' : `"${unknown}"`;
    return refuse(`takes no ${what}`, location, `it takes ${PARAMETERS.join(', ')}`);
  }
  const left = relation(given('left', 0), 'left', location);
  const right = relation(given('right', 1), 'right', location);
  const key = names(given('key', 2), 'key', location);
  const at = text(named.get('at'), 'at', location);
  const validity = names(named.get('right_at') ?? DEFAULT_VALIDITY, 'right_at', location);
  const l = quoteIdentifier(text(named.get('left_as') ?? 'l', 'left_as', location));
  const r = quoteIdentifier(text(named.get('right_as') ?? 'r', 'right_as', location));
  const kind = text(named.get('kind') ?? 'left', 'kind', location);
  if (kind !== 'left' && kind !== 'inner') {
    return refuse(`takes "left" or "inner" for kind, not "${kind}"`, location);
  }
  const time = /^\w+$/.test(at) ? `${l}.${quoteIdentifier(at)}` : `(${at})`;
  const [from = '', to, ...more] = validity.map(quoteIdentifier);
  if (more.length > 0) return refuse('takes one or two columns for right_at', location);
  const onKey = (of: string) =>
    key
      .map((name) => `${of}.${quoteIdentifier(name)} = ${l}.${quoteIdentifier(name)}`)
      .join(' and ');
  if (to !== undefined) {
    return `${left} as ${l}
${kind} join ${right} as ${r}
  on ${onKey(r)} and ${r}.${from} <= ${time} and (${r}.${to} is null or ${time} < ${r}.${to})`;
  }
  return `${left} as ${l}
${kind} join lateral (
  select * from ${right} as candidate
  where ${onKey('candidate')} and candidate.${from} <= ${time}
  order by candidate.${from} desc limit 1
) as ${r} on true`;
}

const PARAMETERS = ['left', 'right', 'key', 'at', 'right_at', 'left_as', 'right_as', 'kind'];

const DEFAULT_VALIDITY: Value = { kind: 'tuple', items: ['valid_from', 'valid_to'] };

function relation(value: Value | undefined, name: string, location: Location): string {
  const isRelation = typeof value === 'object' && value?.kind === 'object';
  return isRelation && value.typeName === 'relation'
    ? toText(value)
    : refuse(`takes what ref() returns as ${name}, not ${described(value)}`, location);
}

function names(value: Value | undefined, name: string, location: Location): readonly string[] {
  if (typeof value === 'string' && value !== '') return [value];
  const isList = typeof value === 'object' && (value?.kind === 'list' || value?.kind === 'tuple');
  const items = isList ? value.items : [];
  const columns = items.filter((item) => typeof item === 'string');
  return columns.length > 0 && columns.length === items.length
    ? columns
    : refuse(`takes the name of a column, or a list of them, as ${name}`, location);
}

function text(value: Value | undefined, name: string, location: Location): string {
  return typeof value === 'string' && value !== ''
    ? value
    : refuse(`takes a text as ${name}, not ${described(value)}`, location);
}

function described(value: Value | undefined): string {
  return value === undefined ? 'nothing' : describeType(value);
}

function refuse(what: string, location: Location, hint = EXAMPLE): never {
  return fail('template-type', `as_of_join() ${what}`, { location, hint });
}
