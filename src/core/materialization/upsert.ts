import { dateLiteral, quoteIdentifier } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import { type BatchRows, batchRows, heldBack, quarantineSteps } from './incoming.ts';
import type { ModelBuild } from './model-build.ts';
import { completeLive, prepareLive, writtenColumns } from './prepare-live.ts';
import { refusedKeys, selectAs } from './select-as.ts';
import type { Step } from './step.ts';
import { type Difference, deleteMissing, onKey, writeDifference } from './write-difference.ts';

/** The date column of an upsert with `on_missing: flag`. */
export const MISSING_SINCE = 'missing_since';

/** A live table: only rows whose values differ are written, in place, and each is counted. */
export function upsertSteps(build: ModelBuild): readonly Step[] {
  const { config, relation } = build;
  const flags = config.onMissing === 'flag';
  const difference: Difference = {
    live: renderRelation(relation),
    batch: BATCH,
    columns: writtenColumns(build),
    key: config.uniqueKey,
    isWhole: true,
    missingSince: flags ? MISSING_SINCE : undefined,
    heldBack: heldBack(build, 'live'),
  };
  return [
    ...batchSteps(build, {
      extra: flags ? [{ name: MISSING_SINCE, type: 'date', sql: 'null::date' }] : [],
      stays: config.onMissing === 'delete' ? 'held-back' : 'unlisted',
    }),
    {
      type: 'refuse-keys',
      statement: { sql: refusedKeys(BATCH, config.uniqueKey) },
      key: config.uniqueKey,
    },
    ...prepareLive(build, { extra: flags ? [{ name: MISSING_SINCE, type: 'date' }] : [] }),
    { type: 'count', statement: { sql: writeDifference(difference) } },
    ...(config.onMissing === 'delete'
      ? [
          {
            type: 'execute',
            statement: { sql: deleteMissing(difference) },
            counts: 'deleted',
          } as const,
        ]
      : []),
    ...(flags
      ? [{ type: 'execute', statement: { sql: flagMissing(build, difference) } } as const]
      : []),
    ...(build.isPlainScan === true ? [DROP_VIEW] : []),
    ...completeLive(build),
    { type: 'gate', subject: { type: 'relation', relation } },
  ];
}

/** Before the commit: until then nobody sees that something depends on what the model reads. */
const DROP_VIEW: Step = { type: 'execute', statement: { sql: 'drop view pg_temp."asof batch"' } };

/** The rows of this build, evaluated once; those of a plain scan are read where they are. */
export const BATCH = 'pg_temp."asof batch"';

/** `rows` says what the table will hold beside the batch. */
export function batchSteps(build: ModelBuild, rows: BatchRows): readonly Step[] {
  const isKept = build.isPlainScan !== true;
  const create = `create temporary ${isKept ? 'table "asof batch" on commit drop' : 'view "asof batch"'} as\n`;
  return [
    { type: 'execute', statement: selectAs(create, build.select, build.columns) },
    ...quarantineSteps(build, () => batchRows(build, BATCH, rows)),
    {
      type: 'check-empty',
      statement: { sql: `select not exists (select from ${BATCH}) as is_empty` },
      onEmpty: build.onEmpty,
    },
    ...(isKept ? [{ type: 'execute', statement: { sql: `analyze ${BATCH}` } } as const] : []),
  ];
}

function flagMissing(
  { asOf }: ModelBuild,
  { live, batch, key, heldBack: held }: Difference,
): string {
  const since = quoteIdentifier(MISSING_SINCE);
  return [
    `update ${live} as live set ${since} = ${asOf === undefined ? 'current_date' : dateLiteral(asOf)}`,
    `where live.${since} is null`,
    `  and not exists (select from ${batch} as batch where ${onKey(key, 'live', 'batch')})`,
    ...(held === undefined ? [] : [`  and not ${held}`]),
  ].join('\n');
}
