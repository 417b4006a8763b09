import { columnList, quoteIdentifier } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import type { ModelBuild } from './model-build.ts';
import type { IncrementalStrategy } from './model-config.ts';
import { completeLive, prepareLive, writtenColumns } from './prepare-live.ts';
import { refusedKeys } from './select-as.ts';
import type { Step } from './step.ts';
import { tableSteps } from './table.ts';
import { BATCH, batchSteps } from './upsert.ts';
import { onKey, writeDifference } from './write-difference.ts';

/** The first build and a full refresh make the whole table; the others add to it in place. */
export function incrementalSteps(build: ModelBuild): readonly Step[] {
  const strategy = strategyOf(build);
  if (build.existing === undefined || build.isFullRefresh) {
    // the keys of delete+insert may repeat: they name what a batch replaces, not a row
    const keyed = strategy === 'upsert';
    const table = keyed ? build : { ...build, config: { ...build.config, uniqueKey: [] } };
    return tableSteps(table, build.config.uniqueKey);
  }
  return [
    ...batchSteps(build, { extra: [], stays: strategy === 'append' ? 'all' : 'unlisted' }),
    ...prepareLive(
      strategy === 'upsert' ? build : { ...build, config: { ...build.config, uniqueKey: [] } },
    ),
    ...writeSteps(build, strategy),
    ...completeLive(build),
    { type: 'gate', subject: { type: 'relation', relation: build.relation } },
  ];
}

export function strategyOf({ config }: ModelBuild): IncrementalStrategy {
  return config.incrementalStrategy ?? (config.uniqueKey.length > 0 ? 'delete+insert' : 'append');
}

function writeSteps(build: ModelBuild, strategy: IncrementalStrategy): readonly Step[] {
  const live = renderRelation(build.relation);
  const key = build.config.uniqueKey;
  const columns = writtenColumns(build);
  const names = columnList(columns.map((column) => column.name));
  const insert: Step = {
    type: 'execute',
    statement: { sql: `insert into ${live} (${names})\nselect ${names} from ${BATCH}` },
    counts: 'inserted',
  };
  switch (strategy) {
    case 'append':
      return [insert];
    case 'delete+insert':
      return [
        { type: 'refuse-keys', statement: { sql: nullKeys(key) }, key },
        {
          type: 'execute',
          statement: {
            sql: `delete from ${live} as live\nwhere exists (select from ${BATCH} as batch where ${onKey(key, 'live', 'batch')})`,
          },
          counts: 'deleted',
        },
        insert,
      ];
    case 'upsert':
      return [
        { type: 'refuse-keys', statement: { sql: refusedKeys(BATCH, key) }, key },
        {
          type: 'count',
          statement: {
            // a batch is not the whole table: rows outside of it are not missing
            sql: writeDifference({
              live,
              batch: BATCH,
              columns,
              key,
              isWhole: false,
            }),
          },
        },
      ];
  }
}

/** A NULL key would match nothing and be inserted again by every run. */
function nullKeys(key: readonly string[]): string {
  return [
    `select ${columnList(key)}, count(*) as row_count`,
    `from ${BATCH}`,
    `where ${key.map((name) => `${quoteIdentifier(name)} is null`).join(' or ')}`,
    `group by ${columnList(key)}`,
    'limit 20',
  ].join('\n');
}
