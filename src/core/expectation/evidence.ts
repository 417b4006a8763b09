import type { Json } from '../diagnostics/json.ts';
import { columnList } from '../sql/quote.ts';
import type { Shown } from './check.ts';
import { type CompiledExpectation, compileExpectation, scopeOf } from './compile-expectations.ts';
import { orderTerm } from './facts/order-term.ts';
import { readExactJson } from './facts/read-exact-json.ts';
import { maskFields } from './mask.ts';
import type { Subject } from './subject.ts';
import { selectUnexpected, unexpectedRows } from './unexpected-rows.ts';

/** What shows that an expectation does not hold. */
export interface Evidence {
  readonly list: readonly Json[];
  readonly keys: readonly Readonly<Record<string, Json>>[];
  /** The `context_columns` of those rows. */
  readonly context: readonly Readonly<Record<string, Json>>[];
  /** The rows as a whole: a JSON object each. */
  readonly rows: readonly string[];
}

/** The rows that the statement of `firstUnexpected` gave for an expectation, as results have them. */
export function readEvidence(
  { expectation, asked }: CompiledExpectation,
  subject: Subject,
  rows: readonly string[],
): Evidence {
  if (asked.type !== 'rows') return { list: [], keys: [], context: [], rows: [] };
  const { sample, contextColumns } = expectation;
  const { shown } = asked.plan;
  const objects = rows
    .slice(0, sample)
    .map((row) => new Map(Object.entries(maskFields(readExactJson(row), subject.masked))));
  const keys = keysOf(subject);
  return {
    list: objects.map((object) => showValues(object, shown)),
    keys: keys.length === 0 ? [] : objects.map((object) => pick(object, keys)),
    context: contextColumns.length === 0 ? [] : objects.map((each) => pick(each, contextColumns)),
    rows,
  };
}

/** A query for people that lists every unexpected row, under the names that readers know. */
export function listingSql(compiled: CompiledExpectation, subject: Subject): string | undefined {
  const display = { ...subject, from: subject.displayFrom };
  const shown = compileExpectation(compiled.expectation, display);
  const { expectation, asked } = shown;
  if (asked.type !== 'rows') return selectUnexpected(shown, display);
  // no system column passes a subselect
  const { identity, ...rest } = subject;
  const readable = identity?.isSystem === true ? rest : subject;
  return [
    // what the plan adds to the rows is for itself alone
    `select ${asked.plan.from === undefined ? '*' : columnList(subject.columns.map(({ name }) => name))}`,
    unexpectedRows(asked.plan, scopeOf(expectation), subject.displayFrom),
    ...orderBy(asked.plan.shown.columns, readable),
  ].join('\n');
}

/**
 * By key; without one, by what is shown, so that rows that look different have an order, whichever
 * way they came into the table.
 */
export function orderBy(shown: readonly string[], subject: Subject): readonly string[] {
  const system = systemKeys(subject);
  const keys = system.length > 0 ? [] : keysOf(subject);
  const wanted = new Set(keys.length > 0 ? keys : shown);
  const terms = [
    ...subject.columns.filter((column) => wanted.has(column.name)).map(orderTerm),
    ...system,
  ];
  return terms.length === 0 ? [] : [`order by ${terms.join(', ')}`];
}

/** The columns that name a row: of the declared key, else of what its table tells it by; may be none. */
export function keysOf(subject: Subject): readonly string[] {
  const declared = declaredKeys(subject);
  return declared.length > 0 ? declared : (subject.identity?.columns ?? []);
}

/** The system columns that name a row; none where its own columns do. */
export function systemKeys(subject: Subject): readonly string[] {
  const { identity } = subject;
  return identity?.isSystem === true && declaredKeys(subject).length === 0 ? identity.columns : [];
}

function declaredKeys({ keys, columns }: Subject): readonly string[] {
  return keys.filter((key) => columns.some((column) => column.name === key));
}

function showValues(object: ReadonlyMap<string, Json>, { columns, as }: Shown): Json {
  const values = columns.map((column) => object.get(column) ?? null);
  switch (as) {
    case 'value':
      return values[0] ?? null;
    case 'list':
      return values;
    case 'object':
      return pick(object, columns);
  }
}

function pick(
  object: ReadonlyMap<string, Json>,
  names: readonly string[],
): Readonly<Record<string, Json>> {
  return Object.fromEntries(names.map((name) => [name, object.get(name) ?? null]));
}
