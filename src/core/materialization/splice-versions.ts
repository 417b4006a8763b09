import type { Column } from '../sql/column.ts';
import { columnList, quoteIdentifier } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import { beginning, moment, rowsDiffer, unlessHeldBack } from './append-versions.ts';
import {
  endOf,
  HISTORY_COLUMNS,
  historyOf,
  IS_DELETED,
  marksDeleted,
  startOf,
  VALID_FROM,
  VALID_TO,
  validityType,
} from './history-columns.ts';
import type { ModelBuild } from './model-build.ts';
import { writtenColumns } from './prepare-live.ts';
import type { Step } from './step.ts';
import { BATCH } from './upsert.ts';
import { onKey } from './write-difference.ts';

const FROM = quoteIdentifier(VALID_FROM);
const TO = quoteIdentifier(VALID_TO);
const DELETED = quoteIdentifier(IS_DELETED);

/** Of a piece, under names that no column of the model has. */
const BEGAN = '"asof: began"';
const ENDED = '"asof: ended"';
const WAS_DELETED = '"asof: deleted"';
const IS_GAP = '"asof: gap"';
const UNTIL = '"asof: until"';
const POSITION = '"asof: position"';
const IS_FIRST = '"asof: first"';
const VERSION = '"asof: version"';

/**
 * An as_of between others, or one that is held and has other rows now: the versions of each key that
 * differs are cut at the neighbouring as_ofs, what the batch says is put between, and neighbours that
 * say the same become one version again. What is read at any other as_of stays what it was.
 */
export function spliceVersions(build: ModelBuild): readonly Step[] {
  const { config, relation } = build;
  const live = renderRelation(relation);
  const keys = columnList(config.uniqueKey);
  const columns = columnList(dataColumns(build).map((column) => column.name));
  const mark = marksDeleted(config) ? `, ${DELETED}` : '';
  return [
    ...touchedSteps(build, live),
    execute(`create temporary table "asof pieces" on commit drop as\n${pieces(build, live)}`),
    execute(`create temporary table "asof merged" on commit drop as\n${merged(build)}`),
    execute(
      `delete from ${live} as live using pg_temp."asof touched" as touched where ${onKey(config.uniqueKey, 'live', 'touched')}`,
    ),
    execute(
      `insert into ${live} (${columns}, ${FROM}, ${TO}${mark})
select ${columns}, ${FROM}, ${TO}${mark} from pg_temp."asof merged"
order by ${keys}, ${FROM}`,
    ),
  ];
}

function execute(sql: string): Step {
  return { type: 'execute', statement: { sql } };
}

/** All that a version says: columns that the select no longer has among them. */
function dataColumns(build: ModelBuild): readonly Column[] {
  const added = new Set<string>(HISTORY_COLUMNS);
  const held = (build.existing?.columns ?? []).filter(({ name }) => !added.has(name));
  const all = [...held, ...writtenColumns(build)].map(
    ({ name, type }) => [name, { name, type }] as const,
  );
  return [...new Map(all).values()];
}

/** The keys of which the batch says something else than the history does at this as_of. */
function touchedSteps(build: ModelBuild, live: string): readonly Step[] {
  const { config, asOf = '' } = build;
  const key = config.uniqueKey;
  const first = quoteIdentifier(key[0] ?? '');
  const end = endOf(asOf, validityType(build));
  const marks = marksDeleted(config);
  const closes = historyOf(build).hardDeletes !== 'ignore';
  const isValid = `live.${FROM} < ${end} and (live.${TO} is null or live.${TO} >= ${end})`;
  const deleted = marks ? ` or live.${DELETED}` : '';
  return [
    execute(`create temporary table "asof changed" on commit drop as
select ${columnList(key, 'batch')}, live.${first} is null${deleted} as "asof: is new"
from ${BATCH} as batch
left join ${live} as live on ${onKey(key, 'live', 'batch')} and ${isValid}
where live.${first} is null or ${rowsDiffer(build, 'batch', 'live')}${deleted}`),
    execute(`create temporary table "asof gone" on commit drop as
select live.* from ${live} as live
where ${closes ? isValid : 'false'}${marks ? ` and live.${DELETED} is not true` : ''}
  and not exists (select from ${BATCH} as batch where ${onKey(key, 'live', 'batch')})${unlessHeldBack(build)}`),
    execute(`create temporary table "asof touched" on commit drop as
select ${columnList(key)} from pg_temp."asof changed" union all select ${columnList(key)} from pg_temp."asof gone"`),
    execute('analyze pg_temp."asof touched"'),
    {
      type: 'count',
      statement: {
        sql: `select count(*) filter (where "asof: is new") as inserted,
  count(*) filter (where not "asof: is new") as updated,
  (select count(*) from ${BATCH}) - count(*) as unchanged,
  (select count(*) from pg_temp."asof gone") as deleted
from pg_temp."asof changed"`,
      },
    },
  ];
}

/**
 * What each touched key says, from when on: before the as_of, at it, at the one after it, and later. An
 * open end lasts until the next piece; a gap is a piece that says that there is no row.
 */
function pieces(build: ModelBuild, live: string): string {
  const { config, place } = build;
  const type = validityType(build);
  const columns = dataColumns(build);
  const names = columns.map((column) => column.name);
  const key = config.uniqueKey;
  const marks = marksDeleted(config);
  const touched = `join pg_temp."asof touched" as touched on ${onKey(key, 'touched', 'live')}`;
  const all = columnList(names, 'live');
  const deleted = marks ? `live.${DELETED}` : 'false';
  const parts: string[] = [];
  if (place?.before !== undefined) {
    const end = endOf(place.before, type);
    parts.push(`select ${all}, live.${FROM} as ${BEGAN},
  case when live.${TO} < ${end} then live.${TO} end as ${ENDED}, ${deleted} as ${WAS_DELETED}, false as ${IS_GAP}
from ${live} as live ${touched}
where live.${FROM} < ${end}`);
  }
  const written = new Set(writtenColumns(build).map((column) => column.name));
  const batch = columns.map(({ name, type: its }) =>
    written.has(name)
      ? `batch.${quoteIdentifier(name)}`
      : `null::${its} as ${quoteIdentifier(name)}`,
  );
  parts.push(`select ${batch.join(', ')}, ${beginning(build)} as ${BEGAN}, null::${type} as ${ENDED}, false as ${WAS_DELETED}, false as ${IS_GAP}
from ${BATCH} as batch
join pg_temp."asof touched" as touched on ${onKey(key, 'touched', 'batch')}`);
  parts.push(`select ${columnList(names, 'gone')}, ${moment(build)}, null::${type}, ${marks}, ${!marks}
from pg_temp."asof gone" as gone`);
  if (place?.after !== undefined) parts.push(...piecesAfter(build, live, place.after));
  return parts.join('\nunion all\n');
}

function piecesAfter(build: ModelBuild, live: string, after: string): readonly string[] {
  const { config, asOf = '' } = build;
  const type = validityType(build);
  const columns = dataColumns(build);
  const names = columns.map((column) => column.name);
  const key = config.uniqueKey;
  const marks = marksDeleted(config);
  const { change } = historyOf(build);
  const touched = `join pg_temp."asof touched" as touched on ${onKey(key, 'touched', 'live')}`;
  const all = columnList(names, 'live');
  const deleted = marks ? `live.${DELETED}` : 'false';
  const end = endOf(after, type);
  const start = startOf(after, type);
  const isValid = `live.${FROM} < ${end} and (live.${TO} is null or live.${TO} >= ${end})`;
  const changedAt =
    change.strategy === 'check'
      ? start
      : `greatest(live.${quoteIdentifier(change.updatedAt)}, ${endOf(asOf, type)})`;
  const began = marks ? `case when live.${DELETED} then ${start} else ${changedAt} end` : changedAt;
  const nothing = columns.map(({ name, type: its }) =>
    key.includes(name) ? `touched.${quoteIdentifier(name)}` : `null::${its}`,
  );
  return [
    `select ${all}, ${began}, live.${TO}, ${deleted}, false
from ${live} as live ${touched}
where ${isValid}`,
    `select ${nothing.join(', ')}, ${start}, null::${type}, false, true
from pg_temp."asof touched" as touched
where not exists (select from ${live} as live where ${onKey(key, 'touched', 'live')} and ${isValid})`,
    `select ${all}, live.${FROM}, live.${TO}, ${deleted}, false
from ${live} as live ${touched}
where live.${FROM} >= ${end}`,
  ];
}

/** The pieces as versions: each ends where the next begins, and neighbours that say the same are one. */
function merged(build: ModelBuild): string {
  const key = build.config.uniqueKey;
  const keys = columnList(key);
  const columns = columnList(dataColumns(build).map((column) => column.name));
  return `with ended as (
  select *, least(${ENDED}, lead(${BEGAN}) over (partition by ${keys} order by ${BEGAN})) as ${UNTIL}
  from pg_temp."asof pieces"
), numbered as (
  select *, row_number() over (partition by ${keys} order by ${BEGAN}) as ${POSITION}
  from ended where not ${IS_GAP}
), begun as (
  select later.*, earlier.${POSITION} is null or earlier.${UNTIL} is distinct from later.${BEGAN}
    or earlier.${WAS_DELETED} is distinct from later.${WAS_DELETED}
    or ${rowsDiffer(build, 'earlier', 'later')} as ${IS_FIRST}
  from numbered as later
  left join numbered as earlier
    on ${onKey(key, 'earlier', 'later')} and earlier.${POSITION} = later.${POSITION} - 1
), grouped as (
  select *, count(*) filter (where ${IS_FIRST}) over (partition by ${keys} order by ${BEGAN}) as ${VERSION}
  from begun
)
select distinct on (${keys}, ${VERSION}) ${columns}, ${BEGAN} as ${FROM},
  last_value(${UNTIL}) over (
    partition by ${keys}, ${VERSION} order by ${BEGAN}
    rows between unbounded preceding and unbounded following
  ) as ${TO}, ${WAS_DELETED} as ${DELETED}
from grouped
order by ${keys}, ${VERSION}, ${BEGAN}`;
}
