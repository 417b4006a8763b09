import { quoteIdentifier, quoteLiteral } from '../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../core/sql/relation.ts';
import { number, optionalText, text } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';

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
  /** At most so many are wanted. */
  readonly limit: number;
}

/** The cells that a type does not take, of columns that were copied as text. */
export async function findInvalid(
  session: Session,
  types: ReadonlyMap<string, string>,
  { aside, limit }: FaultSearch,
): Promise<readonly FaultyRow[]> {
  await createValidityTest(session);
  const columns = [...types].map(([name, type]) => ({
    name: quoteIdentifier(name),
    label: quoteLiteral(name),
    isInvalid: `not ${IS_VALID}(${quoteIdentifier(name)}, ${quoteLiteral(type)})`,
  }));
  const whens = (then: 'name' | 'label') =>
    columns.map((column) => `when ${column.isInvalid} then ${column[then]}`).join(' ');
  const { rows } = await session.query(`select "asof: n"::bigint as n, "asof: ctid"::text as ctid,
  case ${whens('label')} end as column_name, case ${whens('name')} end as value
from (select *, ${NUMBER} from ${renderRelation(aside)}) as numbered
where ${columns.map((column) => column.isInvalid).join(' or ')}
order by n
limit ${limit}`);
  return rows.map((row) => {
    const column = text(row, 'column_name');
    return {
      ...placeOf(row),
      column,
      value: optionalText(row, 'value'),
      fault: { type: 'invalid', dataType: types.get(column) ?? '' },
    };
  });
}

const IS_VALID = 'pg_temp.asof_is_valid';

/** Makes the function that says whether a text is a value of a type; NULL always is. */
async function createValidityTest(session: Session): Promise<void> {
  const { rows } = await session.query(
    "select current_setting('server_version_num')::int >= 160000 as knows_it",
  );
  const body =
    rows[0]?.['knows_it'] === true
      ? `language sql as $body$
select value is null or pg_catalog.pg_input_is_valid(value, type)
$body$`
      : `language plpgsql as $body$
begin
  if value is not null then execute format('select %L::%s', value, type); end if;
  return true;
exception when others then
  return false;
end
$body$`;
  await session.query(
    `create or replace function ${IS_VALID}(value text, type text) returns boolean ${body}`,
  );
}

/** Rows whose values are not among those that a foreign key refers to. */
export async function findOrphans(
  session: Session,
  reference: SeedReference,
  { aside, limit }: FaultSearch,
): Promise<readonly FaultyRow[]> {
  const { columns, toColumns, from } = reference;
  const names = columns.map(quoteIdentifier);
  const match = names.map(
    (name, at) => `parent.${quoteIdentifier(toColumns[at] ?? '')} = child.${name}`,
  );
  const { rows } = await session.query(`select "asof: n"::bigint as n, "asof: ctid"::text as ctid,
  ${shownValues(columns)} as shown, child.${names[0]}::text as value
from (select ${names.join(', ')}, ${NUMBER} from ${renderRelation(aside)}) as child
where ${names.map((name) => `child.${name} is not null`).join(' and ')}
  and not exists (select from ${from} as parent where ${match.join(' and ')})
order by n
limit ${limit}`);
  return rows.map((row) => ({
    ...placeOf(row),
    column: columns[0] ?? '',
    value: optionalText(row, 'value'),
    fault: { type: 'orphan', reference, values: text(row, 'shown') },
  }));
}

/** Rows that repeat the key of an earlier one. */
export async function findDuplicates(
  session: Session,
  key: readonly string[],
  { aside, limit }: FaultSearch,
): Promise<readonly FaultyRow[]> {
  const names = key.map(quoteIdentifier);
  const { rows } = await session.query(`with numbered as (
  select ${names.join(', ')}, ${NUMBER}
  from ${renderRelation(aside)}
), repeated as (
  select *, min("asof: n") over (partition by ${names.join(', ')}) as "asof: first"
  from numbered
)
select "asof: n"::bigint as n, "asof: ctid"::text as ctid, "asof: first"::bigint as first,
  ${shownValues(key)} as shown, ${names[0]}::text as value
from repeated
where "asof: n" > "asof: first"
order by n
limit ${limit}`);
  return rows.map((row) => ({
    ...placeOf(row),
    column: key[0] ?? '',
    value: optionalText(row, 'value'),
    fault: { type: 'duplicate', first: number(row, 'first'), values: text(row, 'shown') },
  }));
}

function placeOf(row: Readonly<Record<string, unknown>>): Pick<FaultyRow, 'n' | 'ctid'> {
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
