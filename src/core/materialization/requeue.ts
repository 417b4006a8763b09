import { bug } from '../diagnostics/bug.ts';
import { unreachable } from '../diagnostics/unreachable.ts';
import type { IncomingRows } from '../expectation/quarantine/incoming-rows.ts';
import {
  HELD,
  HELD_ID,
  hasLiveKey,
  hasOtherKey,
  REQUEUED,
  requeuedSelect,
} from '../expectation/quarantine/requeued-rows.ts';
import { AS_OF, partitionOf } from '../sql/as-of-partition.ts';
import type { Column } from '../sql/column.ts';
import { valuesDiffer } from '../sql/compared-value.ts';
import type { CompiledSql } from '../sql/compiled-sql.ts';
import { columnList, dateLiteral, quoteIdentifier } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import { appendVersions, rowsDiffer } from './append-versions.ts';
import { overlapStep, versionsBeside } from './history.ts';
import { endOf, HISTORY_COLUMNS, historyOf, validAt, validityType } from './history-columns.ts';
import { type BatchRows, batchRows } from './incoming.ts';
import { strategyOf } from './incremental.ts';
import type { ModelBuild } from './model-build.ts';
import { snapshotSteps } from './snapshot.ts';
import { spliceVersions } from './splice-versions.ts';
import type { Step } from './step.ts';
import { BATCH, MISSING_SINCE } from './upsert.ts';
import { onKey, writeDifference } from './write-difference.ts';

/** The columns of a model's table that hold what a row says: not those that asof adds. */
export function rowColumns(
  { config }: Pick<ModelBuild, 'config'>,
  held: readonly Column[],
): readonly Column[] {
  const added = new Set(addedColumns(config));
  return held.filter(({ name }) => !added.has(name)).map(({ name, type }) => ({ name, type }));
}

function addedColumns(config: ModelBuild['config']): readonly string[] {
  switch (config.materialized) {
    case 'snapshot':
      return [AS_OF.name];
    case 'history':
      return HISTORY_COLUMNS;
    case 'upsert':
      return config.onMissing === 'flag' ? [MISSING_SINCE] : [];
    default:
      return [];
  }
}

/** A condition on `requeued` and `held`, and why a row for which it is true cannot go back. */
export interface Obstacle {
  readonly condition: string;
  readonly reason: string;
}

/** What stands of a model already and is not to be replaced by a row that goes back. */
export function obstacles(build: ModelBuild): readonly Obstacle[] {
  const { config, relation } = build;
  const key = config.uniqueKey;
  if (key.length === 0) return [];
  const stands = `a row of its key (${key.join(', ')}) stands already`;
  // what stands of a key that was mended may be of the same batch
  const isOfSameBatch = (from: string, among?: string): Obstacle => ({
    condition: `${hasLiveKey(key, from, among)} and (held.key_published or ${hasOtherKey(key)})`,
    reason: stands,
  });
  const live = renderRelation(relation);
  switch (config.materialized) {
    case 'table':
      return [{ condition: hasLiveKey(key, live), reason: stands }];
    case 'snapshot':
      return [{ condition: hasLiveKey(key, heldPartition(build)), reason: stands }];
    case 'upsert':
      return [isOfSameBatch(live)];
    case 'incremental':
      switch (strategyOf(build)) {
        case 'append':
          return [];
        case 'upsert':
          return [isOfSameBatch(live)];
        case 'delete+insert':
          return [
            { condition: `${hasLiveKey(key, live)} and ${hasOtherKey(key)}`, reason: stands },
          ];
      }
      break;
    case 'history': {
      const valid = validAt(config, build.asOf, 'live');
      return [isOfSameBatch(live, valid), ...notOfTheTime(build), sameVersion(build, valid)];
    }
    default:
      break;
  }
  return [];
}

/** Rows that say they were changed after the as_of, or not when. */
function notOfTheTime(build: ModelBuild): readonly Obstacle[] {
  const { change } = historyOf(build);
  if (change.strategy !== 'timestamp') return [];
  const at = `requeued.${quoteIdentifier(change.updatedAt)}`;
  const isLater =
    build.asOf === undefined ? undefined : `${at} >= ${endOf(build.asOf, validityType(build))}`;
  return [
    {
      condition: isLater === undefined ? `${at} is null` : `(${at} is null or ${isLater})`,
      reason:
        build.asOf === undefined
          ? `it has no time in "${change.updatedAt}"`
          : `it is not of ${build.asOf} by "${change.updatedAt}"`,
    },
  ];
}

/** A row that the strategy takes for the version which is valid already would be lost. */
function sameVersion(build: ModelBuild, valid: string): Obstacle {
  const key = build.config.uniqueKey;
  const { change } = historyOf(build);
  const by =
    change.strategy === 'timestamp' ? `"${change.updatedAt}"` : 'the columns that are checked';
  return {
    condition: `exists (select from ${renderRelation(build.relation)} as live
where ${onKey(key, 'live', 'requeued')} and ${valid}
  and ${valuesDiffer(build.columns, 'requeued', 'live')} and not (${rowsDiffer(build, 'requeued', 'live')}))`,
    reason: `by ${by} it is the version that is valid, and says something else`,
  };
}

/** Rows that go back, and what stands beside them: their checks see both. */
export function requeuedRows(build: ModelBuild): IncomingRows {
  const { config, asOf } = build;
  const isFlagging = config.materialized === 'upsert' && config.onMissing === 'flag';
  switch (config.materialized) {
    case 'table':
      return batchRows(build, REQUEUED, { extra: [], stays: 'all' });
    case 'incremental':
      return batchRows(build, REQUEUED, {
        extra: [],
        stays: strategyOf(build) === 'append' ? 'all' : 'unlisted',
      });
    case 'upsert':
      return batchRows(build, REQUEUED, {
        extra: isFlagging ? [{ name: MISSING_SINCE, type: 'date', sql: 'null::date' }] : [],
        stays: 'unlisted',
      });
    case 'history': {
      const rows: BatchRows = { ...versionsBeside(build), stays: 'unlisted' };
      return batchRows(build, REQUEUED, rows);
    }
    case 'snapshot': {
      const at = asOf ?? bug('a snapshot is requeued without an as_of');
      const partition = { ...build, relation: partitionOf(build.relation, at) };
      return batchRows(partition, REQUEUED, {
        extra: [{ ...AS_OF, sql: dateLiteral(at) }],
        stays: 'all',
      });
    }
    case 'view':
    case 'ephemeral':
      return bug('what holds no rows of its own has none to put back');
    default:
      return unreachable(config.materialized);
  }
}

/** Writes the rows that go back, as a build would write them; other rows stay as they are. */
export function requeueSteps(build: ModelBuild): readonly Step[] {
  const { config } = build;
  switch (config.materialized) {
    case 'table':
      return [...batch(requeuedSelect(build.columns)), insert(build)];
    case 'incremental':
      return [...batch(requeuedSelect(build.columns)), ...addSteps(build)];
    case 'upsert':
      return [
        ...batch(requeuedSelect(build.columns)),
        difference(build, config.onMissing === 'flag' ? MISSING_SINCE : undefined),
      ];
    case 'history':
      return versionSteps(build);
    case 'snapshot':
      return snapshotSteps({ ...build, quarantines: false, select: withRequeued(build) });
    case 'view':
    case 'ephemeral':
      return bug('what holds no rows of its own has none to put back');
    default:
      return unreachable(config.materialized);
  }
}

function addSteps(build: ModelBuild): readonly Step[] {
  const strategy = strategyOf(build);
  switch (strategy) {
    case 'append':
      return [insert(build)];
    case 'delete+insert':
      return [replaceLive(build), insert(build)];
    case 'upsert':
      return [difference(build, undefined)];
    default:
      return unreachable(strategy);
  }
}

function batch(select: string): readonly Step[] {
  return [execute(`create temporary table "asof batch" on commit drop as\n${select}`)];
}

function insert({ relation, columns }: ModelBuild): Step {
  const names = columnList(columns.map((column) => column.name));
  return execute(
    `insert into ${renderRelation(relation)} (${names})\nselect ${names} from ${BATCH}`,
  );
}

/** Live rows make room as for the batch that the row was in: once, before any of its key was published. */
function replaceLive({ relation, config }: ModelBuild): Step {
  return execute(`delete from ${renderRelation(relation)} as live
using ${REQUEUED} as requeued, ${HELD} as held
where held.id = requeued.${HELD_ID} and not held.key_published
  and ${onKey(config.uniqueKey, 'live', 'requeued')}`);
}

function difference(
  { relation, columns, config }: ModelBuild,
  missingSince: string | undefined,
): Step {
  const sql = writeDifference({
    live: renderRelation(relation),
    batch: BATCH,
    columns,
    key: config.uniqueKey,
    isWhole: false,
    missingSince,
  });
  return execute(sql);
}

/** A build of the as_of again, with the rows that were missing from it. */
function versionSteps(build: ModelBuild): readonly Step[] {
  return [
    ...batch(withRequeued(build).sql),
    execute(`analyze ${BATCH}`),
    ...(build.place?.isHeld === true ? spliceVersions(build) : appendVersions(build)),
    overlapStep(build),
  ];
}

/** What the as_of holds, and the rows that go back. */
function withRequeued(build: ModelBuild): CompiledSql {
  const { config, columns, asOf, relation } = build;
  const names = columnList(
    columns.map((column) => column.name),
    'live',
  );
  const [from, condition] =
    config.materialized === 'snapshot'
      ? [heldPartition(build), 'true']
      : [renderRelation(relation), validAt(config, asOf, 'live')];
  const sql = `select ${names} from ${from} as live
where ${condition} and not exists (select from ${REQUEUED} as requeued where ${onKey(config.uniqueKey, 'live', 'requeued')})
union all
${requeuedSelect(columns)}`;
  return { sql, pieces: [] };
}

function heldPartition({ relation, asOf }: ModelBuild): string {
  return renderRelation(partitionOf(relation, asOf ?? bug('a snapshot has no as_of')));
}

function execute(sql: string): Step {
  return { type: 'execute', statement: { sql } };
}
