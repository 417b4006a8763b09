import { columnList, quoteIdentifier } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import { appendVersions, beginning } from './append-versions.ts';
import {
  endOf,
  historyOf,
  IS_DELETED,
  VALID_FROM,
  VALID_TO,
  validAt,
  validityColumns,
  validityType,
} from './history-columns.ts';
import type { BatchRows } from './incoming.ts';
import type { ModelBuild } from './model-build.ts';
import type { ConstraintConfig, IndexConfig } from './model-config.ts';
import { completeLive, prepareLive } from './prepare-live.ts';
import { refusedKeys } from './select-as.ts';
import { spliceVersions } from './splice-versions.ts';
import type { Step } from './step.ts';
import { BATCH, batchSteps } from './upsert.ts';

/**
 * The versions of each row, in place: one that changed is closed, and the new one begins. What is
 * read at an as_of that is held never changes by building another one: an as_of that comes late, or
 * again with other rows, is put between its neighbours.
 */
export function historySteps(build: ModelBuild): readonly Step[] {
  const { config, place } = build;
  const key = config.uniqueKey;
  const guarded = withGuards(build);
  const isNewest = place?.after === undefined && place?.isHeld !== true;
  return [
    ...batchSteps(build, versionsBeside(build)),
    { type: 'refuse-keys', statement: { sql: refusedKeys(BATCH, key) }, key },
    ...refuseTimes(build),
    // which brings the equality of keys that the constraint needs
    ...(historyOf(build).excludesOverlaps
      ? [
          {
            type: 'execute',
            statement: { sql: 'create extension if not exists btree_gist' },
          } as const,
        ]
      : []),
    ...prepareLive(guarded, { extra: validityColumns(build) }),
    ...(isNewest ? appendVersions(build) : spliceVersions(build)),
    overlapStep(build),
    ...(build.isPlainScan === true
      ? [{ type: 'execute', statement: { sql: 'drop view pg_temp."asof batch"' } } as const]
      : []),
    ...completeLive(guarded),
    { type: 'gate', subject: { type: 'held' } },
  ];
}

/** Refuses versions of a key that would be valid at once. */
export function overlapStep({ relation, config }: ModelBuild): Step {
  const key = config.uniqueKey;
  return {
    type: 'refuse-overlaps',
    statement: { sql: overlaps(renderRelation(relation), key) },
    key,
  };
}

/** What is read at the as_of beside the batch: versions that a build does not end. */
export function versionsBeside(build: ModelBuild): BatchRows {
  const { config, asOf } = build;
  const type = validityType(build);
  return {
    extra: validityColumns(build).map(({ name }) => ({
      name,
      type: name === IS_DELETED ? 'boolean' : type,
      sql:
        // by the clock, it may depend on versions that are held
        name === VALID_FROM && (asOf !== undefined || build.existing !== undefined)
          ? beginning(build)
          : name === IS_DELETED
            ? 'false'
            : `null::${type}`,
    })),
    stays: historyOf(build).hardDeletes === 'ignore' ? 'unlisted' : 'held-back',
    among: validAt(config, asOf, 'live'),
  };
}

/** Keys whose versions may have been written by a build. */
export const TOUCHED = 'pg_temp."asof touched"';

/** One version of a key at a time, one newest version, and none that ends before it begins. */
function withGuards(build: ModelBuild): ModelBuild {
  const { config } = build;
  const key = config.uniqueKey;
  const newest: IndexConfig = {
    columns: key,
    unique: true,
    type: undefined,
    include: [],
    where: `${quoteIdentifier(VALID_TO)} is null`,
  };
  const ordered: ConstraintConfig = {
    type: 'check',
    name: undefined,
    expression: `${quoteIdentifier(VALID_FROM)} < ${quoteIdentifier(VALID_TO)}`,
  };
  return {
    ...build,
    exclusions: historyOf(build).excludesOverlaps ? [exclusion(build)] : [],
    config: {
      ...config,
      uniqueKey: [...key, VALID_FROM],
      indexes: [newest, ...config.indexes],
      constraints: [ordered, ...config.constraints],
    },
  };
}

/** Dearer by far than the other guards, and for those who let others write. */
function exclusion(build: ModelBuild): string {
  const type = validityType(build);
  const range =
    type === 'date' ? 'daterange' : type.endsWith('with time zone') ? 'tstzrange' : 'tsrange';
  const keys = build.config.uniqueKey.map((name) => `${quoteIdentifier(name)} with =`);
  const span = `${range}(${columnList([VALID_FROM, VALID_TO])}) with &&`;
  return `exclude using gist (${[...keys, span].join(', ')})`;
}

/** Rows that say they were changed after the as_of, or not when: they are not of it. */
function refuseTimes(build: ModelBuild): readonly Step[] {
  const { change } = historyOf(build);
  if (change.strategy !== 'timestamp') return [];
  const { asOf, config } = build;
  const at = quoteIdentifier(change.updatedAt);
  const isLater = asOf === undefined ? '' : ` or ${at} >= ${endOf(asOf, validityType(build))}`;
  const key = config.uniqueKey;
  const sql = [
    `select ${key.map((name) => `${quoteIdentifier(name)}::text`).join(', ')}, ${at}::text as "asof: time"`,
    `from ${BATCH}`,
    `where ${at} is null${isLater}`,
    `order by ${key.map((name) => `${quoteIdentifier(name)}::text collate "C"`).join(', ')}`,
    'limit 20',
  ].join('\n');
  return [
    { type: 'refuse-times', statement: { sql }, key, column: change.updatedAt, asOf: build.asOf },
  ];
}

/** Keys with a version that is not over when the next one begins, among those that were written. */
function overlaps(live: string, key: readonly string[]): string {
  const keys = columnList(key);
  const versions = [
    `select ${columnList(key, 'live')}, live.${quoteIdentifier(VALID_FROM)} as began,`,
    `    lag(live.${quoteIdentifier(VALID_FROM)}) over versions as before,`,
    `    lag(live.${quoteIdentifier(VALID_TO)}) over versions as until`,
    `  from ${live} as live join ${TOUCHED} as touched using (${keys})`,
    `  window versions as (partition by ${columnList(key, 'live')} order by live.${quoteIdentifier(VALID_FROM)})`,
  ].join('\n');
  return `select ${key.map((name) => `${quoteIdentifier(name)}::text`).join(', ')}, count(*) as row_count
from (
  ${versions}
) as versions
where before is not null and (until is null or until > began)
group by ${keys}
order by 1
limit 20`;
}
