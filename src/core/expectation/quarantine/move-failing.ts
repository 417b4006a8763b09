import { bug } from '../../diagnostics/bug.ts';
import { columnList } from '../../sql/quote.ts';
import { type CompiledExpectation, scopeOf } from '../compile-expectations.ts';
import { orderBy } from '../evidence.ts';
import { bracketed, conditionSql } from '../facts/condition.ts';
import { FAILING_ROWS_LIMIT } from '../facts/first-rows.ts';
import type { Subject } from '../subject.ts';
import { FAILED, type IncomingRows, MOVED, ROW_PLACE } from './incoming-rows.ts';

/** Makes the table that takes the rows. */
export function createMoved({ table }: IncomingRows): string {
  const name = MOVED.slice(MOVED.indexOf('.') + 1);
  return `create temporary table ${name} on commit drop as
select batch.*, null::integer[] as ${FAILED} from ${table} as batch with no data`;
}

/** Whether a check compares rows with each other, so that what it says changes as rows are moved. */
export function comparesRows(compiled: readonly CompiledExpectation[], from: string): boolean {
  return compiled.some((each) => {
    const { rows, condition } = failing(each, from);
    return rows !== from || condition.includes(from);
  });
}

/**
 * Takes every row away that fails one check at least, once, with the ordinals of all that it fails.
 * All are asked about the rows as they were before.
 */
export function moveFailing(
  compiled: readonly CompiledExpectation[],
  from: string,
  { table }: IncomingRows,
): string {
  return `with "asof failing" as materialized (
${failingRows(compiled, from)}
), "asof moved" as (
delete from ${table} as batch using "asof failing" as failing
where batch.ctid = failing.${ROW_PLACE}
returning batch.*, failing.${FAILED}
)
insert into ${MOVED} select * from "asof moved"`;
}

/** The places of failing rows, with the ordinals: one pass over each set of rows that is looked at. */
function failingRows(compiled: readonly CompiledExpectation[], from: string): string {
  const asked = compiled.map((each, index) => ({ ...failing(each, from), ordinal: index + 1 }));
  const passes = [...new Set(asked.map(({ rows }) => rows))].map((rows) => {
    const here = asked.filter((each) => each.rows === rows);
    const ordinals = here.map((each) => `case when ${each.condition} then ${each.ordinal} end`);
    return `select ${ROW_PLACE}, array_remove(array[${ordinals.join(', ')}]::integer[], null) as ${FAILED}
from ${rows}
where ${ROW_PLACE} is not null and (${here.map((each) => `(${each.condition})`).join(' or ')})`;
  });
  const [only, ...others] = passes;
  if (only !== undefined && others.length === 0) return only;
  return `select ${ROW_PLACE}, array_agg(ordinal) as ${FAILED}
from (
${passes.join('\nunion all\n')}
) as "asof wrong", unnest(${FAILED}) as ordinal
group by ${ROW_PLACE}`;
}

/** The rows that an expectation looks at, and what is true of one that it finds unexpected. */
function failing(
  { expectation, asked }: CompiledExpectation,
  from: string,
): { readonly rows: string; readonly condition: string } {
  if (asked.type !== 'rows') return bug(`${expectation.id} has no rows to move`);
  const condition = bracketed(conditionSql(asked.plan.unexpected) ?? 'true');
  // what a plan reads itself holds the rows in scope alone
  if (asked.plan.from !== undefined) return { rows: asked.plan.from, condition };
  const scope = scopeOf(expectation);
  return { rows: from, condition: scope === undefined ? condition : `${scope} and ${condition}` };
}

/** How many rows were moved because of each expectation: `ordinal` and `row_count`. */
export function countMoved(): string {
  return `select ordinal, count(*) as row_count
from ${MOVED} as moved, unnest(moved.${FAILED}) as ordinal
group by ordinal`;
}

/** The first rows that were moved because of an expectation: a JSON object each, as `row`. */
export function firstMoved(
  { expectation, asked }: CompiledExpectation,
  ordinal: number,
  subject: Subject,
): string {
  const shown = asked.type === 'rows' ? asked.plan.shown.columns : [];
  const rows = [
    `select ${columnList(subject.columns.map((column) => column.name))}`,
    `from ${MOVED}`,
    `where ${FAILED} @> array[${ordinal}]`,
    ...orderBy([...subject.keys, ...shown], subject),
    `limit ${Math.max(FAILING_ROWS_LIMIT, expectation.sample)}`,
  ].join('\n');
  return `select to_json("asof unexpected")::text as "row"\nfrom (\n${rows}\n) as "asof unexpected"`;
}
