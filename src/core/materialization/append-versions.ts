import { bug } from '../diagnostics/bug.ts';
import type { Column } from '../sql/column.ts';
import { valuesDiffer } from '../sql/compared-value.ts';
import { columnList, quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import {
  endOf,
  historyOf,
  IS_DELETED,
  marksDeleted,
  startOf,
  VALID_FROM,
  VALID_TO,
  validityType,
} from './history-columns.ts';
import { heldBack } from './incoming.ts';
import type { ModelBuild } from './model-build.ts';
import { writtenColumns } from './prepare-live.ts';
import type { Step } from './step.ts';
import { BATCH } from './upsert.ts';
import { onKey } from './write-difference.ts';

const CHANGED = 'pg_temp."asof changed"';
const GONE = 'pg_temp."asof gone"';
const FROM = '"asof: from"';
const IS_NEW = '"asof: is new"';

/** The newest as_of: versions that changed or are gone are closed, and new ones begin. */
export function appendVersions(build: ModelBuild): readonly Step[] {
  const { config, relation } = build;
  const { hardDeletes } = historyOf(build);
  const live = renderRelation(relation);
  const key = config.uniqueKey;
  const marks = marksDeleted(config);
  const names = columnList(writtenColumns(build).map((column) => column.name));
  const from = quoteIdentifier(VALID_FROM);
  const to = quoteIdentifier(VALID_TO);
  const mark = (value: boolean) => (marks ? `, ${value}` : '');
  const target = `${live} (${names}, ${from}${marks ? `, ${quoteIdentifier(IS_DELETED)}` : ''})`;
  const closes = hardDeletes !== 'ignore';
  return [
    execute(
      `create temporary table "asof changed" on commit drop as
select ${columnList(
        writtenColumns(build).map((column) => column.name),
        'batch',
      )}, live.${quoteIdentifier(key[0] ?? '')} is null as ${IS_NEW}, ${beginning(build)} as ${FROM}
from ${BATCH} as batch
left join ${live} as live on ${onKey(key, 'live', 'batch')} and live.${to} is null
where live.${quoteIdentifier(key[0] ?? '')} is null or ${versionDiffers(build)}`,
    ),
    ...(closes
      ? [
          execute(
            `create temporary table "asof gone" on commit drop as
select live.* from ${live} as live
where live.${to} is null${marks ? ` and live.${quoteIdentifier(IS_DELETED)} is not true` : ''}
  and not exists (select from ${BATCH} as batch where ${onKey(key, 'live', 'batch')})${unlessHeldBack(build)}`,
          ),
        ]
      : []),
    execute(
      `create temporary table "asof touched" on commit drop as
select ${columnList(key)} from ${CHANGED}${closes ? ` union all select ${columnList(key)} from ${GONE}` : ''}`,
    ),
    execute(`analyze ${CHANGED}, pg_temp."asof touched"`),
    {
      type: 'count',
      statement: {
        sql: `select count(*) filter (where ${IS_NEW}) as inserted, count(*) filter (where not ${IS_NEW}) as updated,
  (select count(*) from ${BATCH}) - count(*) as unchanged${closes ? `,\n  (select count(*) from ${GONE}) as deleted` : ''}
from ${CHANGED}`,
      },
    },
    execute(
      `update ${live} as live set ${to} = changed.${FROM}
from ${CHANGED} as changed
where ${onKey(key, 'live', 'changed')} and live.${to} is null`,
    ),
    ...(closes
      ? [
          execute(
            `update ${live} as live set ${to} = ${moment(build)}
from ${GONE} as gone
where ${onKey(key, 'live', 'gone')} and live.${to} is null`,
          ),
        ]
      : []),
    execute(`insert into ${target}\nselect ${names}, ${FROM}${mark(false)} from ${CHANGED}`),
    ...(marks
      ? [
          execute(
            `insert into ${target}\nselect ${names}, ${moment(build)}${mark(true)} from ${GONE}`,
          ),
        ]
      : []),
  ];
}

/** A version of which the next one was kept back goes on. */
export function unlessHeldBack(build: ModelBuild): string {
  const held = heldBack(build, 'live');
  return held === undefined ? '' : `\n  and not ${held}`;
}

function execute(sql: string): Step {
  return { type: 'execute', statement: { sql } };
}

/** Whether the newest version says something else than the batch. */
function versionDiffers(build: ModelBuild): string {
  const differs = rowsDiffer(build, 'batch', 'live');
  return marksDeleted(build.config) ? `${differs} or live.${quoteIdentifier(IS_DELETED)}` : differs;
}

/** Whether two rows are different versions, as the strategy tells. */
export function rowsDiffer(build: ModelBuild, left: string, right: string): string {
  const { change } = historyOf(build);
  if (change.strategy === 'timestamp') {
    const at = quoteIdentifier(change.updatedAt);
    return `${left}.${at} is distinct from ${right}.${at}`;
  }
  return valuesDiffer(checkedColumns(build, change.columns), left, right);
}

function checkedColumns(build: ModelBuild, columns: readonly string[] | 'all'): readonly Column[] {
  const key = new Set(build.config.uniqueKey);
  return writtenColumns(build).filter(
    ({ name }) => !key.has(name) && (columns === 'all' || columns.includes(name)),
  );
}

/** When the as_of begins, or the build without one. */
export function moment(build: ModelBuild): string {
  const type = validityType(build);
  if (build.asOf !== undefined) return startOf(build.asOf, type);
  const { now } = build.place ?? bug('a history is built without its place');
  return `${quoteLiteral(now)}::timestamptz::${type}`;
}

/**
 * When a version of the batch begins: at the as_of; by `updated_at`, then, though never so early
 * that an as_of which is held would have shown it.
 */
export function beginning(build: ModelBuild): string {
  const { change } = historyOf(build);
  if (change.strategy === 'check') return moment(build);
  const at = `batch.${quoteIdentifier(change.updatedAt)}`;
  const { before } = build.place ?? bug('a history is built without its place');
  if (build.asOf !== undefined) {
    return before === undefined ? at : `greatest(${at}, ${endOf(before, validityType(build))})`;
  }
  const live = renderRelation(build.relation);
  const to = quoteIdentifier(VALID_TO);
  const from = quoteIdentifier(VALID_FROM);
  const last = `(select max(coalesce(older.${to}, older.${from})) from ${live} as older where ${onKey(build.config.uniqueKey, 'older', 'batch')})`;
  const now = moment(build);
  return `case when ${at} > coalesce(${last}, '-infinity') then least(${at}, ${now}) else ${now} end`;
}
