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
${walk(journal, question)}
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

/**
 * Results are stepped through by an index, from the latest on, until there are enough: what the journal
 * holds beyond those costs nothing, and the planner is not asked to guess how many that are.
 */
function walk(journal: Journal, question: PastQuestion): string {
  return question.asOf === undefined ? walkRuns(journal, question) : walkAsOfs(journal);
}

/** The last result of each earlier as_of. */
function walkAsOfs(journal: Journal): string {
  const results = table(journal, 'expectation_results');
  return `  with recursive step as (
    select $4::date as as_of, null::bigint as written, 0 as found
    union all
    select earlier.as_of, latest.written, step.found + (latest.written is not null)::integer
    from step
    cross join lateral (
      select recorded.as_of
      from ${results} as recorded
      where recorded.id = asked.id and recorded.as_of < step.as_of
        and (asked.same is null
          or asked.same = 'weekday' and extract(isodow from recorded.as_of) = extract(isodow from $4::date)
          or asked.same = 'month' and extract(month from recorded.as_of) = extract(month from $4::date))
      order by recorded.as_of desc
      limit 1
    ) as earlier
    left join lateral (
      select last.written
      from (
        select recorded.*
        from ${results} as recorded
        where recorded.id = asked.id and recorded.as_of = earlier.as_of
          and ($5::boolean or recorded.run_id <> $3) and ${sameObservation(journal)}
        order by recorded.written desc
        limit 1
      ) as last
      where ${counts('last')}
    ) as latest on true
    where step.found < asked.last
  )
  select recorded.*
  from step
  join ${results} as recorded
    on recorded.id = asked.id and recorded.as_of = step.as_of and recorded.written = step.written`;
}

/** Where there are no as_ofs, the last result of each build, or of each run that checked what none builds. */
function walkRuns(journal: Journal, { isBuilt, isHeld }: PastQuestion): string {
  const results = table(journal, 'expectation_results');
  // a run that only tested looked at what the last build before it had made
  const buildUpTo = (condition: string) => `(
      select built.run_id
      from ${table(journal, 'node_runs')} as built
      where built.node_id = $2 and built.as_of is null and built.status in ('success', 'warn')${condition}
      order by built.written desc
      limit 1
    )`;
  const build = isBuilt ? buildUpTo(' and built.run_id <= recorded.run_id') : 'recorded.run_id';
  const standing = isBuilt && isHeld ? buildUpTo('') : 'null::text';
  const isNew = isBuilt ? '(step.build is null or seen.build < step.build)' : 'true';
  return `  with recursive step as (
    select 9223372036854775807 as written, ${standing} as build, 0 as found, false as is_counted
    union all
    select recorded.written, coalesce(fresh.build, step.build),
      step.found + counted.is_counted::integer, counted.is_counted
    from step
    cross join lateral (
      select recorded.*
      from ${results} as recorded
      where recorded.id = asked.id and recorded.written < step.written
      order by recorded.written desc
      limit 1
    ) as recorded
    cross join lateral (
      select case when recorded.as_of is null and recorded.run_id <> $3
        and ${sameObservation(journal)} then ${build} end as build
      -- asked once, however often it is spoken of
      offset 0
    ) as seen
    cross join lateral (select case when ${isNew} then seen.build end as build) as fresh
    cross join lateral (
      select fresh.build is not null and ${counts('recorded')} as is_counted
    ) as counted
    where step.found < asked.last
  )
  select recorded.*
  from step
  join ${results} as recorded on recorded.id = asked.id and recorded.written = step.written
  where step.is_counted`;
}

/** Of the same question, and not of rows that were rolled back. */
function sameObservation(journal: Journal): string {
  return `recorded.node_id = $2
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

/** Whether the result has a value that is asked for. */
function counts(result: string): string {
  return `(asked."values" = 'published' or ${result}.status = 'pass') and case
        when asked.is_grouped then jsonb_array_length(${result}.result -> 'groups') > 0
        when asked.is_of_rows then ${result}.unexpected_count is not null
          and ${result}.element_count > coalesce((${result}.result ->> 'missing_count')::bigint, 0)
        else jsonb_typeof(${result}.observed_value) in ('number', 'string')
          and ${result}.observed_value #>> '{}' ~ '${NUMBER}'
      end`;
}

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
