import { quoteIdentifier, quoteLiteral } from '../../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../../core/sql/relation.ts';
import { sqlState } from '../../../postgres/postgres-error.ts';
import { number, optionalText, type Row, text } from '../../../postgres/row.ts';
import type { Session } from '../../../postgres/session.ts';

/** A row that was copied and cannot stay, as the database knows it. */
export interface FaultyRow {
  /** Its number, from 1, among the rows that the table aside holds, in the order of the files. */
  readonly n: number;
  readonly ctid: string;
  /** The first cell that is wrong, by the name of its column. */
  readonly column: string;
  readonly value: string | undefined;
  readonly fault: Fault;
}

export type Fault =
  | { readonly type: 'invalid'; readonly dataType: string }
  /** `kept` is what would be read back. */
  | { readonly type: 'altered'; readonly kept: string }
  | { readonly type: 'orphan'; readonly reference: SeedReference; readonly values: string }
  /** `first` is the number of the row that has the key. */
  | { readonly type: 'duplicate'; readonly first: number; readonly values: string };

/** A foreign key of a seed: columns whose values must be found among others. */
export interface SeedReference {
  readonly columns: readonly string[];
  /** For people: `raw_users (user_id)`. */
  readonly title: string;
  /** What stands in a `from`: of a dated parent, its rows of the same as_of. */
  readonly from: string;
  readonly toColumns: readonly string[];
}

/**
 * Rows that COPY adds to a table of this transaction stand in the order of the files, so their place
 * in the table says their place in the file.
 */
const NUMBER = 'row_number() over (order by ctid) as "asof: n", ctid as "asof: ctid"';

export interface FaultSearch {
  readonly aside: Relation;
  /** At most so many are wanted; undefined: all. */
  readonly limit: number | undefined;
}

/** A query of faulty rows in the order of their numbers, and what its rows mean. */
export interface FaultQuery {
  readonly sql: string;
  readonly toFault: (row: Row) => FaultyRow;
}

/** What a column is to be that was copied as text. */
export interface TextType {
  readonly type: string;
  /** Below a domain, its base type. */
  readonly cellType: string;
  /** Whether a cell must read back as it is written. */
  readonly mustReadBack: boolean;
}

/** The cells that a type does not take, or not as they are, of columns that were copied as text. */
export async function invalidCells(
  session: Session,
  types: ReadonlyMap<string, TextType>,
  { aside, limit }: FaultSearch,
): Promise<FaultQuery> {
  await createValidityTests(session);
  const cases: FaultCase[] = [];
  for (const [name, { type, cellType, mustReadBack }] of types) {
    const cell = quoteIdentifier(name);
    const isValid = type === cellType ? IS_VALID : IS_VALID_OR_RAISES;
    const isInvalid = `not ${isValid}(${cell}, ${quoteLiteral(type)})`;
    const mayBeNull = await takesNull(session, type);
    cases.push({
      name,
      when: mayBeNull ? isInvalid : `(${cell} is null or ${isInvalid})`,
      kept: 'null',
    });
    if (!mustReadBack) continue;
    const kept = `${cell}::${type}::text`;
    // what the type does not take is never cast
    const isAltered = `case when ${isInvalid} then false else ${kept} <> ${cell} end`;
    cases.push({ name, when: isAltered, kept });
  }
  const whens = (then: (each: FaultCase) => string) =>
    cases.map((each) => `when ${each.when} then ${then(each)}`).join(' ');
  const sql = `select "asof: n"::bigint as n, "asof: ctid"::text as ctid,
  case ${whens((each) => quoteLiteral(each.name))} end as column_name,
  case ${whens((each) => quoteIdentifier(each.name))} end as value,
  case ${whens((each) => each.kept)} end as kept
from (select *, ${NUMBER} from ${renderRelation(aside)}) as numbered
where ${cases.map((each) => each.when).join(' or ')}
${inOrder(limit)}`;
  const toFault = (row: Row): FaultyRow => {
    const column = text(row, 'column_name');
    const kept = optionalText(row, 'kept');
    return {
      ...placeOf(row),
      column,
      value: optionalText(row, 'value'),
      fault:
        kept === undefined
          ? { type: 'invalid', dataType: types.get(column)?.type ?? '' }
          : { type: 'altered', kept },
    };
  };
  return { sql, toFault };
}

/** The last clauses: rows are looked for in their files in this order. */
function inOrder(limit: number | undefined): string {
  return limit === undefined ? 'order by n' : `order by n\nlimit ${limit}`;
}

/** What is wrong with a cell, as SQL. */
interface FaultCase {
  /** Of its column. */
  readonly name: string;
  readonly when: string;
  /** What would be read back. */
  readonly kept: string;
}

/** Whether NULL is one of its values, which a domain may forbid. */
async function takesNull(session: Session, type: string): Promise<boolean> {
  await session.query('savepoint seed_null');
  try {
    await session.query(`select null::${type}`);
    return true;
  } catch (error) {
    // the check of a domain says no, or raises an error of its own
    if (!/^(?:22|23|P0)/.test(sqlState(error) ?? '')) throw error;
    return false;
  } finally {
    await session.query('rollback to savepoint seed_null');
  }
}

const IS_VALID = 'pg_temp.asof_is_valid';
/** The same, more slowly, of a domain, whose checks may raise errors instead of saying no. */
const IS_VALID_OR_RAISES = 'pg_temp.asof_is_valid_or_raises';

/** Makes the functions that say whether a text is a value of a type; NULL always is. */
async function createValidityTests(session: Session): Promise<void> {
  const { rows } = await session.query(
    "select current_setting('server_version_num')::int >= 160000 as knows_it",
  );
  const knowsIt = rows[0]?.['knows_it'] === true;
  // of a bare parameter the server believes that it is the same type in each call
  const ask = knowsIt
    ? `return value is null or pg_catalog.pg_input_is_valid(value, type || '');`
    : `if value is not null then execute format('select %L::%s', value, type); end if;
  return true;`;
  const guarded = `language plpgsql as $body$
begin
  ${ask}
exception when others then
  return false;
end
$body$`;
  const plain = `language sql as $body$
select value is null or pg_catalog.pg_input_is_valid(value, type)
$body$`;
  const heads = [IS_VALID, IS_VALID_OR_RAISES].map(
    (name) => `create or replace function ${name}(value text, type text) returns boolean`,
  );
  await session.query(`${heads[0]} ${knowsIt ? plain : guarded}`);
  await session.query(`${heads[1]} ${guarded}`);
}

/** Rows whose values are not among those that a foreign key refers to. */
export function orphans(reference: SeedReference, { aside, limit }: FaultSearch): FaultQuery {
  const { columns, toColumns, from } = reference;
  const names = columns.map(quoteIdentifier);
  const match = names.map(
    (name, at) => `parent.${quoteIdentifier(toColumns[at] ?? '')} = child.${name}`,
  );
  const sql = `select "asof: n"::bigint as n, "asof: ctid"::text as ctid,
  ${shownValues(columns)} as shown, child.${names[0]}::text as value
from (select ${names.join(', ')}, ${NUMBER} from ${renderRelation(aside)}) as child
where ${names.map((name) => `child.${name} is not null`).join(' and ')}
  and not exists (select from ${from} as parent where ${match.join(' and ')})
${inOrder(limit)}`;
  const toFault = (row: Row): FaultyRow => ({
    ...placeOf(row),
    column: columns[0] ?? '',
    value: optionalText(row, 'value'),
    fault: { type: 'orphan', reference, values: text(row, 'shown') },
  });
  return { sql, toFault };
}

/** Rows that repeat the key of an earlier one; `named` is the column of the key that is told. */
export function duplicates(
  key: readonly string[],
  named: string,
  { aside, limit }: FaultSearch,
): FaultQuery {
  const names = key.map(quoteIdentifier);
  const sql = `with numbered as (
  select ${names.join(', ')}, ${NUMBER}
  from ${renderRelation(aside)}
), repeated as (
  select *, min("asof: n") over (partition by ${names.join(', ')}) as "asof: first"
  from numbered
)
select "asof: n"::bigint as n, "asof: ctid"::text as ctid, "asof: first"::bigint as first,
  ${shownValues(key)} as shown, ${quoteIdentifier(named)}::text as value
from repeated
where "asof: n" > "asof: first"
${inOrder(limit)}`;
  const toFault = (row: Row): FaultyRow => ({
    ...placeOf(row),
    column: named,
    value: optionalText(row, 'value'),
    fault: { type: 'duplicate', first: number(row, 'first'), values: text(row, 'shown') },
  });
  return { sql, toFault };
}

function placeOf(row: Row): Pick<FaultyRow, 'n' | 'ctid'> {
  return { n: number(row, 'n'), ctid: text(row, 'ctid') };
}

/** `"a" is "1" and "b" is "x"`, as SQL. */
function shownValues(columns: readonly string[]): string {
  return columns
    .map(
      (name) =>
        `${quoteLiteral(`"${name}" is `)} || coalesce('"' || ${quoteIdentifier(name)}::text || '"', 'NULL')`,
    )
    .join(` || ' and ' || `);
}
