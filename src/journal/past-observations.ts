import { bug } from '../core/diagnostics/bug.ts';
import { isJsonList, isJsonMap, type Json } from '../core/diagnostics/json.ts';
import { readExactJson } from '../core/expectation/facts/read-exact-json.ts';
import type { AskedHistory } from '../core/expectation/history/asked-history.ts';
import type {
  Observation,
  ObservedGroup,
  PastObservation,
} from '../core/expectation/history/past-observation.ts';
import { optionalNumber, optionalText, type Row, text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';
import { isoTime } from './runs.ts';

/** Whose results are looked for, and from where. */
export interface PastQuestion {
  readonly nodeId: string;
  /** What it records is of now, not of before. */
  readonly runId: string;
  /**
   * Whether what it records of earlier as_ofs is of before: it is what a replay hands over. As_ofs that
   * are loaded side by side do not see each other, whichever ends first.
   */
  readonly isInOrder: boolean;
  /** The as_of that is tested: only earlier ones are its past; undefined: the node knows none. */
  readonly asOf: string | undefined;
  /** Whether runs build the node: then its rows change with them, else with anything. */
  readonly isBuilt: boolean;
  /** Whether the rows that are tested were published by an earlier run. */
  readonly isHeld: boolean;
}

/**
 * What earlier runs observed of rows that were published: of each as_of, or of each build where there
 * is none, the last there is, oldest first, by the expectation's id. One statement.
 */
export async function pastObservations(
  journal: Journal,
  question: PastQuestion,
  asked: readonly AskedHistory[],
): Promise<ReadonlyMap<string, readonly PastObservation[]>> {
  if (asked.length === 0) return new Map();
  const { nodeId, runId, asOf, isInOrder } = question;
  const { rows } = await journal.session.query({
    sql: `select asked.id, past.as_of, ${isoTime('past.checked_at')} as checked_at,
  past.observed_value::text as observed, past.element_count, past.unexpected_count,
  (past.result ->> 'missing_count')::bigint as missing_count,
  case when asked.is_grouped then (past.result -> 'groups')::text end as groups
from jsonb_to_recordset($1) as asked (id text, last integer, same text, "values" text,
  expectation text, kwargs jsonb, ignored text[], "where" text, is_of_rows boolean, is_grouped boolean)
cross join lateral (
  select *
  from (
${latest(journal, question)}
  ) as latest
  where (asked."values" = 'published' or status = 'pass') and ${HAS_VALUE}
  order by as_of desc, written desc
  limit asked.last
) as past
order by asked.id, past.as_of, past.written`,
    isRepeated: true,
    values: [
      JSON.stringify(asked.map(askedRow)),
      nodeId,
      runId,
      ...(asOf === undefined ? [] : [asOf, isInOrder]),
    ],
  });
  const found = new Map<string, PastObservation[]>();
  for (const row of rows) {
    const id = text(row, 'id');
    found.set(id, [...(found.get(id) ?? []), observationIn(row)]);
  }
  return found;
}

function askedRow(asked: AskedHistory): Json {
  return {
    id: asked.id,
    last: asked.last,
    same: asked.same ?? null,
    values: asked.values,
    expectation: asked.expectation,
    kwargs: asked.kwargs,
    ignored: asked.ignored,
    where: asked.where ?? null,
    is_of_rows: asked.isOfRows,
    is_grouped: asked.isGrouped,
  };
}

/** The last result of each state that the rows were in, the latest state first. */
function latest(journal: Journal, { asOf, isBuilt, isHeld }: PastQuestion): string {
  const results = `${table(journal, 'expectation_results')} as recorded`;
  const same = sameObservation(journal);
  if (asOf !== undefined) {
    return `    select distinct on (recorded.as_of) recorded.*
    from ${results}
    where ${same} and recorded.as_of < $4::date and ($5::boolean or recorded.run_id <> $3)
      and (asked.same is null
        or asked.same = 'weekday' and extract(isodow from recorded.as_of) = extract(isodow from $4::date)
        or asked.same = 'month' and extract(month from recorded.as_of) = extract(month from $4::date))
    order by recorded.as_of desc, recorded.written desc`;
  }
  if (!isBuilt) {
    return `    select recorded.* from ${results}
    where ${same} and recorded.as_of is null and recorded.run_id <> $3
    order by recorded.written desc`;
  }
  // a run that only tested looked at what the last build before it had made
  return `    select observed.*
    from (
      select run_id, lag(run_id) over (order by written desc) as until
      from ${table(journal, 'node_runs')}
      where node_id = $2 and as_of is null and status in ('success', 'warn')
      order by written desc
    ) as built
    cross join lateral (
      select recorded.* from ${results}
      where ${same} and recorded.as_of is null and recorded.run_id <> $3
        and recorded.run_id >= built.run_id and (built.until is null or recorded.run_id < built.until)
      order by recorded.written desc
      limit 1
    ) as observed
    ${isHeld ? 'where built.until is not null' : ''}
    order by observed.written desc`;
}

/** Of the same question, by another run, and not of rows that were rolled back. */
function sameObservation(journal: Journal): string {
  return `recorded.id = asked.id and recorded.node_id = $2
      and recorded.expectation = asked.expectation and recorded.status <> 'error'
      and (recorded.result -> 'kwargs') - asked.ignored = asked.kwargs
      and (recorded.result #> '{details,history}' is null
        or recorded.result #>> '{details,history,where}' is not distinct from asked."where")
      and ${wasPublished(journal)}`;
}

/** A run that only tested, or one that failed on nothing it wrote. */
export function wasPublished(journal: Pick<Journal, 'schema'>): string {
  return `not exists (
        select from ${table(journal, 'node_runs')} as node_run
        where node_run.run_id = recorded.run_id and node_run.node_id = recorded.node_id
          and node_run.as_of is not distinct from recorded.as_of
          and node_run.status not in ('success', 'warn', 'unchanged')
      )`;
}

const NUMBER = String.raw`^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$`;

const HAS_VALUE = `case
    when asked.is_grouped then jsonb_array_length(result -> 'groups') > 0
    when asked.is_of_rows
      then unexpected_count is not null and element_count > coalesce((result ->> 'missing_count')::bigint, 0)
    else jsonb_typeof(observed_value) in ('number', 'string') and observed_value #>> '{}' ~ '${NUMBER}'
  end`;

function observationIn(row: Row): PastObservation {
  return {
    asOf: optionalText(row, 'as_of'),
    checkedAt: text(row, 'checked_at'),
    whole: {
      observed: exactly(optionalText(row, 'observed')),
      elementCount: optionalNumber(row, 'element_count'),
      missingCount: optionalNumber(row, 'missing_count'),
      unexpectedCount: optionalNumber(row, 'unexpected_count'),
    },
    groups: groupsIn(optionalText(row, 'groups')),
  };
}

function exactly(json: string | undefined): Json | undefined {
  return json === undefined ? undefined : readExactJson(json);
}

function groupsIn(json: string | undefined): readonly ObservedGroup[] {
  const groups = exactly(json) ?? [];
  if (!isJsonList(groups)) return bug(`groups came back as ${json}`);
  return groups.flatMap((each) => {
    const group = isJsonMap(each) ? each['group'] : undefined;
    if (!isJsonMap(each) || !isJsonMap(group) || each['status'] === 'error') return [];
    return [{ group, ...countsIn(each) }];
  });
}

function countsIn(result: Readonly<Record<string, Json>>): Observation {
  return {
    observed: result['observed_value'],
    elementCount: countIn(result['element_count']),
    missingCount: countIn(result['missing_count']),
    unexpectedCount: countIn(result['unexpected_count']),
  };
}

function countIn(value: Json | undefined): number | undefined {
  return value === undefined || value === null ? undefined : Number(value);
}
