import { fail } from '../../diagnostics/diagnostic.ts';
import { isJsonList, type Json } from '../../diagnostics/json.ts';
import { columnList, quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import type { AggregateCheck, CheckContext, Kwargs } from '../check.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { namesOf } from '../shapes/kwargs.ts';

export const rowsToEqualOtherTable: AggregateCheck = {
  kind: 'aggregate',
  observesCount: true,
  name: 'rows_to_equal_other_table',
  fullName: 'rows_to_equal_other_table',
  scope: 'table',
  parameters: {
    compare_model: {
      type: 'node',
      required: true,
      description: 'the model, seed or source that the rows are compared with',
    },
    key: {
      type: 'columns',
      description: 'columns that name a row, on both sides; left out: the unique key',
    },
    compare_columns: {
      type: 'columns',
      description: 'the columns that are compared; left out: all that are not of the key',
    },
    compare_where: { type: 'sql', description: 'only rows there that meet it are compared' },
  },
  principal: 'compare_model',
  description: 'another model, seed or source has the same rows, key by key',
  nulls: 'NULLs equal each other, in keys too',
  empty: 'the other must be without rows too',
  example: `
- model: usage_agg_30d
  table:
    - rows_to_equal_other_table: {compare_model: payments_agg_90d, key: [user_id], compare_columns: [user_id]}`,
  compile(kwargs, context) {
    const differences = differencesSql(kwargs, context);
    const count = (kind: string): string =>
      `(select count(*) from "differences" where "difference" = ${quoteLiteral(kind)})`;
    const first = `(select coalesce(json_agg("row"), '[]') from (select to_json("differences") as "row" from "differences" order by "differences"::text collate "C" limit ${context.sample}) as "first")`;
    const counts = KINDS.map(count).join(', ');
    return {
      facts: [
        { over: 'query', sql: `${differences}\nselect json_build_array(${counts}, ${first})` },
      ],
      judge([text]) {
        const found = readExactJson(text ?? '[]');
        const [missing = 0, extra = 0, changed = 0, rows = []] = isJsonList(found) ? found : [];
        const observed = { missing, extra, changed };
        const total = [missing, extra, changed].reduce<number>(
          (sum, each) => sum + Number(each),
          0,
        );
        if (total === 0) return { holds: true, observed };
        return {
          holds: false,
          observed,
          unexpectedCount: total,
          unexpectedList: listOf(rows),
          message: `${String(missing)} rows are missing, ${String(extra)} are not there, ${String(changed)} are different`,
        };
      },
      listing: `${differences}\nselect * from "differences" order by "difference", ${columnList(keyOf(kwargs, context))}`,
    };
  },
};

/** What can be wrong with a key: it is there alone, here alone, or on both sides with other values. */
const KINDS = ['missing', 'extra', 'changed'];

function keyOf(kwargs: Kwargs, { keys, columnNamed }: CheckContext): readonly string[] {
  const names = namesOf(kwargs, 'key') ?? keys;
  if (names.length > 0) return names.map((name) => columnNamed(name).name);
  return fail('expectation-error', 'nothing says which rows are compared with which', {
    hint: 'give the columns that name a row: key: [id]',
  });
}

/** Duplicate keys are numbered, so that each is compared with one. */
function differencesSql(kwargs: Kwargs, context: CheckContext): string {
  const key = keyOf(kwargs, context);
  const compared =
    namesOf(kwargs, 'compare_columns')?.map((name) => context.columnNamed(name).name) ??
    context.columns
      .map(({ name }) => name)
      .filter((name) => !key.includes(name) && !context.addedColumns.includes(name));
  const names = [...new Set([...key, ...compared])];
  const side = (rows: string): string =>
    `select ${columnList(names)}, row_number() over (partition by ${columnList(key)} order by ${columnList(names)}) as "asof number" ${rows}`;
  // grouped, NULLs in keys are equal, as no full join has them
  const packed = compared.map((name) => quoteIdentifier(name)).join(', ');
  const values = compared.length === 0 ? "'[]'::jsonb" : `jsonb_build_array(${packed})`;
  const by = columnList([...key, 'asof number']);
  const all = [
    `select ${by}, ${values} as "values", true as "isSelf" from (\n${side(context.rowsWhere())}\n) as "self"`,
    'union all',
    `select ${by}, ${values}, false from (\n${side(context.otherRows('compare_model', { where: 'compare_where', ofGroup: true }))}\n) as "other"`,
  ].join('\n');
  return [
    'with "both" as (',
    all,
    '), "differences" as (',
    `select ${columnList(key)}, case when not bool_or("isSelf") then 'missing' when bool_and("isSelf") then 'extra' else 'changed' end as "difference"`,
    'from "both"',
    `group by ${by}`,
    // as jsonb 1.5 equals 1.50
    'having count(*) = 1 or count(distinct "values") > 1',
    ')',
  ].join('\n');
}

function listOf(value: Json): readonly Json[] {
  return isJsonList(value) ? value : [];
}
